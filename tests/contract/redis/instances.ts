import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Broker } from '../../../src/brokers/broker.ts';
import { redisBroker } from '../../../src/redis.ts';
import type { RedisBrokerOptions } from '../../../src/redis.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { until } from '../brokers/stores.ts';

/** A connection of a test's own, beside those of the brokers. */
export type Raw = ReturnType<typeof createClient>;

/** One instance of an app: its client and its broker. */
export interface Instance {
	broker: Broker;
	client: Raw;
	reports: string[];
}

interface Redis {
	server: () => RedisServer;
	/** An instance that is connected. */
	open: (options?: RedisBrokerOptions) => Promise<Instance>;
	/** An instance that tries to connect. */
	openAway: () => Promise<Instance>;
	raw: () => Promise<Raw>;
}

/** A Redis for the tests of one file, running and empty for each, and instances that are closed after it. */
export function useRedis(): Redis {
	let server: RedisServer;
	let ends: (() => Promise<unknown>)[] = [];
	beforeAll(async () => void (server = await RedisServer.start()));
	afterEach(async () => {
		server.resume();
		for (const end of ends) await end();
		ends = [];
		await server.down();
		await server.up({ empty: true });
	});
	afterAll(() => server[Symbol.asyncDispose]());
	const connecting = () => {
		const client = createClient({ url: server.url, socket: { reconnectStrategy: () => 10 } });
		client.on('error', () => {});
		const connected = client.connect();
		ends.push(async () => client.destroy());
		return { client: client as Raw, connected };
	};
	const instance = (client: Raw, options: RedisBrokerOptions = {}): Instance => {
		const reports: string[] = [];
		const broker = redisBroker(client, { report: (what) => reports.push(what), ...options });
		ends.unshift(() => broker.close());
		return { broker, client, reports };
	};
	const raw = async () => {
		const { client, connected } = connecting();
		await connected;
		return client;
	};
	return {
		server: () => server,
		raw,
		open: async (options) => instance(await raw(), options),
		async openAway() {
			const { client, connected } = connecting();
			connected.catch(() => {});
			return instance(client);
		}
	};
}

/** Waits until the client has its connection back; one that has just broken may still look as if it had it. */
export function reconnected(client: { ping(): Promise<unknown>; readonly isReady: boolean }): Promise<void> {
	return until(() =>
		client.ping().then(
			() => client.isReady,
			() => false
		)
	);
}
