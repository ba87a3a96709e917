/** Random choices that a seed repeats. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed;
	}

	/** From 0, less than 1 (mulberry32). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0, less than `end`. */
	below(end: number): number {
		return Math.floor(this.next() * end);
	}

	pick<T>(choices: readonly T[]): T {
		return choices[this.below(choices.length)]!;
	}

	bytes(length: number): Buffer<ArrayBuffer> {
		const content = Buffer.from(new ArrayBuffer(length));
		for (let at = 0; at + 4 <= length; at += 4) content.writeUInt32LE(this.below(2 ** 32), at);
		return content;
	}
}
