import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ConsumeOptions } from '../../../src/brokers/broker.ts';
import { RedisCommands } from '../../../src/brokers/redis/commands.ts';
import { keysOf } from '../../../src/brokers/redis/keys.ts';
import { TAKE_OVER } from '../../../src/brokers/redis/queue-scripts.ts';
import { RedisRates } from '../../../src/brokers/redis/rates.ts';
import { until } from '../brokers/stores.ts';
import { useRedis } from './instances.ts';

const KEY = '{fastio:}queue:q';
const CONSUMER = fileURLToPath(new URL('consumer-process.ts', import.meta.url));
const SETTINGS: ConsumeOptions = {
	concurrency: 10,
	claimAfterMs: 150,
	maxDeliveries: 3,
	onDead: () => expect.unreachable('given up')
};
const redis = useRedis();

/** Starts a process that takes the messages and is killed once it has so many. */
async function dieWith(count: number): Promise<string[]> {
	const child = spawn(process.execPath, [CONSUMER, redis.server().url], {
		stdio: ['pipe', 'pipe', 'inherit']
	});
	const exited = once(child, 'exit');
	let printed = '';
	for await (const chunk of child.stdout) {
		printed += String(chunk);
		if (printed.trim().split('\n').length >= count) child.kill('SIGKILL');
	}
	await exited;
	return printed.trim().split('\n');
}

describe('messages of a consumer that was killed', () => {
	test('are taken over by another', async () => {
		const { broker } = await redis.open();
		for (const message of ['m0', 'm1', 'm2']) await broker.queue.push('q', message);
		expect((await dieWith(3)).sort()).toEqual(['m0', 'm1', 'm2']);
		const handled: string[] = [];
		broker.queue.consume('q', async (message) => void handled.push(message), SETTINGS);
		await until(() => handled.length === 3);
		expect(handled.sort()).toEqual(['m0', 'm1', 'm2']);
	});

	test('are given up when each consumer dies of them', async () => {
		const [{ broker }, raw] = [await redis.open(), await redis.raw()];
		await broker.queue.push('q', 'deadly');
		for (let round = 0; round < 3; round += 1) expect(await dieWith(1)).toEqual(['deadly']);
		const dead: unknown[] = [];
		broker.queue.consume('q', async () => expect.unreachable('delivered a fourth time'), {
			...SETTINGS,
			onDead: (message, reason) => dead.push([message, reason])
		});
		await until(() => dead.length === 1);
		expect(dead).toEqual([['deadly', new Error('Each consumer that had it died.')]]);
		expect(await raw.xLen(KEY)).toBe(0);
	});
});

test('a consumer that lives keeps its message, however long it takes and however often it failed before', async () => {
	const [one, other] = [await redis.open({ redeliveryMs: 1_200 }), await redis.open()];
	const settings = { ...SETTINGS, claimAfterMs: 600 };
	const at: string[] = [];
	let finish = () => {};
	one.broker.queue.consume(
		'q',
		async () => {
			at.push('one');
			if (at.length === 1) throw new Error('rests for longer than claimAfterMs');
			await new Promise<void>((resolve) => (finish = resolve));
		},
		settings
	);
	await one.broker.queue.push('q', 'm');
	await until(() => at.length === 1);
	other.broker.queue.consume('q', async () => void at.push('other'), settings);
	await until(() => at.length === 2);
	const start = Date.now();
	await until(() => Date.now() - start > 2 * settings.claimAfterMs);
	finish();
	expect(at).toEqual(['one', 'one']);
});

test('a handler whose message another has taken over is told by its signal, and its failure counts no more', async () => {
	const [{ broker }, raw] = [await redis.open(), await redis.raw()];
	let reason: unknown;
	broker.queue.consume(
		'q',
		(_message, signal) =>
			new Promise((_, reject) => {
				signal.addEventListener('abort', () => reject((reason = signal.reason) as Error));
			}),
		{ ...SETTINGS, maxDeliveries: 1 }
	);
	await broker.queue.push('q', 'm');
	await until(
		async () => (await raw.exists(KEY)) === 1 && (await raw.xPending(KEY, 'workers')).pending === 1
	);
	const [{ id } = { id: '' }] = await raw.xPendingRange(KEY, 'workers', '-', '+', 1);
	await raw.xClaim(KEY, 'workers', 'another', 0, id);
	await until(() => reason !== undefined);
	expect(reason).toMatchObject({
		name: 'AbortError',
		message: expect.stringContaining('taken the message over')
	});
	expect((await raw.xPendingRange(KEY, 'workers', '-', '+', 1))[0]?.consumer).toBe('another');
});

