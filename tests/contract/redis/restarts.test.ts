import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BrokerUnavailable } from '../../../src/brokers/broker.ts';
import type { Broker } from '../../../src/brokers/broker.ts';
import { redisBroker } from '../../../src/redis.ts';
import { EventLog } from '../../../src/server/live/event-log.ts';
import { until } from '../brokers/stores.ts';
import { reconnected, useRedis } from './instances.ts';
import type { Instance } from './instances.ts';

const MINUTE_MS = 60_000;
const redis = useRedis();

/** What an instance hears of a topic, and how often it was told of a gap, before which message. */
function listenTo({ log }: Broker): { heard: string[]; gapsBefore: number[] } {
	const told = { heard: [] as string[], gapsBefore: [] as number[] };
	log.listen(
		't',
		({ message }) => told.heard.push(message),
		() => told.gapsBefore.push(told.heard.length)
	);
	return told;
}

/** Appends as soon as Redis can be reached again. What it could not be sent to did not get it. */
async function appendLater({ broker }: Instance, message: string): Promise<void> {
	await until(() =>
		broker.log.append('t', message).then(
			() => true,
			() => false
		)
	);
}

describe('listening', () => {
	test('goes on after Redis was restarted with its data: nothing lost, nothing twice, no gap', async () => {
		const [one, other] = [await redis.open(), await redis.open()];
		const told = listenTo(one.broker);
		await one.broker.log.append('t', 'm0');
		await until(() => told.heard.length === 1);
		for (let round = 1; round <= 3; round += 1) {
			await appendLater(one, `before ${round}`);
			await redis.server().down();
			await expect(one.broker.log.append('t', 'never')).rejects.toBeInstanceOf(BrokerUnavailable);
			await redis.server().up();
			await appendLater(other, `after ${round}`);
		}
		const all = ['m0', ...[1, 2, 3].flatMap((round) => [`before ${round}`, `after ${round}`])];
		await until(() => told.heard.length === all.length);
		expect(told).toEqual({ heard: all, gapsBefore: [] });
		expect(one.reports.every((what) => what.startsWith('listening at Redis broke off'))).toBe(true);
	});

	test('hears what came while only its own connection was broken', async () => {
		const [one, raw] = [await redis.open(), await redis.raw()];
		const told = listenTo(one.broker);
		const sent: string[] = [];
		for (let round = 0; round < 10; round += 1) {
			for (const when of ['before', 'after']) {
				const message = `${when} ${round}`;
				await one.broker.log.append('t', message);
				sent.push(message);
				if (when === 'after') continue;
				await until(async () => (await connectionsBlockedBy(raw, 'xread')).length === 1);
				const [id] = await connectionsBlockedBy(raw, 'xread');
				await raw.sendCommand(['CLIENT', 'KILL', 'ID', id!]);
			}
		}
		await until(() => told.heard.length >= sent.length);
		expect(told).toEqual({ heard: sent, gapsBefore: [] });
	});

	test('tells of the gap when Redis has come back without its data, and hears what is new', async () => {
		const one = await redis.open();
		const told = listenTo(one.broker);
		await one.broker.log.append('t', 'lost');
		await until(() => told.heard.length === 1);
		await redis.server().down();
		await redis.server().up({ empty: true });
		await appendLater(one, 'new');
		await until(() => told.heard.length === 2);
		expect(told).toEqual({ heard: ['lost', 'new'], gapsBefore: [1] });
	});

	test('and so when the clock of the new one is behind, whose ids are earlier then', async () => {
		const [one, raw] = [await redis.open(), await redis.raw()];
		const told = listenTo(one.broker);
		await one.broker.log.head('t');
		await raw.sendCommand(['XADD', '{fastio:}log:t', '9999999999999-0', 'm', 'from the future']);
		await until(() => told.heard.length === 1);
		await redis.server().down();
		await redis.server().up({ empty: true });
		await appendLater(one, 'new');
		await appendLater(one, 'newer');
		await until(() => told.heard.length === 3);
		expect(told).toEqual({ heard: ['from the future', 'new', 'newer'], gapsBefore: [1] });
	});

	test('tells of the gap when more came than the log keeps while its connection was broken', async () => {
		const [one, raw] = [await redis.open({ logLength: 100 }), await redis.raw()];
		const told = listenTo(one.broker);
		await one.broker.log.append('t', 'first');
		await until(() => told.heard.length === 1);
		await until(async () => (await connectionsBlockedBy(raw, 'xread')).length === 1);
		const [id] = await connectionsBlockedBy(raw, 'xread');
		await raw.sendCommand(['CLIENT', 'KILL', 'ID', id!]);
		const flood = Array.from({ length: 2_000 }, (_, n) => `m${n}`);
		await raw.eval(
			"for n = 0, 1999 do redis.call('XADD', KEYS[1], 'MAXLEN', '100', '*', 'm', 'm' .. n) end",
			{ keys: ['{fastio:}log:t'] }
		);
		await until(() => told.heard.at(-1) === flood.at(-1));
		expect(told.gapsBefore).toEqual([1]);
		expect(told.heard.slice(1)).toEqual(flood.slice(-100));
	});

	test('that begins while Redis is away begins with what comes once it is back', async () => {
		const one = await redis.open();
		await redis.server().down();
		await until(() => !one.client.isReady);
		const told = listenTo(one.broker);
		await redis.server().up();
		await reconnected(one.client);
		const raw = await redis.raw();
		await until(async () => (await connectionsBlockedBy(raw, 'xread')).length === 1);
		await one.broker.log.append('t', 'new');
		await until(() => told.heard.length === 1);
		expect(told).toEqual({ heard: ['new'], gapsBefore: [] });
	});
});

