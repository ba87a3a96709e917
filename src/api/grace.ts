/** How long an abort waits for the answer that names what has to be deleted: 5 s. */
export const ABORT_GRACE_MS = 5_000;

/** A signal that follows another one, later where that is wanted. */
export interface GracefulSignal {
	readonly signal: AbortSignal;
	/** Stops following. */
	[Symbol.dispose](): void;
}

/**
 * Follows `signal` at once while `holds()` is false, and {@link ABORT_GRACE_MS} later while it is true. For a call
 * whose answer names a session: cut off at the wrong moment, it leaves a session that nobody knows and can delete.
 */
export function graceful(signal: AbortSignal | undefined, holds: () => boolean): GracefulSignal {
	const control = new AbortController();
	let timer: ReturnType<typeof setTimeout> | undefined;
	const onAbort = (): void => {
		if (!holds()) return control.abort(signal?.reason);
		timer = setTimeout(() => control.abort(signal?.reason), ABORT_GRACE_MS);
	};
	if (signal?.aborted) control.abort(signal.reason);
	else signal?.addEventListener('abort', onAbort, { once: true });
	return {
		signal: control.signal,
		[Symbol.dispose]() {
			clearTimeout(timer);
			signal?.removeEventListener('abort', onAbort);
		}
	};
}
