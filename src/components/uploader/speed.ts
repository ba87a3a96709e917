/** The speed is an average over this time: 5 s. */
export const SPEED_WINDOW_MS = 5_000;
/** Less than this tells nothing yet: 0.5 s. */
const LEAST_MS = 500;

/** How fast something travels. */
export interface Pace {
	/** 0 until half a second is known, and when nothing has moved for 5 s. */
	bytesPerSecond: number;
	/** Time for what is left, in ms; `undefined` while nothing moves. */
	etaMs: number | undefined;
}

/** How fast a growing count grows. Holds one sample per call of `take` in the last 5 s. */
export class Speed {
	#samples: [atMs: number, bytes: number][] = [];

	/** Forgets the count. */
	clear(): void {
		this.#samples = [];
	}

	/**
	 * Takes a sample, and tells what is known with it.
	 *
	 * @param bytes The count so far: not what was added to it.
	 */
	take(bytes: number, leftBytes: number, nowMs: number): Pace {
		const samples = this.#samples;
		samples.push([nowMs, bytes]);
		while (samples[1] && samples[1][0] <= nowMs - SPEED_WINDOW_MS) samples.shift();
		const [firstMs, firstBytes] = samples[0]!;
		const ms = nowMs - firstMs;
		const rate = ms < LEAST_MS ? 0 : Math.max(0, Math.round(((bytes - firstBytes) * 1000) / ms));
		return { bytesPerSecond: rate, etaMs: rate > 0 ? Math.ceil((leftBytes / rate) * 1000) : undefined };
	}
}