test('the pages of an instance that listens are told of the gap when Redis has lost its data', async () => {
	const one = await redis.open();
	const events = new EventLog(one.broker.log, 't', () => {});
	const close = events.open();
	const append = async (id: string) => appendLater(one, JSON.stringify({ id, type: 'file.added' }));
	const heard = async (version: number) => until(() => events.version > version);
	await append('lost');
	await heard(0);
	const { next } = await events.read('0-0', 10);
	const { version } = events;
	await redis.server().down();
	await redis.server().up({ empty: true });
	// Woken by the gap itself, and then by what is new.
	await heard(version);
	await append('new');
	await heard(version + 1);
	const page = await events.read(next, 10);
	expect(page).toMatchObject({ events: [{ event: { id: 'new' } }], gap: true });
	close();
});

describe('what is held', () => {
	test('outlives a restart with its data', async () => {
		const one = await redis.open();
		const claim = await one.broker.claims.claim('k', MINUTE_MS);
		const lease = (await one.broker.leases.acquire('l', MINUTE_MS))!;
		await lease.save('cursor');
		const start = await one.broker.log.head('t');
		await redis.server().down();
		await expect(lease.renew()).rejects.toBeInstanceOf(BrokerUnavailable);
		await redis.server().up();
		await reconnected(one.client);
		expect(await lease.renew()).toBe(true);
		expect(await lease.load()).toBe('cursor');
		expect(await one.broker.leases.acquire('l', MINUTE_MS)).toBeUndefined();
		if (claim.state !== 'claimed') return expect.unreachable();
		expect(await claim.complete({ keepMs: MINUTE_MS, entry: { topic: 't', message: 'done' } })).toBe(true);
		expect((await one.broker.claims.claim('k', MINUTE_MS)).state).toBe('done');
		expect(await one.broker.log.read('t', start, 10)).toMatchObject({
			entries: [{ message: 'done' }],
			gap: false
		});
	});

	test('is lost with the data, and its holder is told so; the next fence is larger all the same', async () => {
		const one = await redis.open();
		const claim = await one.broker.claims.claim('k', MINUTE_MS);
		const lease = (await one.broker.leases.acquire('l', MINUTE_MS))!;
		const start = await one.broker.log.append('t', 'lost');
		await redis.server().down();
		await redis.server().up({ empty: true });
		await reconnected(one.client);
		expect(await lease.renew()).toBe(false);
		expect(await lease.save('late')).toBe(false);
		expect((await one.broker.leases.acquire('l', MINUTE_MS))!.fence).toBeGreaterThan(lease.fence);
		expect(await lease.save('late')).toBe(false);
		if (claim.state !== 'claimed') return expect.unreachable();
		expect(await claim.renew()).toBe(false);
		expect(await claim.complete({ keepMs: MINUTE_MS, entry: { topic: 't', message: 'late' } })).toBe(false);
		expect((await one.broker.claims.claim('k', MINUTE_MS)).state).toBe('claimed');
		expect(await one.broker.log.read('t', start, 10)).toEqual({ entries: [], gap: true });
	});
});

