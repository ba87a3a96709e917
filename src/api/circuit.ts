import { FastioApiError, FastioNetworkError, FastioUnavailableError } from './errors.ts';

/** Failures in a row after which Fast.io counts as down: 10. More than one upload in slices makes of a short blip. */
export const DEFAULT_CIRCUIT_FAILURES = 10;
/** How long nothing is asked of it then, and between two calls that try whether it is back: 10 s. */
export const DEFAULT_CIRCUIT_OPEN_MS = 10_000;
/** Base URLs that are remembered; the oldest goes first. */
const MAX_ENTRIES = 100;

/** When calls are held back. */
export interface CircuitPolicy {
	failures: number;
	openMs: number;
}

/** Holds calls back while Fast.io is down. One for each base URL of a client. */
export interface Circuit {
	/** Lets a call begin. @throws FastioUnavailableError while Fast.io counts as down. */
	admit(): void;
	/** Takes note of how a call ended: `undefined` for a success. An abort or a failing source says nothing. */
	note(failure: unknown): void;
}

/** Never holds back: for what belongs to an upload that is under way, and for `circuit: false`. */
export const NO_CIRCUIT: Circuit = { admit() {}, note() {} };

/**
 * Opens after so many failures in a row: connections that break, timeouts, 5xx. Any answer below 500 closes it, since
 * then Fast.io is there. While it is open one call every `openMs` goes through to find out; which one is not waited
 * for, as that could be a file that travels for hours.
 *
 * @param now The clock, in milliseconds.
 */
export function createCircuit({ failures, openMs }: CircuitPolicy, now: () => number): Circuit {
	let failed = 0;
	let nextTryAt = 0;
	let last: unknown;
	return {
		admit() {
			if (failed < failures) return;
			const waitMs = nextTryAt - now();
			if (waitMs > 0) throw new FastioUnavailableError(Math.ceil(waitMs), { cause: last });
			nextTryAt = now() + openMs;
		},
		note(failure) {
			if (isDown(failure)) {
				failed += 1;
				last = failure;
				if (failed === failures) nextTryAt = now() + openMs;
			} else if (failure === undefined || failure instanceof FastioApiError) {
				failed = 0;
				last = undefined;
			}
		}
	};
}

/** Runs one try of a call under the circuit. `exempt`: it is made all the same. */
export async function guarded<T>(
	circuit: Circuit,
	options: { signal: AbortSignal | undefined; exempt?: boolean },
	attempt: () => Promise<T>
): Promise<T> {
	if (!options.exempt) circuit.admit();
	try {
		const result = await attempt();
		circuit.note(undefined);
		return result;
	} catch (error) {
		// A connection that the caller cut looks like one that broke.
		if (!options.signal?.aborted) circuit.note(error);
		throw error;
	}
}

/** One circuit for each base URL. */
export function createCircuits(
	policy: CircuitPolicy | undefined,
	now: () => number = () => performance.now()
): (baseUrl: string) => Circuit {
	const circuits = new Map<string, Circuit>();
	return (baseUrl) => {
		if (!policy) return NO_CIRCUIT;
		const known = circuits.get(baseUrl);
		if (known) return known;
		const circuit = createCircuit(policy, now);
		circuits.set(baseUrl, circuit);
		const [oldest] = circuits.keys();
		if (circuits.size > MAX_ENTRIES && oldest !== undefined) circuits.delete(oldest);
		return circuit;
	};
}

function isDown(failure: unknown): boolean {
	if (failure instanceof FastioNetworkError) return true;
	return failure instanceof FastioApiError && failure.status >= 500;
}
