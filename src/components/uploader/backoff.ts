/** Longest wait before the first repeat: 1 s. It doubles with each further one, up to {@link MAX_BACKOFF_MS}. */
export const BASE_BACKOFF_MS = 1_000;
/** 30 s. */
export const MAX_BACKOFF_MS = 30_000;

/**
 * How long to wait before a repeat, in ms: full jitter, so that browsers that lost one server do not come back
 * at once. A time that the server names is waited for, and the jitter comes on top.
 *
 * @param attempt From 1.
 */
export function backoffMs(attempt: number, random: () => number, retryAfterMs?: number): number {
	const most = Math.min(MAX_BACKOFF_MS, BASE_BACKOFF_MS * 2 ** (attempt - 1));
	return retryAfterMs === undefined ? random() * most : retryAfterMs + random() * BASE_BACKOFF_MS;
}

/** Its listener goes with the signal: that of one run of a file. @throws the signal's reason when it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const timer = setTimeout(resolve, ms);
		signal?.addEventListener('abort', () => {
			clearTimeout(timer);
			reject(signal.reason);
		});
	});
}
