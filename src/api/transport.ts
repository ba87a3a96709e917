import { FastioError } from '../rules/errors.ts';
import { redirectError } from './answer.ts';
import { FastioNetworkError } from './errors.ts';
import type { Connection } from './settings.ts';

/** Values of a query or a form; `undefined` is left out. */
export type Parameters = Record<string, string | number | boolean | undefined>;

/** Codes of Node's network layer for a connection that never came to be. */
const NEVER_CONNECTED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EADDRNOTAVAIL',
	'UND_ERR_CONNECT_TIMEOUT'
]);
const TIMED_OUT = new Set([
	'ETIMEDOUT',
	'UND_ERR_CONNECT_TIMEOUT',
	'UND_ERR_HEADERS_TIMEOUT',
	'UND_ERR_BODY_TIMEOUT'
]);

/**
 * What every request has. `redirect: 'error'` is not only a matter of trust: with any other mode Node's fetch keeps
 * a second branch of a streamed body for the redirect to come, and so the whole file in memory (nodejs/undici#4058).
 * Cloudflare Workers throws for `redirect: 'error'` and for any `credentials` (it has none to send): there a redirect
 * comes back as an answer, which is refused as well.
 */
export function requestPolicy(): Pick<RequestInit, 'redirect' | 'credentials'> {
	const { navigator } = globalThis as { navigator?: { userAgent?: string } };
	return navigator?.userAgent === 'Cloudflare-Workers'
		? { redirect: 'manual' }
		: { redirect: 'error', credentials: 'omit' };
}

/** The absolute URL of a call. `path` starts with a slash and is made of literals and {@link segment}s. */
export function urlOf(connection: Connection, path: string, query: Parameters = {}): string {
	const search = encodeParameters(query);
	return `${connection.baseUrl}${path}${search === '' ? '' : `?${search}`}`;
}

/** As `application/x-www-form-urlencoded`. */
export function encodeParameters(parameters: Parameters): string {
	const encoded = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) {
		if (value !== undefined) encoded.append(name, String(value));
	}
	return encoded.toString();
}

/**
 * An id as one segment of a path.
 *
 * @throws FastioError `malformed` for an empty id and for `.` and `..`, which would name another call.
 */
export function segment(id: string): string {
	if (id === '' || id === '.' || id === '..')
		throw new FastioError('malformed', 'An id is empty or not an id.');
	return encodeURIComponent(id.replace(/[\ud800-\udfff]/gu, '\ufffd'));
}

/** The failure for a call that the caller's signal ended; `cause` is the signal's reason. */
export function abortedError(signal: AbortSignal): FastioError {
	return new FastioError('aborted', 'The call was aborted.', { cause: signal.reason });
}

/** @throws FastioError `aborted` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
	if (signal?.aborted) throw abortedError(signal);
}

/**
 * What a rejection of `fetch` means. `sent`: whether the request can have reached Fast.io once a connection existed.
 */
export function networkError(cause: unknown, sent: boolean): FastioError {
	const codes = causesOf(cause);
	if (codes.messages.some((message) => /unexpected redirect|redirect mode/iu.test(message))) {
		return redirectError(0, cause);
	}
	const unreached = codes.codes.some((code) => NEVER_CONNECTED.has(code));
	if (codes.codes.some((code) => TIMED_OUT.has(code))) {
		return new FastioNetworkError('timeout', 'Fast.io did not answer in time.', {
			sent: sent && !unreached,
			cause
		});
	}
	const message = unreached ? 'Fast.io could not be reached.' : 'The connection to Fast.io broke.';
	return new FastioNetworkError('network', message, { sent: sent && !unreached, cause });
}

/** `fetch failed` says nothing; its causes do, and with two addresses tried they are in an AggregateError. */
function causesOf(error: unknown): { codes: string[]; messages: string[] } {
	const codes: string[] = [];
	const messages: string[] = [];
	const pending: unknown[] = [error];
	for (let depth = 0; depth < 8 && pending.length > 0; depth += 1) {
		const next = pending.shift();
		if (typeof next !== 'object' || next === null) continue;
		const { code, message, cause, errors } = next as Record<string, unknown>;
		if (typeof code === 'string') codes.push(code);
		if (typeof message === 'string') messages.push(message);
		if (Array.isArray(errors)) pending.push(...(errors as unknown[]));
		pending.push(cause);
	}
	return { codes, messages };
}
