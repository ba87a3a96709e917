import { setImmediate, setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';
import type { Broker } from '../../../src/brokers/broker.ts';
import { memoryBroker } from '../../../src/brokers/memory.ts';
import { redisBroker } from '../../../src/redis.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import type { RedisServer } from '../../support/redis-server.ts';

/** What the suite sets at a broker. */
export interface StoreSettings {
	logLength?: number;
	maxQueued?: number;
	redeliveryMs?: number;
	report?: (what: string, error: unknown) => void;
}

/** A store of one kind, empty, and the brokers of several instances on it. */
export interface Store {
	/** The broker of one more instance. */
	open(): Promise<Broker>;
	/** Lets time pass until the condition holds; fails after `withinMs` of the store's time. */
	until(condition: () => boolean | Promise<boolean>, withinMs?: number): Promise<void>;
	/** Milliseconds in the store's time. */
	now(): number;
	/** Entries that the log may hold beyond its length: Redis trims whole nodes of 100 at least. */
	logSlack: number;
}

/** One kind of broker. */
export interface Kind {
	name: string;
	store(settings?: StoreSettings): Promise<Store>;
}

/** Time moves only while a test waits for something. All instances are one: memory is shared by no others. */
export const memoryKind: Kind = {
	name: 'memory',
	async store(settings = {}) {
		const clock = new ManualClock();
		const broker = memoryBroker({ ...settings, clock });
		return {
			open: async () => broker,
			now: clock.now,
			logSlack: 0,
			async until(condition, withinMs = 10_000) {
				const endMs = clock.now() + withinMs;
				while (!(await condition())) {
					if (clock.now() > endMs) throw new Error(`Not so within ${withinMs} ms: ${condition}`);
					await setImmediate();
					clock.pass(5);
				}
			}
		};
	}
};

/**
 * A real Redis, each store under a prefix of its own. Time is the machine's, so a test waits for what it expects and
 * measures no pause. Its brokers and clients are closed by `after`.
 */
export function redisKind(
	server: () => RedisServer,
	after: (end: () => Promise<void>) => void,
	resp: 2 | 3
): Kind {
	let stores = 0;
	return {
		name: `redis, RESP${resp}`,
		async store(settings = {}) {
			stores += 1;
			const prefix = `test-${resp}-${stores}:`;
			return {
				now: Date.now,
				logSlack: 1_000,
				async open() {
					const client = createClient({ url: server().url, RESP: resp });
					client.on('error', () => {});
					await client.connect();
					const broker = redisBroker(client, { ...settings, prefix });
					after(async () => {
						await broker.close();
						client.destroy();
					});
					return broker;
				},
				until: (condition, withinMs = 10_000) => until(condition, withinMs)
			};
		}
	};
}

/** Asks every 5 ms whether it is so. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
	const endMs = Date.now() + withinMs;
	while (!(await condition())) {
		if (Date.now() > endMs) throw new Error(`Not so within ${withinMs} ms: ${condition}`);
		await setTimeout(5);
	}
}
