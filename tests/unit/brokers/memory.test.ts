import { describe, expect, test } from 'vitest';
import { BrokerFull } from '../../../src/brokers/broker.ts';
import { memoryBroker } from '../../../src/brokers/memory.ts';
import { MemoryClaims } from '../../../src/brokers/memory-claims.ts';
import { MAX_LEASES } from '../../../src/brokers/memory-leases.ts';
import { MAX_LOG_CHARS, MAX_TOPICS, MemoryLog } from '../../../src/brokers/memory-log.ts';
import { MAX_QUEUED_CHARS } from '../../../src/brokers/memory-queue.ts';
import { CLOSE_WAIT_MS } from '../../../src/brokers/queue-rules.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const MINUTE_MS = 60_000;
const MiCHARS = 2 ** 20;
const openLog = (clock = new ManualClock()) =>
	new MemoryLog({ now: clock.now, report: () => expect.unreachable('reported') });

describe('the log in memory', () => {
	test('has ids that grow even when the clock goes back', async () => {
		let ms = 1_000;
		const log = new MemoryLog({ now: () => ms, report: () => {} });
		const start = await log.head('a');
		const ids: string[] = [];
		for (const step of [0, 0, 10, -500, -500, 2_000]) {
			ms += step;
			ids.push(await log.append('a', 'x'));
		}
		expect(start).toBe('1000-0');
		expect(ids).toEqual(['1000-1', '1000-2', '1010-0', '1010-1', '1010-2', '2010-0']);
	});

	test('tells of a gap who comes from an earlier process, by the id of a message or of the beginning', async () => {
		const clock = new ManualClock();
		const earlier = openLog(clock);
		const ids = [await earlier.head('a'), await earlier.append('a', 'lost')];
		clock.pass(5_000);
		const later = openLog(clock);
		const id = await later.append('a', 'new');
		for (const after of ids) {
			expect(await later.read('a', after, 10)).toEqual({ entries: [{ id, message: 'new' }], gap: true });
		}
	});

	test('drops the oldest messages when they are long, and keeps the newest however long it is', async () => {
		const log = openLog();
		const message = ' '.repeat(MiCHARS);
		for (let count = 0; count < 20; count += 1) await log.append('a', message);
		const page = await log.read('a', '0-0', 100);
		expect(page.entries).toHaveLength(MAX_LOG_CHARS / MiCHARS);
		await log.append('a', ' '.repeat(MAX_LOG_CHARS + 1));
		expect((await log.read('a', '0-0', 100)).entries).toHaveLength(1);
	});

	test('holds a bounded number of topics, and forgets none that somebody listens to', async () => {
		const log = openLog();
		const heard: string[] = [];
		log.listen('first', ({ message }) => heard.push(message));
		const second = await log.append('second', 'x');
		for (let count = 0; count < MAX_TOPICS; count += 1) await log.append(`${count}`, 'x');
		expect((await log.read('second', second, 10)).gap).toBe(true);
		await log.append('first', 'still here');
		await log.head('first');
		expect(heard).toEqual(['still here']);
	});
});

describe('claims in memory', () => {
	test('forget what was done first when they are too many, and never what is held', async () => {
		const clock = new ManualClock();
		const claims = new MemoryClaims(openLog(clock), { now: clock.now, maxClaims: 100 });
		for (let count = 0; count < 10; count += 1) await claims.claim(`held ${count}`, MINUTE_MS);
		for (let count = 0; count < 1_000; count += 1) {
			const claim = await claims.claim(`done ${count}`, MINUTE_MS);
			if (claim.state === 'claimed') await claim.complete({ keepMs: MINUTE_MS });
		}
		expect(claims.size).toBe(100);
		expect((await claims.claim('done 999', MINUTE_MS)).state).toBe('done');
		for (let count = 0; count < 10; count += 1) {
			expect((await claims.claim(`held ${count}`, MINUTE_MS)).state).toBe('busy');
		}
		expect((await claims.claim('done 0', MINUTE_MS)).state).toBe('claimed');
	});

	test('refuse one more when all are held, until one runs out', async () => {
		const clock = new ManualClock();
		const claims = new MemoryClaims(openLog(clock), { now: clock.now, maxClaims: 3 });
		for (const key of ['a', 'b', 'c']) await claims.claim(key, 1_000);
		await expect(claims.claim('d', 1_000)).rejects.toBeInstanceOf(BrokerFull);
		clock.pass(1_000);
		expect((await claims.claim('d', 1_000)).state).toBe('claimed');
		expect(claims.size).toBe(1);
	});
});

test('leases in memory are bounded, since a name that was forgotten would start its fence anew', async () => {
	const { leases } = memoryBroker();
	for (let count = 0; count < MAX_LEASES; count += 1) await leases.acquire(`${count}`, MINUTE_MS);
	await expect(leases.acquire('one more', MINUTE_MS)).rejects.toBeInstanceOf(BrokerFull);
});

describe('the queue in memory', () => {
	test('is full when its messages are long together', async () => {
		const { queue } = memoryBroker();
		await queue.push('a', ' '.repeat(MAX_QUEUED_CHARS));
		await expect(queue.push('b', ' ')).rejects.toBeInstanceOf(BrokerFull);
		const handled: number[] = [];
		const stop = queue.consume('a', async ({ length }) => void handled.push(length), {
			concurrency: 1,
			claimAfterMs: MINUTE_MS,
			maxDeliveries: 1,
			onDead: () => {}
		});
		await stop();
		expect(handled).toEqual([MAX_QUEUED_CHARS]);
		await queue.push('b', ' ');
	});

	test('closes after 5 s although a handler does not heed its signal', async () => {
		const clock = new ManualClock();
		const broker = memoryBroker({ clock });
		broker.queue.consume('q', () => new Promise(() => {}), {
			concurrency: 1,
			claimAfterMs: MINUTE_MS,
			maxDeliveries: 1,
			onDead: () => {}
		});
		await broker.queue.push('q', 'm');
		let closed = false;
		const closing = broker.close().then(() => (closed = true));
		clock.pass(CLOSE_WAIT_MS - 1);
		await Promise.resolve();
		expect(closed).toBe(false);
		clock.pass(1);
		await closing;
	});
});
