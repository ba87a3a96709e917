/**
 * Chunks whose memory their source wants back as soon as the kernel has them. Left to V8, the 64 KiB buffers of a
 * request pile up to some 50 MiB before a full collection, every 50 MiB again: a third of an upload's CPU time.
 */
const wanted = new WeakMap<Uint8Array, (chunk: Uint8Array) => void>();

/** Says that nobody but its next reader needs this chunk. `release` is called at most once, or never. */
export function offerBack(chunk: Uint8Array, release: (chunk: Uint8Array) => void): void {
	wanted.set(chunk, release);
}

/** Gives a chunk back to its source. Only for a transport that knows that the kernel has every byte of it. */
export function giveBack(chunk: Uint8Array): void {
	const release = wanted.get(chunk);
	if (!release) return;
	wanted.delete(chunk);
	release(chunk);
}

/**
 * Frees the memory behind a chunk that SvelteKit read from the socket: a Buffer that fills an ArrayBuffer of its own.
 * Anything else may be shared, and is left to the collector.
 */
export function freeChunk(chunk: Uint8Array): void {
	const { buffer } = chunk;
	if (chunk instanceof Buffer && buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength) {
		buffer.transfer(0);
	}
}

/** Frees each chunk of a form once the parser is through with it and every slice of it was given back. */
export class ChunkSlices {
	readonly #holds = new WeakMap<ArrayBufferLike, { chunk: Uint8Array; holds: number }>();

	/** The parser starts on a chunk. */
	open(chunk: Uint8Array): void {
		this.#holds.set(chunk.buffer, { chunk, holds: 1 });
	}

	/** The parser cut this slice; slices of buffers that are not a chunk's are no concern. */
	add(slice: Uint8Array): void {
		const entry = this.#holds.get(slice.buffer);
		if (!entry) return;
		entry.holds += 1;
		offerBack(slice, this.close);
	}

	/** The parser, or the reader of a slice, is through with it. */
	readonly close = (slice: Uint8Array): void => {
		const entry = this.#holds.get(slice.buffer);
		if (entry && --entry.holds === 0) freeChunk(entry.chunk);
	};
}
