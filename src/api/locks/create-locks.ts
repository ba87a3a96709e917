import { FastioError } from '../../rules/errors.ts';
import type { CallOptions } from '../fastio-types.ts';
import { graceful } from '../grace.ts';
import { sleep } from '../sleep.ts';
import type { ContextOf } from '../storage/context.ts';
import { abortedError } from '../transport.ts';
import { CLEANUP_TIMEOUT_MS } from '../wire/session-calls.ts';
import { acquireLock, extendLock, readLockStatus, releaseLock, type LockTarget } from './calls.ts';
import { keepLock, type Keeping } from './keep-lock.ts';
import type { FastioLocks, FileLock, LockOptions } from './types.ts';

/** What Fast.io takes, in seconds. */
export const MIN_LOCK_SECONDS = 60;
export const MAX_LOCK_SECONDS = 3600;
/** Of a lock that its holder extends by itself, in seconds. */
export const DEFAULT_LOCK_SECONDS = 300;
/** Of one that `withLock` extends, in seconds: so long others wait at most for a process that died. */
export const DEFAULT_HELD_SECONDS = 60;

type Clock = Pick<Keeping, 'now' | 'pause'>;

/** See `Fastio.locks`. Time is given in tests. */
export function createLocks(
	contextOf: ContextOf,
	clock: Clock = { now: Date.now, pause: sleep }
): FastioLocks {
	const at = (fileId: string, call: CallOptions): LockTarget => ({ ...contextOf(call, 'locks'), fileId });
	/** Releases whatever is left of a lock, whatever became of the call. One that can't be released expires. */
	const letGo = async ({ fileId, lockToken }: FileLock, call: CallOptions): Promise<void> => {
		try {
			const signal = AbortSignal.timeout(CLEANUP_TIMEOUT_MS);
			await releaseLock({ ...at(fileId, call), signal }, lockToken);
		} catch {
			// The caller is told of the work, or of the abort.
		}
	};
	const locks: FastioLocks = {
		async acquire(fileId, call = {}) {
			const { signal, durationSeconds = DEFAULT_LOCK_SECONDS, clientInfo } = call;
			checkDuration(durationSeconds);
			const grace = graceful(signal, () => true);
			try {
				const target = { ...at(fileId, call), signal: grace.signal };
				const lock = await acquireLock(target, { durationSeconds, clientInfo });
				if (!signal?.aborted) return lock;
				await letGo(lock, call);
				throw abortedError(signal);
			} catch (error) {
				throw signal?.aborted ? abortedError(signal) : error;
			} finally {
				grace[Symbol.dispose]();
			}
		},
		status: async (fileId, call = {}) => readLockStatus(at(fileId, call)),
		heartbeat: async (lock, call = {}) => extendLock(at(lock.fileId, call), lock),
		release: async (lock, call = {}) => releaseLock(at(lock.fileId, call), lock.lockToken),
		async withLock(fileId, work, call = {}) {
			const begunMs = clock.now();
			const options: LockOptions = { durationSeconds: DEFAULT_HELD_SECONDS, ...call };
			const lock = await locks.acquire(fileId, options);
			const { callMs } = at(fileId, call).connection.timeouts;
			const lost = new AbortController();
			const done = new AbortController();
			const keeping = keepLock({
				...clock,
				// Tries that never left may have come before the one that was answered, which took `callMs` at most.
				sinceMs: Math.max(begunMs, clock.now() - callMs),
				durationMs: lock.durationSeconds * 1000,
				stop: done.signal,
				beat: (timeoutMs, signal) =>
					extendLock({ ...at(fileId, call), signal }, lock, Math.min(timeoutMs, callMs))
			}).then((loss) => loss && lost.abort(loss));
			const signal = call.signal ? AbortSignal.any([call.signal, lost.signal]) : lost.signal;
			try {
				return await work({ fileId, lockToken: lock.lockToken, signal });
			} finally {
				done.abort();
				await keeping;
				await letGo(lock, call);
				// Thrown here, it takes the place of what the work returned or threw.
				lost.signal.throwIfAborted();
			}
		}
	};
	return locks;
}

function checkDuration(seconds: number): void {
	if (Number.isInteger(seconds) && seconds >= MIN_LOCK_SECONDS && seconds <= MAX_LOCK_SECONDS) return;
	throw new FastioError(
		'config',
		`locks: \`durationSeconds\` must be a whole number from ${MIN_LOCK_SECONDS} to ${MAX_LOCK_SECONDS}.`
	);
}
