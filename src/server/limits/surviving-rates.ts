import { BrokerUnavailable } from '../../brokers/broker.ts';
import { MemoryRates } from '../../brokers/memory-rates.ts';
import type { Rate, RateStore } from '../../brokers/rate-store.ts';

/** Between two warnings that counts are not shared: 1 min at least. */
export const WARN_EVERY_MS = 60_000;

/**
 * Counts in this process while the shared store can't be reached: uploads go on, and the limits hold for each instance on
 * its own. What was counted before is unknown then. The operator is told once, and again when a minute has passed and it
 * is still so.
 */
export class SurvivingRates implements RateStore {
	readonly #shared: RateStore;
	readonly #own: RateStore;
	readonly #now: () => number;
	readonly #warn: (message: string, error: unknown) => void;
	#warnedAt = -Infinity;

	/** @param options For tests. */
	constructor(
		shared: RateStore,
		options: { now?: () => number; warn?: (message: string, error: unknown) => void } = {}
	) {
		this.#shared = shared;
		this.#now = options.now ?? Date.now;
		this.#own = new MemoryRates({ now: this.#now });
		this.#warn = options.warn ?? console.warn;
	}

	hit(key: string, rate: Rate): Promise<number | undefined> {
		return this.#ask((store) => store.hit(key, rate));
	}

	enter(key: string, max: number): Promise<(() => void) | undefined> {
		return this.#ask((store) => store.enter(key, max));
	}

	async #ask<T>(call: (store: RateStore) => Promise<T>): Promise<T> {
		try {
			return await call(this.#shared);
		} catch (error) {
			if (!(error instanceof BrokerUnavailable)) throw error;
			this.#tell(error);
			return call(this.#own);
		}
	}

	#tell(error: BrokerUnavailable): void {
		const now = this.#now();
		if (now - this.#warnedAt < WARN_EVERY_MS) return;
		this.#warnedAt = now;
		this.#warn(
			"[sveltekit-fastio] The store of `broker` can't be reached: until it can, each instance counts for `rateLimit` on its own.",
			error
		);
	}
}
