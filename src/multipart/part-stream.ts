import type { Readable } from 'node:stream';
import type { ByteMeter } from './byte-meter.ts';
import { headOf } from './head.ts';

/** One file part while it arrives. */
export interface PartStream {
	/**
	 * The first `bytes` of what is left, copied; fewer at the end of the part. Waits for them and keeps the chunks they came in.
	 */
	head(bytes: number): Promise<Uint8Array>;
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
 * two chunks at most that busboy has pushed (64 KiB each from SvelteKit) before backpressure reaches the socket, and
 * those that `head` waited for.
 */
export function partStream(file: Readable): PartStream {
	let wake: (() => void) | undefined;
	let chunk: Uint8Array | undefined;
	const kept: Uint8Array[] = [];
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

	/** The next chunk, or `undefined` at the end. */
	const next = async () => {
		const first = kept.shift();
		if (first) return first;
		await arrival();
		const arrived = chunk;
		chunk = undefined;
		if (arrived === undefined && state instanceof Error) throw state;
		return arrived;
	};

	return {
		head: (bytes) => headOf(kept, next, bytes),
		open: (meter) =>
			new ReadableStream<Uint8Array>(
				{
					async pull(controller) {
						const arrived = await next();
						if (arrived !== undefined) {
							meter?.add(arrived.byteLength);
							controller.enqueue(arrived);
						} else {
							meter?.end();
							controller.close();
						}
					}
				},
				{ highWaterMark: 0 }
			),
		discard(onBytes) {
			file.off('data', keep);
			file.on('data', (data: Uint8Array) => onBytes(data.byteLength));
			for (const known of [...kept.splice(0), ...(chunk ? [chunk] : [])]) onBytes(known.byteLength);
			chunk = undefined;
			file.resume();
		}
	};
}