test('what a consumer has not begun or not done is handed back at once when its broker closes', async () => {
	const [one, other, raw] = [await redis.open(), await redis.open(), await redis.raw()];
	const slow = { ...SETTINGS, claimAfterMs: 60_000 };
	for (const message of ['m0', 'm1']) await one.broker.queue.push('q', message);
	let began = 0;
	one.broker.queue.consume(
		'q',
		(_message, signal) => {
			began += 1;
			return new Promise((_, reject) =>
				signal.addEventListener('abort', () => reject(signal.reason as Error))
			);
		},
		slow
	);
	await until(() => began === 2);
	await one.broker.close();
	const pending = await raw.xPendingRange(KEY, 'workers', '-', '+', 10);
	// Being aborted by the app's end does not count against a message.
	expect(pending.map(({ consumer, deliveriesCounter }) => [consumer, deliveriesCounter])).toEqual([
		['nobody', 0],
		['nobody', 0]
	]);
	const handled: string[] = [];
	other.broker.queue.consume('q', async (message) => void handled.push(message), {
		...slow,
		maxDeliveries: 1
	});
	await until(() => handled.length === 2);
	expect(handled.sort()).toEqual(['m0', 'm1']);
});

test('names of consumers that have nothing are forgotten after their time', async () => {
	const [{ broker, client }, raw] = [await redis.open(), await redis.raw()];
	const stop = broker.queue.consume('q', async () => {}, SETTINGS);
	await until(async () => (await raw.exists(KEY)) === 1);
	await stop();
	await raw.xGroupCreateConsumer(KEY, 'workers', 'long gone');
	await raw.xGroupCreateConsumer(KEY, 'workers', 'busy');
	await broker.queue.push('q', 'm');
	await raw.xReadGroup('workers', 'busy', { key: KEY, id: '>' });
	const names = async () => (await raw.xInfoConsumers(KEY, 'workers')).map(({ name }) => String(name)).sort();
	const commands = new RedisCommands(client, 2_000);
	const takeOver = (forgetMs: number) =>
		commands.script(TAKE_OVER, [KEY], ['me', 60_000, 1, '0-0', forgetMs]);
	await takeOver(60_000);
	expect(await names()).toEqual(['busy', 'long gone']);
	await takeOver(0);
	expect(await names()).toEqual(['busy']);
});

describe('places', () => {
	test('are held for as long as their holder lives, and come free when it is gone', async () => {
		const [one, other] = [await redis.open(), await redis.open()];
		const keys = keysOf('fastio:');
		const ttl = { placeTtlMs: 900 };
		const [living, watching] = [one, other].map(
			({ client }) => new RedisRates(new RedisCommands(client, 2_000), keys, ttl)
		) as [RedisRates, RedisRates];
		const leave = await living.enter('a', 1);
		expect(leave).toBeTypeOf('function');
		const start = Date.now();
		await until(async () => {
			expect(await watching.enter('a', 1)).toBeUndefined();
			return Date.now() - start > 1_800;
		});
		// As when its process dies: nobody renews the place any more.
		living.close();
		await until(async () => (await watching.enter('a', 1)) !== undefined);
		leave!();
		expect(await watching.enter('a', 1)).toBeUndefined();
		watching.close();
	});

	test('are taken again after Redis has lost them', async () => {
		const { client } = await redis.open();
		const rates = new RedisRates(new RedisCommands(client, 2_000), keysOf('fastio:'), { placeTtlMs: 900 });
		await rates.enter('a', 1);
		await client.flushAll();
		await until(async () => (await client.zCard('{fastio:}places:a')) === 1);
		expect(await rates.enter('a', 1)).toBeUndefined();
		rates.close();
	});
});
