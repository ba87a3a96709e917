import { FastioNetworkError } from '../../api.ts';
import { FastioError } from '../../rules/errors.ts';

/** Longest time a visitor may take no byte of a download: 5 min. A paused video stops reading. */
export const MAX_DOWNLOAD_STALL_MS = 5 * 60_000;

/** How a download ends before its end. */
export interface PassThroughOptions {
	/** Longest wait for the next bytes of Fast.io, in milliseconds. */
	idleMs: number;
	/** Longest wait for the visitor to take them, in milliseconds. Default {@link MAX_DOWNLOAD_STALL_MS}. */
	stallMs?: number;
	/** Ends the call to Fast.io. */
	abort: () => void;
}

/**
 * The same bytes, read only when they are asked for. One chunk is held. When the reader cancels, Fast.io's call is
 * aborted; when either side stalls, that too, and the stream fails, so that the visitor's browser knows that the file
 * is not whole.
 */
export function passThrough(
	body: ReadableStream<Uint8Array> | null,
	{ idleMs, stallMs = MAX_DOWNLOAD_STALL_MS, abort }: PassThroughOptions
): ReadableStream<Uint8Array> {
	const reader = (body ?? new Blob([]).stream()).getReader();
	let timer: ReturnType<typeof setTimeout> | undefined;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const failAfter = (ms: number, error: FastioError) => {
					clearTimeout(timer);
					timer = setTimeout(() => {
						controller.error(error);
						abort();
					}, ms);
				};
				failAfter(idleMs, fastioStalled(idleMs));
				try {
					const { done, value } = await reader.read();
					if (done) {
						clearTimeout(timer);
						controller.close();
						return;
					}
					failAfter(stallMs, visitorStalled(stallMs));
					controller.enqueue(value);
				} catch (error) {
					clearTimeout(timer);
					throw error;
				}
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

function fastioStalled(ms: number): FastioError {
	return new FastioNetworkError('timeout', `Fast.io sent nothing of the file for ${ms / 1000} s.`, {
		sent: true
	});
}

function visitorStalled(ms: number): FastioError {
	return new FastioError('aborted', `The download stood still for ${ms / 1000} s.`);
}
