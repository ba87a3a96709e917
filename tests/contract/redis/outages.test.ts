import { createClient } from 'redis';
import { describe, expect, test, vi } from 'vitest';
import { BrokerUnavailable } from '../../../src/brokers/broker.ts';
import type { Broker } from '../../../src/brokers/broker.ts';
import { redisBroker } from '../../../src/redis.ts';
import { until } from '../brokers/stores.ts';
import { reconnected, useRedis } from './instances.ts';

const MINUTE_MS = 60_000;
/** What a slow machine may add to a time that is measured. */
const SLACK_MS = 1_000;
const redis = useRedis();

/** One call of each kind. */
const CALLS: [name: string, call: (broker: Broker) => Promise<unknown>][] = [
	['log.append', ({ log }) => log.append('t', 'm')],
	['log.read', ({ log }) => log.read('t', '0-0', 10)],
	['log.head', ({ log }) => log.head('t')],
	['claims.claim', ({ claims }) => claims.claim('k', MINUTE_MS)],
	['leases.acquire', ({ leases }) => leases.acquire('l', MINUTE_MS)],
	['queue.push', ({ queue }) => queue.push('q', 'm')],
	['rates.hit', ({ rates }) => rates.hit('r', { max: 1, windowMs: MINUTE_MS })],
	['rates.enter', ({ rates }) => rates.enter('r', 1)]
];

/** How long a call took that Redis could not answer. */
async function refusedAfterMs(call: Promise<unknown>): Promise<number> {
	const start = performance.now();
	await expect(call).rejects.toBeInstanceOf(BrokerUnavailable);
	return performance.now() - start;
}

describe('while Redis is not there', () => {
	test('each call fails at once, and none is carried out afterwards', async () => {
		const { broker, client } = await redis.open();
		await redis.server().down();
		await until(() => !client.isReady);
		for (const [name, call] of CALLS) {
			expect(await refusedAfterMs(call(broker)), name).toBeLessThan(SLACK_MS);
		}
		await redis.server().up();
		await reconnected(client);
		expect(await client.dbSize()).toBe(0);
	});

	test('a call that is under way as the connection breaks fails then, not by its timeout', async () => {
		const { broker } = await redis.open({ timeoutMs: MINUTE_MS });
		redis.server().pause();
		const calls = CALLS.map(([, call]) => refusedAfterMs(call(broker)));
		await redis.server().down();
		await Promise.all(calls);
	});

	test('a client that is not connected, or closed, says so', async () => {
		const client = createClient({ url: redis.server().url });
		client.on('error', () => {});
		const broker = redisBroker(client);
		await expect(broker.log.head('t')).rejects.toThrow('call `await client.connect()` first');
		await client.connect();
		await broker.log.head('t');
		await client.close();
		await expect(broker.log.head('t')).rejects.toBeInstanceOf(BrokerUnavailable);
		await broker.close();
	});
});

describe('while Redis is there and does not answer', () => {
	test('calls fail within their time, the next ones at once, and all is well when it goes on', async () => {
		const [one, other] = [await redis.open({ timeoutMs: 200 }), await redis.open()];
		const heard: string[] = [];
		other.broker.log.listen('t', ({ message }) => heard.push(message));
		await one.broker.log.append('t', 'before');
		await until(() => heard.length === 1);
		redis.server().pause();
		const first = CALLS.map(([, call]) => refusedAfterMs(call(one.broker)));
		for (const ms of await Promise.all(first)) {
			expect(ms).toBeGreaterThanOrEqual(199);
			expect(ms).toBeLessThan(200 + SLACK_MS);
		}
		const sent = vi.spyOn(one.client, 'sendCommand');
		for (let round = 0; round < 1_000; round += 1) {
			for (const [, call] of CALLS) await expect(call(one.broker)).rejects.toBeInstanceOf(BrokerUnavailable);
		}
		expect(sent).not.toHaveBeenCalled();
		redis.server().resume();
		await until(() => one.broker.log.append('t', 'after').then(Boolean, () => false));
		await until(() => heard.at(-1) === 'after');
		// Redis has carried out what it had received before it went on.
		expect(heard).toEqual(['before', 'm', 'after']);
	});

	test('closing does not wait for it', async () => {
		const { broker } = await redis.open({ timeoutMs: 200 });
		broker.log.listen('t', () => {});
		broker.queue.consume('q', async () => {}, {
			concurrency: 1,
			claimAfterMs: MINUTE_MS,
			maxDeliveries: 1,
			onDead: () => {}
		});
		await broker.log.head('t');
		redis.server().pause();
		const start = performance.now();
		await broker.close();
		expect(performance.now() - start).toBeLessThan(200 + SLACK_MS);
	});
});

