import type { Readable } from 'node:stream';
import type { ByteMeter } from './byte-meter.ts';

/** One file part while it arrives. */
export interface PartStream {
	/** Whether the part has no byte at all. Waits for the first one and keeps it. */
	isEmpty(): Promise<boolean>;
	/**
	 * The bytes, pulled one chunk at a time; call it once. Cancelling the stream only stops delivery: its owner calls
	 * `discard`.
	 */
	open(meter?: ByteMeter): ReadableStream<Uint8Array>;
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

	/** Resolves when a chunk is here or none will come any more. */
	const arrival = async () => {
		if (chunk !== undefined || state !== 'open') return;
		await new Promise<void>((resolve) => {
			wake = resolve;
			file.resume();
		});
	};

	return {
		async isEmpty() {
			await arrival();
			if (state instanceof Error && chunk === undefined) throw state;
			return chunk === undefined;
		},
		open: (meter) =>
			new ReadableStream<Uint8Array>(
				{
					async pull(controller) {
						await arrival();
						if (chunk !== undefined) {
							meter?.add(chunk.byteLength);
							controller.enqueue(chunk);
							chunk = undefined;
						} else if (state === 'ended') {
							meter?.end();
							controller.close();
						} else {
							throw state;
						}
					}
				},
				{ highWaterMark: 0 }
			),
		discard(onBytes) {
			file.off('data', keep);
			file.on('data', (data: Uint8Array) => onBytes(data.byteLength));
			if (chunk) onBytes(chunk.byteLength);
			chunk = undefined;
			file.resume();
		}
	};
}
