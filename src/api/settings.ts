import { FastioError } from '../rules/errors.ts';
import {
	DEFAULT_CIRCUIT_FAILURES,
	DEFAULT_CIRCUIT_OPEN_MS,
	NO_CIRCUIT,
	type Circuit,
	type CircuitPolicy
} from './circuit.ts';
import {
	DEFAULT_CALL_TIMEOUT_MS,
	DEFAULT_CONNECT_TIMEOUT_MS,
	DEFAULT_IDLE_TIMEOUT_MS,
	DEFAULT_RETRIES,
	type FastioCircuit,
	type FastioOptions,
	type FastioRetry,
	type FastioTimeouts,
	type Lazy
} from './options.ts';

/** Where calls go unless `apiUrl` says otherwise. */
export const DEFAULT_API_URL = 'https://api.fast.io/current';
/** Wait before the second try: 500 ms. */
export const DEFAULT_MIN_DELAY_MS = 500;
/** Longest wait between two tries: 30 s. */
export const DEFAULT_MAX_DELAY_MS = 30_000;

/** When and how often a failed call is repeated. */
export interface RetryPolicy {
	retries: number;
	minDelayMs: number;
	maxDelayMs: number;
}

/** Everything a call needs, resolved and checked. Made for each call, since options may be lazy. */
export interface Connection {
	/** Without a slash at its end. */
	baseUrl: string;
	token: string;
	fetch: typeof fetch;
	timeouts: Required<FastioTimeouts>;
	retry: RetryPolicy;
	circuit: Circuit;
}

/** @throws FastioError `config` for a missing or unusable token, `apiUrl`, timeout or retry option. */
export function resolveConnection(
	options: FastioOptions,
	overrides: { token?: string | undefined } = {},
	circuitOf: (baseUrl: string) => Circuit = () => NO_CIRCUIT
): Connection {
	const baseUrl = resolveApiUrl(options);
	return {
		baseUrl,
		circuit: circuitOf(baseUrl),
		token: resolveToken(overrides.token ?? options.token),
		fetch: options.fetch ?? globalThis.fetch,
		timeouts: resolveTimeouts(options.timeouts ?? {}),
		retry: resolveRetry(options.retry ?? {})
	};
}

/** The base URL without a slash at its end. @throws FastioError `config`. */
export function resolveApiUrl(options: Pick<FastioOptions, 'apiUrl'>): string {
	const text = read(options.apiUrl) ?? DEFAULT_API_URL;
	const url = URL.canParse(text) ? new URL(text) : undefined;
	// The value is not repeated: whoever pasted a secret into it must not find it in a log.
	if (!url || !/^https?:$/u.test(url.protocol)) throw config('`apiUrl` must be an http or https URL');
	if (url.username !== '' || url.password !== '')
		throw config('`apiUrl` must not hold a user name or password');
	if (url.protocol === 'http:' && !isNearby(url.hostname))
		throw config('`apiUrl` must be https: over plain http the token could be read on the way');
	if (url.search !== '' || url.hash !== '') throw config('`apiUrl` must not have a query or a fragment');
	return url.href.replace(/\/+$/u, '');
}

/** This machine, or a name without a dot, as containers have: none that is reached over the internet. */
function isNearby(host: string): boolean {
	return /^127(?:\.\d+){3}$|^\[::1\]$|(?:^|\.)localhost$|^[^.[\]]+$/u.test(host);
}

/** Which protocol to speak: `wire`, else by the last segment of the URL. */
export function resolveWireName(options: Pick<FastioOptions, 'apiUrl' | 'wire'>): 'sessions' | 'v1' {
	const { wire } = options;
	if (wire === 'sessions' || wire === 'v1') return wire;
	if (wire !== undefined) throw config("`wire` must be 'sessions' or 'v1'");
	return resolveApiUrl(options).endsWith('/v1') ? 'v1' : 'sessions';
}

/** The workspace and folder of a call. @throws FastioError `config` when there is no workspace. */
export function resolveDestination(
	options: Pick<FastioOptions, 'workspaceId' | 'folderId'>,
	overrides: { workspaceId?: string | undefined; folderId?: string | undefined }
): { workspaceId: string; folderId: string } {
	const workspaceId = read(overrides.workspaceId) ?? read(options.workspaceId);
	if (workspaceId === undefined) {
		throw config('`workspaceId` is missing. Pass the id of a workspace, or a function that returns it');
	}
	return { workspaceId, folderId: read(overrides.folderId) ?? read(options.folderId) ?? 'root' };
}

function resolveToken(option: Lazy<string> | undefined): string {
	const token = read(option);
	if (token === undefined) {
		throw config(
			'`token` is missing. Pass the API token, or a function that returns it, from the environment of the server'
		);
	}
	// Checked here since fetch would quote the whole header, token included, in its own error.
	if (!/^[\u0021-\u007e]+$/u.test(token))
		throw config('`token` holds characters that an HTTP header cannot carry');
	return token;
}

function resolveTimeouts(timeouts: FastioTimeouts): Required<FastioTimeouts> {
	return {
		connectMs: milliseconds('timeouts.connectMs', timeouts.connectMs ?? DEFAULT_CONNECT_TIMEOUT_MS, 1),
		idleMs: milliseconds('timeouts.idleMs', timeouts.idleMs ?? DEFAULT_IDLE_TIMEOUT_MS, 1),
		callMs: milliseconds('timeouts.callMs', timeouts.callMs ?? DEFAULT_CALL_TIMEOUT_MS, 1)
	};
}

function resolveRetry(retry: FastioRetry): RetryPolicy {
	const retries = retry.retries === false ? 0 : (retry.retries ?? DEFAULT_RETRIES);
	if (!Number.isInteger(retries) || retries < 0)
		throw config('`retry.retries` must be a whole number of 0 or more, or false');
	return {
		retries,
		minDelayMs: milliseconds('retry.minDelayMs', retry.minDelayMs ?? DEFAULT_MIN_DELAY_MS, 0),
		maxDelayMs: milliseconds('retry.maxDelayMs', retry.maxDelayMs ?? DEFAULT_MAX_DELAY_MS, 0)
	};
}

/** `undefined` for `circuit: false`. @throws FastioError `config`. */
export function resolveCircuit(circuit: false | FastioCircuit = {}): CircuitPolicy | undefined {
	if (circuit === false) return undefined;
	const { failures = DEFAULT_CIRCUIT_FAILURES, openMs = DEFAULT_CIRCUIT_OPEN_MS } = circuit;
	if (!Number.isInteger(failures) || failures < 1)
		throw config('`circuit.failures` must be a whole number of 1 or more');
	return { failures, openMs: milliseconds('circuit.openMs', openMs, 1) };
}

/** Timers hold 31 bits: a longer wait would fire at once. */
function milliseconds(name: string, value: number, least: number): number {
	if (!(value >= least && value < 2 ** 31))
		throw config(`\`${name}\` must be a number of milliseconds from ${least} to 24 days`);
	return value;
}

/** The value of an option; empty and blank count as missing, as an unset variable in `.env` does. */
function read(option: Lazy<string> | undefined): string | undefined {
	const value: unknown = typeof option === 'function' ? option() : option;
	if (value === undefined || value === null) return undefined;
	return String(value).trim() || undefined;
}

function config(problem: string): FastioError {
	return new FastioError('config', `createFastio: ${problem}.`);
}
