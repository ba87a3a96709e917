import { OldestEntry } from './oldest-entry.ts';
import { ownText } from './own-text.ts';
import type { Rate, RateStore } from './rate-store.ts';

/** Keys that one store remembers: 100,000, about 15 MB. The one that was quiet the longest is forgotten first. */
export const MAX_RATE_KEYS = 100_000;

/**
 * Counts in this process. Events leak away evenly (GCRA): one number per key says until when it is full, so a key whose
 * time has passed is as good as none.
 */
export class MemoryRates implements RateStore {
	/** Oldest use first. Milliseconds at which the key is empty again. */
	readonly #emptyAt = new Map<string, number>();
	readonly #oldest = new OldestEntry(this.#emptyAt);
	readonly #inside = new Map<string, number>();
	readonly #now: () => number;
	readonly #maxKeys: number;

	/** @param options The clock in milliseconds, and the most keys; for tests. */
	constructor(options: { now?: () => number; maxKeys?: number } = {}) {
		this.#now = options.now ?? Date.now;
		this.#maxKeys = options.maxKeys ?? MAX_RATE_KEYS;
	}

	/** How many keys are remembered. */
	get size(): number {
		return this.#emptyAt.size + this.#inside.size;
	}

	async hit(key: string, { max, windowMs }: Rate): Promise<number | undefined> {
		const now = this.#now();
		const step = windowMs / max;
		const emptyAt = Math.max(now, this.#emptyAt.get(key) ?? 0) + step;
		const waitMs = emptyAt - now - windowMs;
		// Rounding must not refuse the last of `max`.
		if (waitMs > step / 2) return Math.ceil(waitMs);
		this.#emptyAt.delete(key);
		this.#emptyAt.set(ownText(key), emptyAt);
		this.#forget(now);
		return undefined;
	}

	async enter(key: string, max: number): Promise<(() => void) | undefined> {
		const inside = this.#inside.get(key) ?? 0;
		if (inside >= max) return undefined;
		this.#inside.set(ownText(key), inside + 1);
		let left = false;
		return () => {
			if (left) return;
			left = true;
			const still = (this.#inside.get(key) ?? 1) - 1;
			if (still > 0) this.#inside.set(key, still);
			else this.#inside.delete(key);
		};
	}

	#forget(now: number): void {
		for (let oldest = this.#oldest.get(); oldest; oldest = this.#oldest.get()) {
			if (oldest[1] > now && this.#emptyAt.size <= this.#maxKeys) break;
			this.#emptyAt.delete(oldest[0]);
		}
	}
}
