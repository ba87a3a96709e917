import pRetry from 'p-retry';
import { FastioApiError, FastioNetworkError } from './errors.ts';
import type { RetryPolicy } from './settings.ts';
import { sleep } from './sleep.ts';
import { abortedError } from './transport.ts';

/**
 * What a call does, as far as repeating it goes.
 *
 * - `read`: a GET without side effects.
 * - `poll`: a GET that waits for an upload which is already over the wire; giving up would waste it.
 * - `write`: any other change; a 502–504 or a timeout may hide a success, so only what never left is repeated.
 * - `create-session`: opening an upload session.
 * - `single-call`: a small file in one request. After doubt it may be stored; a repeat would become a second version
 *   of it, so that taking the upload back would bring back our own first try, and a session that nobody deletes.
 * - `chunk`: a slice; the same `order` replaces it.
 * - `raw`: a file as one raw body; half of it may have arrived.
 * - `complete`: starting the assembly; after doubt the session is read instead.
 * - `cleanup`: deleting a session.
 * - `folder`: a folder that is created unless it exists.
 * - `keyed`: a change that Fast.io carries out once however often it comes: with an idempotency key, or a heartbeat.
 * - `place`: putting a held file into a folder; after doubt the session is read first.
 */
export type OperationKind =
	| 'read'
	| 'poll'
	| 'write'
	| 'create-session'
	| 'single-call'
	| 'chunk'
	| 'raw'
	| 'complete'
	| 'cleanup'
	| 'folder'
	| 'keyed'
	| 'place';

/** Which failures each kind survives: `unsent` (nothing left us), `lost` (no answer came), 5xx, 429. */
const REPEATED: Record<
	OperationKind,
	{ lost: boolean; failed: 'never' | 'gateway' | 'always'; limited: boolean }
> = {
	read: { lost: true, failed: 'gateway', limited: false },
	poll: { lost: true, failed: 'always', limited: true },
	write: { lost: false, failed: 'never', limited: false },
	'create-session': { lost: false, failed: 'never', limited: true },
	'single-call': { lost: false, failed: 'never', limited: true },
	chunk: { lost: true, failed: 'always', limited: true },
	raw: { lost: false, failed: 'never', limited: true },
	complete: { lost: false, failed: 'never', limited: true },
	cleanup: { lost: true, failed: 'always', limited: true },
	folder: { lost: true, failed: 'gateway', limited: true },
	keyed: { lost: true, failed: 'gateway', limited: true },
	place: { lost: false, failed: 'never', limited: true }
};

/**
 * Whether a failed call may be made again. The rules are those of Fast.io's own command line client
 * (MediaFire/fastio_cli, `src/client.rs`): its reads survive 502–504, its slices any 5xx, its streams only what
 * happened before a byte was sent; a limit is waited out where a file is at stake. It repeats single calls like slices;
 * we don't, since an upload of ours can be taken back.
 *
 * @param attempt.replayable Whether the body can be sent from its start once more. A stream of which a byte was
 * asked for can't.
 */
export function mayRepeat(attempt: { kind: OperationKind; error: unknown; replayable: boolean }): boolean {
	const { kind, error, replayable } = attempt;
	if (!replayable) return false;
	const rule = REPEATED[kind];
	if (error instanceof FastioNetworkError) return !error.sent || rule.lost;
	if (!(error instanceof FastioApiError)) return false;
	if (error.code === 'rate-limited') return rule.limited;
	if (error.code !== 'upstream') return false;
	if (rule.failed === 'always') return true;
	return rule.failed === 'gateway' && error.status >= 502 && error.status <= 504;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or the tries are used up; rejects with the last failure as it
 * was thrown. Waits `minDelayMs` with jitter, doubling, up to `maxDelayMs`, and before that as long as Fast.io asked
 * for, so that what was refused together does not come back together; when it asked for more than `maxDelayMs`,
 * that failure is final.
 *
 * @throws what `attempt` threw last; FastioError `aborted` when `signal` aborted.
 */
export async function withRetry<T>(
	policy: RetryPolicy,
	options: { kind: OperationKind; signal: AbortSignal | undefined; replayable?: () => boolean },
	attempt: () => Promise<T>
): Promise<T> {
	const { kind, signal, replayable = () => true } = options;
	let failure: unknown;
	const run = async (): Promise<T> => {
		try {
			return await attempt();
		} catch (error) {
			failure = error;
			throw error;
		}
	};
	try {
		return await pRetry(run, {
			retries: policy.retries,
			minTimeout: policy.minDelayMs,
			maxTimeout: policy.maxDelayMs,
			randomize: true,
			signal,
			shouldRetry: async ({ error }) => {
				if (!mayRepeat({ kind, error, replayable: replayable() })) return false;
				const askedMs = error instanceof FastioApiError ? (error.retryAfterMs ?? 0) : 0;
				if (askedMs > policy.maxDelayMs) return false;
				await sleep(askedMs, signal);
				return true;
			}
		});
	} catch (error) {
		// p-retry wraps what is no Error; the source's own failure must come out as it went in.
		throw signal?.aborted ? abortedError(signal) : (failure ?? error);
	}
}