test('a client with pingInterval and socketTimeout, as the docs advise, leaves a server that hangs, and comes back', async () => {
	const client = createClient({
		url: redis.server().url,
		pingInterval: 50,
		socket: { socketTimeout: 400, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 200) }
	});
	client.on('error', () => {});
	await client.connect();
	const broker = redisBroker(client, { timeoutMs: MINUTE_MS, report: () => {} });
	const heard: string[] = [];
	broker.log.listen('t', ({ message }) => heard.push(message));
	await broker.log.append('t', 'before');
	await until(() => heard.length === 1);
	redis.server().pause();
	const call = refusedAfterMs(broker.log.head('t'));
	await until(() => !client.isReady);
	await call;
	redis.server().resume();
	await reconnected(client);
	await broker.log.append('t', 'after');
	await until(() => heard.length === 2);
	expect(heard).toEqual(['before', 'after']);
	await broker.close();
	client.destroy();
});

describe('when Redis refuses', () => {
	test('for want of memory, the error says so by its code and quotes nothing', async () => {
		const { broker, client } = await redis.open();
		await client.configSet('maxmemory', '1');
		// Redis goes on reading, and with a script that has freed something first.
		const works = ['log.read', 'rates.enter'];
		for (const [name, call] of CALLS.filter(([name]) => !works.includes(name))) {
			const error: unknown = await call(broker).catch((thrown: unknown) => thrown);
			expect(error, name).toBeInstanceOf(BrokerUnavailable);
			expect((error as Error).message).toBe('Redis refuses: OOM.');
		}
		await client.configSet('maxmemory', '0');
		await broker.log.append('t', 'm');
	});

	test('to append the entry of a claim, the claim is not marked as done either', async () => {
		const { broker, client } = await redis.open();
		await client.set('{fastio:}log:t', 'no stream');
		const claim = await broker.claims.claim('k', MINUTE_MS);
		if (claim.state !== 'claimed') return expect.unreachable();
		const done = { keepMs: MINUTE_MS, entry: { topic: 't', message: 'done' } };
		await expect(claim.complete(done)).rejects.toThrow('Redis refuses: WRONGTYPE.');
		expect((await broker.claims.claim('k', MINUTE_MS)).state).toBe('busy');
		await client.del('{fastio:}log:t');
		expect(await claim.complete(done)).toBe(true);
	});

	test('because it has forgotten the scripts, they are sent again', async () => {
		const { broker, client } = await redis.open();
		for (let round = 0; round < 3; round += 1) {
			const claim = await broker.claims.claim(`k${round}`, MINUTE_MS);
			if (claim.state !== 'claimed') return expect.unreachable();
			expect(await claim.renew()).toBe(true);
			expect(await broker.rates.hit('r', { max: 3, windowMs: MINUTE_MS })).toBeUndefined();
			await client.scriptFlush();
		}
	});
});

test('all keys begin with the prefix, which is a hash tag: in a cluster they are on one node', async () => {
	const { broker, client } = await redis.open({ prefix: 'app:' });
	await Promise.all(CALLS.map(([, call]) => call(broker)));
	const lease = await broker.leases.acquire('other', MINUTE_MS);
	await lease!.save('value');
	const keys = await client.keys('*');
	expect(keys.length).toBeGreaterThanOrEqual(8);
	expect(keys.filter((key) => !key.startsWith('{app:}'))).toEqual([]);
	const tagged = await redis.open({ prefix: 'x:{app}:' });
	await tagged.broker.log.append('t', 'm');
	expect(await client.exists('x:{app}:log:t')).toBe(1);
});

test('the answers are read right whatever types the app has its client give', async () => {
	const { client } = await redis.open();
	const broker = redisBroker(client.withTypeMapping({ 36: Buffer, 43: Buffer }));
	const start = await broker.log.head('t');
	const id = await broker.log.append('t', 'm');
	expect(await broker.log.read('t', start, 10)).toEqual({ entries: [{ id, message: 'm' }], gap: false });
	expect((await broker.claims.claim('k', MINUTE_MS)).state).toBe('claimed');
	const heard: string[] = [];
	broker.log.listen('t', ({ message }) => heard.push(message));
	await broker.log.append('t', 'm');
	await until(() => heard.length === 1);
	expect(heard).toEqual(['m']);
	await broker.close();
});
