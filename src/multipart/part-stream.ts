import type { Readable } from 'node:stream';

/** One file part while it arrives. */
export interface PartStream {
	/** The bytes, pulled one chunk at a time. Cancelling only stops delivery; the owner calls `discard`. */
	stream: ReadableStream<Uint8Array>;
	/** Throws away what is left, telling how many bytes each chunk had. Harmless after the end. */
	discard(onBytes: (bytes: number) => void): void;
}

/**
 * A web stream over busboy's Node stream, without `Readable.toWeb`: that one held a gigabyte per gigabyte. Holds the
 * two chunks at most that busboy has pushed (64 KiB each from SvelteKit) before backpressure reaches the socket.
 */
export function partStream(file: Readable): PartStream {
	let wake: (() => void) | undefined;
	let chunk: Uint8Array | undefined;
	let state: 'open' | 'ended' | Error = 'open';
	const settle = (next: typeof state) => {
		if (state === 'open') state = next;
		wake?.();
		wake = undefined;
	};
	const keep = (data: Uint8Array) => {
		chunk = data;
		file.pause();
		settle('open');
	};
	file.on('data', keep);
	file.on('end', () => settle('ended'));
	file.on('error', (error) => settle(error));
	file.on('close', () => settle(new Error('The part ended before its data was complete.')));
	file.pause();

	const stream = new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				if (chunk === undefined && state === 'open') {
					await new Promise<void>((resolve) => {
						wake = resolve;
						file.resume();
					});
				}
				if (chunk !== undefined) {
					controller.enqueue(chunk);
					chunk = undefined;
				} else if (state === 'ended') {
					controller.close();
				} else {
					throw state;
				}
			}
		},
		{ highWaterMark: 0 }
	);

	return {
		stream,
		discard(onBytes) {
			file.off('data', keep);
			file.on('data', (data: Uint8Array) => onBytes(data.byteLength));
			if (chunk) onBytes(chunk.byteLength);
			chunk = undefined;
			file.resume();
		}
	};
}