describe('a consumer', () => {
	const settings = {
		concurrency: 2,
		claimAfterMs: MINUTE_MS,
		maxDeliveries: 3,
		onDead: () => expect.unreachable()
	};

	test('tells Redis what it has done while Redis was away, and goes on: nothing is delivered twice', async () => {
		const [one, raw] = [await redis.open({ redeliveryMs: 20 }), await redis.raw()];
		const handled: string[] = [];
		let finish = () => {};
		const first = new Promise<void>((resolve) => (finish = resolve));
		one.broker.queue.consume(
			'q',
			async (message) => {
				handled.push(message);
				if (message === 'm0') await first;
			},
			settings
		);
		await one.broker.queue.push('q', 'm0');
		await until(() => handled.length === 1);
		await redis.server().down();
		await until(() => !one.client.isReady);
		finish();
		await redis.server().up();
		await reconnected(one.client);
		await reconnected(raw);
		await one.broker.queue.push('q', 'm1');
		await until(() => handled.length === 2);
		await until(async () => (await raw.xLen('{fastio:}queue:q')) === 0);
		expect(handled).toEqual(['m0', 'm1']);
	});

	test.each(['restarted without its data', 'flushed under its hands'])(
		'goes on when Redis is %s',
		async (how) => {
			const [one, raw] = [await redis.open({ redeliveryMs: 20 }), await redis.raw()];
			const handled: string[] = [];
			one.broker.queue.consume('q', async (message) => void handled.push(message), settings);
			await one.broker.queue.push('q', 'm0');
			await until(() => handled.length === 1);
			if (how === 'flushed under its hands') await raw.flushAll();
			else {
				await redis.server().down();
				await redis.server().up({ empty: true });
				await reconnected(one.client);
			}
			await one.broker.queue.push('q', 'm1');
			await until(() => handled.length === 2);
			expect(handled).toEqual(['m0', 'm1']);
		}
	);
});

describe('closing', () => {
	test('leaves the app its connection and no other; the next broker finds everything', async () => {
		const [one, raw] = [await redis.open(), await redis.raw()];
		const start = await one.broker.log.head('t');
		listenTo(one.broker);
		one.broker.queue.consume('q', async () => {}, {
			concurrency: 1,
			claimAfterMs: MINUTE_MS,
			maxDeliveries: 1,
			onDead: () => {}
		});
		await until(async () => (await connectionsBlockedBy(raw, 'xread')).length === 1);
		await until(async () => (await connectionsBlockedBy(raw, 'xreadgroup')).length === 1);
		await one.broker.log.append('t', 'm0');
		await one.broker.close();
		await until(
			async () => (await raw.sendCommand<string>(['CLIENT', 'LIST'])).trim().split('\n').length === 2
		);
		expect(one.client.isReady).toBe(true);
		const other = await redis.open();
		expect((await other.broker.log.read('t', start, 10)).entries).toMatchObject([{ message: 'm0' }]);
		const told = listenTo(other.broker);
		await other.broker.log.append('t', 'm1');
		await until(() => told.heard.length === 1);
		expect(told.heard).toEqual(['m1']);
	});

	test('leaves nothing at the client, and listening alone keeps no process alive', async () => {
		const client = await redis.raw();
		const count = () => ['error', 'ready', 'reconnecting'].map((event) => client.listenerCount(event));
		const before = count();
		const broker = redisBroker(client);
		listenTo(broker);
		await broker.log.head('t');
		await broker.close();
		expect(count()).toEqual(before);
		const script = `
			import { createClient } from 'redis';
			import { redisBroker } from '${new URL('../../../src/redis.ts', import.meta.url).href}';
			const client = await createClient({ url: '${redis.server().url}' }).on('error', () => {}).connect();
			const { log, queue } = redisBroker(client);
			log.listen('t', ({ message }) => {
				console.log(message);
				client.unref();
			});
			queue.consume('q', async () => {}, { concurrency: 1, claimAfterMs: 60_000, maxDeliveries: 1, onDead() {} });
			await log.append('t', 'heard, and gone');
		`;
		const args = ['--input-type=module', '-e', script];
		const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 });
		expect(stdout.trim()).toBe('heard, and gone');
	});

	test('works while Redis is away, and a broker that is opened then works once it is back', async () => {
		const one = await redis.open();
		listenTo(one.broker);
		await one.broker.log.head('t');
		await redis.server().down();
		await one.broker.close();
		const other = await redis.openAway();
		const told = listenTo(other.broker);
		await expect(other.broker.log.head('t')).rejects.toBeInstanceOf(BrokerUnavailable);
		await redis.server().up();
		await reconnected(other.client);
		const raw = await redis.raw();
		await until(async () => (await connectionsBlockedBy(raw, 'xread')).length === 1);
		await other.broker.log.append('t', 'm');
		await until(() => told.heard.length === 1);
	});
});

/** Ids of the connections that wait at Redis in this command. */
async function connectionsBlockedBy(raw: Instance['client'], command: string): Promise<string[]> {
	const list = await raw.sendCommand<string>(['CLIENT', 'LIST']);
	return list
		.split('\n')
		.filter((line) => / flags=\w*b/u.test(line) && line.includes(` cmd=${command} `))
		.map((line) => /^id=(\d+)/u.exec(line)![1]!);
}
