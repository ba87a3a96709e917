import { FastioError } from '../../rules/errors.ts';

/** Longest time a visitor may take no byte of a download: 5 min. A paused video stops reading. */
export const MAX_DOWNLOAD_STALL_MS = 5 * 60_000;

/** How a download ends before its end. */
export interface PassThroughOptions {
	/** Longest wait for the visitor to take the next bytes, in milliseconds. Default {@link MAX_DOWNLOAD_STALL_MS}. */
	stallMs?: number;
	/** Ends the call to Fast.io. */
	abort: () => void;
}

/**
 * The same bytes, read only when they are asked for. One chunk is held. When the visitor cancels or stalls, Fast.io's
 * call is aborted. A stall, and whatever Fast.io's side fails with, fails the stream, so that the visitor's browser
 * knows that the file is not whole.
 */
export function passThrough(
	body: ReadableStream<Uint8Array> | null,
	{ stallMs = MAX_DOWNLOAD_STALL_MS, abort }: PassThroughOptions
): ReadableStream<Uint8Array> {
	const reader = (body ?? new Blob([]).stream()).getReader();
	let timer: ReturnType<typeof setTimeout> | undefined;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				clearTimeout(timer);
				const { done, value } = await reader.read();
				if (done) return controller.close();
				timer = setTimeout(() => {
					controller.error(visitorStalled(stallMs));
					abort();
				}, stallMs);
				controller.enqueue(value);
			},
			async cancel() {
				clearTimeout(timer);
				abort();
				await reader.cancel().catch(() => {});
			}
		},
		{ highWaterMark: 0 }
	);
}

function visitorStalled(ms: number): FastioError {
	return new FastioError('aborted', `The download stood still for ${ms / 1000} s.`);
}
