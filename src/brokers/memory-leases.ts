import { BrokerFull } from './broker.ts';
import type { Lease, LeaseStore } from './broker.ts';

/** Names of leases: 1,000. None is forgotten, since its fence would start anew. */
export const MAX_LEASES = 1_000;

interface Named {
	fence: number;
	/** 0 after a release. */
	untilMs: number;
	value: string | undefined;
}

/** Leases in this process. */
export class MemoryLeases implements LeaseStore {
	readonly #names = new Map<string, Named>();
	readonly #now: () => number;

	constructor(options: { now: () => number }) {
		this.#now = options.now;
	}

	async acquire(name: string, ttlMs: number): Promise<Lease | undefined> {
		const named = this.#open(name);
		if (named.untilMs > this.#now()) return undefined;
		const fence = (named.fence += 1);
		named.untilMs = this.#now() + ttlMs;
		return {
			fence,
			renew: async () => {
				if (named.fence !== fence || named.untilMs <= this.#now()) return false;
				named.untilMs = this.#now() + ttlMs;
				return true;
			},
			release: async () => {
				if (named.fence === fence) named.untilMs = 0;
			},
			save: async (value) => {
				if (named.fence !== fence) return false;
				named.value = value;
				return true;
			},
			load: async () => named.value
		};
	}

	#open(name: string): Named {
		const known = this.#names.get(name);
		if (known) return known;
		if (this.#names.size >= MAX_LEASES) {
			throw new BrokerFull(`There are ${MAX_LEASES} leases, the most by name.`);
		}
		const named: Named = { fence: 0, untilMs: 0, value: undefined };
		this.#names.set(name, named);
		return named;
	}
}
