import { BrokerFull } from './broker.ts';
import type { Claim, ClaimStore } from './broker.ts';
import type { MemoryLog } from './memory-log.ts';
import { OldestEntry } from './oldest-entry.ts';

/** Keys that are held or done: 100,000, about 20 MB. The one that was done first is forgotten first, one that is held never. */
export const MAX_CLAIMS = 100_000;

interface Held {
	untilMs: number;
}

/** Claims in this process. */
export class MemoryClaims implements ClaimStore {
	readonly #held = new Map<string, Held>();
	/** Until when each key is done, in milliseconds. The one that was done first comes first. */
	readonly #done = new Map<string, number>();
	readonly #oldest = new OldestEntry(this.#done);
	readonly #log: MemoryLog;
	readonly #now: () => number;
	readonly #maxClaims: number;

	constructor(log: MemoryLog, options: { now: () => number; maxClaims?: number }) {
		this.#log = log;
		this.#now = options.now;
		this.#maxClaims = options.maxClaims ?? MAX_CLAIMS;
	}

	/** How many keys are remembered. */
	get size(): number {
		return this.#held.size + this.#done.size;
	}

	async claim(key: string, ttlMs: number): Promise<Claim | { state: 'busy' } | { state: 'done' }> {
		const now = this.#now();
		if ((this.#done.get(key) ?? 0) > now) return { state: 'done' };
		if ((this.#held.get(key)?.untilMs ?? 0) > now) return { state: 'busy' };
		this.#done.delete(key);
		this.#held.delete(key);
		this.#makeRoom(now);
		const held: Held = { untilMs: now + ttlMs };
		this.#held.set(key, held);
		return this.#claimOf(key, held, ttlMs);
	}

	#claimOf(key: string, held: Held, ttlMs: number): Claim {
		const isMine = (): boolean => this.#held.get(key) === held && held.untilMs > this.#now();
		return {
			state: 'claimed',
			renew: async () => {
				if (!isMine()) return false;
				held.untilMs = this.#now() + ttlMs;
				return true;
			},
			complete: async ({ keepMs, entry }) => {
				if (!isMine()) return false;
				if (entry) this.#log.appendNow(entry.topic, entry.message);
				this.#held.delete(key);
				this.#done.set(key, this.#now() + keepMs);
				return true;
			},
			release: async () => {
				if (this.#held.get(key) === held) this.#held.delete(key);
			}
		};
	}

	#makeRoom(now: number): void {
		for (let oldest = this.#oldest.get(); oldest; oldest = this.#oldest.get()) {
			if (oldest[1] > now && this.size < this.#maxClaims) break;
			this.#done.delete(oldest[0]);
		}
		if (this.size < this.#maxClaims) return;
		for (const [key, { untilMs }] of this.#held) if (untilMs <= now) this.#held.delete(key);
		if (this.size < this.#maxClaims) return;
		throw new BrokerFull(`${this.#maxClaims} claims are held, the most at a time.`);
	}
}
