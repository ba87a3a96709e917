/** The speed is an average over this time: 5 s. */
export const SPEED_WINDOW_MS = 5_000;
/** Less than this tells nothing yet: 0.5 s. */
const LEAST_MS = 500;

/** How fast a growing count grows. Holds one sample per call of `add` in the last 5 s. */
export class Speed {
	readonly #samples: [atMs: number, bytes: number][] = [];

	/** Forgets the count. */
	clear(): void {
		this.#samples.length = 0;
	}

	/** @param bytes The count so far: not what was added to it. */
	add(bytes: number, nowMs: number): void {
		const samples = this.#samples;
		samples.push([nowMs, bytes]);
		while (samples[1] && samples[1][0] <= nowMs - SPEED_WINDOW_MS) samples.shift();
	}

	/** Bytes per second; 0 until half a second is known, and when nothing has moved for 5 s. */
	rate(nowMs: number): number {
		const first = this.#samples[0];
		const last = this.#samples.at(-1);
		if (!first || !last || nowMs - first[0] < LEAST_MS) return 0;
		return Math.max(0, Math.round(((last[1] - first[1]) * 1000) / (nowMs - first[0])));
	}

	/** Time for so many bytes more, in ms; `undefined` while nothing moves. */
	etaMs(leftBytes: number, nowMs: number): number | undefined {
		const rate = this.rate(nowMs);
		return rate > 0 ? Math.ceil((leftBytes / rate) * 1000) : undefined;
	}
}
