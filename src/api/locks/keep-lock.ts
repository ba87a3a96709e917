import { FastioError } from '../../rules/errors.ts';

/** Heartbeats per duration of a lock: two may fail. */
const BEATS_PER_DURATION = 3;
/** Tries per duration after one that failed. */
const TRIES_PER_DURATION = 12;
/** Failures that pass: whether the lock is still there is not known. */
const PASSING = new Set(['network', 'timeout', 'upstream', 'rate-limited', 'unavailable']);

/** A lock on its way through time. */
export interface Keeping {
	durationMs: number;
	/** When it was asked for: by then at the latest its time began. */
	sinceMs: number;
	/** One heartbeat, which takes at most so long. */
	beat: (timeoutMs: number, signal: AbortSignal) => Promise<unknown>;
	/** Ends it. */
	stop: AbortSignal;
	now: () => number;
	pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Extends a lock until it is stopped or lost; resolves to why it was lost. It is lost when Fast.io says so, and when its
 * time is over by our clock, counted from when the last heartbeat that was answered had left.
 */
export async function keepLock(keeping: Keeping): Promise<FastioError | undefined> {
	const { durationMs, sinceMs, beat, stop, now, pause } = keeping;
	let heldUntil = sinceMs + durationMs;
	let waitMs = durationMs / BEATS_PER_DURATION;
	let failure: unknown;
	for (;;) {
		await pause(Math.min(waitMs, Math.max(0, heldUntil - now())), stop).catch(() => undefined);
		if (stop.aborted) return undefined;
		const sentAt = now();
		if (sentAt >= heldUntil) return lostError(failure);
		try {
			await beat(heldUntil - sentAt, stop);
			heldUntil = sentAt + durationMs;
			waitMs = durationMs / BEATS_PER_DURATION;
		} catch (error) {
			if (stop.aborted) return undefined;
			failure = error;
			if (!(error instanceof FastioError && PASSING.has(error.code))) return lostError(error);
			waitMs = durationMs / TRIES_PER_DURATION;
		}
	}
}

function lostError(cause: unknown): FastioError {
	return new FastioError('conflict', 'The lock of the file was lost while it was worked on.', { cause });
}
