import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../../src/brokers/broker.ts';
import type { Kind } from './stores.ts';

const messages = (entries: LogEntry[]): string[] => entries.map(({ message }) => message);
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index}`);

export function describeLog(kind: Kind): void {
	describe('the log', () => {
		test('gives back what was appended, in order and page by page, with ids that grow', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const start = await one.log.head('a');
			const ids: string[] = [];
			for (const message of numbers(25)) ids.push(await one.log.append('a', message));
			await one.log.append('b', 'of another topic');
			const read: LogEntry[] = [];
			let after = start;
			for (;;) {
				const page = await other.log.read('a', after, 10);
				expect(page.gap).toBe(false);
				if (page.entries.length === 0) break;
				read.push(...page.entries);
				after = page.entries.at(-1)!.id;
			}
			expect(messages(read)).toEqual(numbers(25));
			expect(read.map(({ id }) => id)).toEqual(ids);
			expect(new Set(ids).size).toBe(25);
			for (const id of ids) expect(id).toMatch(/^\d+-\d+$/u);
			expect(await other.log.head('a')).toBe(ids.at(-1));
		});

		test('keeps messages as they are, empty ones and any Unicode too', async () => {
			const store = await kind.store();
			const { log } = await store.open();
			const start = await log.head('a');
			const sent = ['', '{"a":"ü"}', '😀\u0000\n"', ' '.repeat(100_000)];
			for (const message of sent) await log.append('a', message);
			expect(messages((await log.read('a', start, 10)).entries)).toEqual(sent);
		});

		test('has a beginning that readers can start after, the same for all, before there is a message', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const start = await one.log.head('a');
			expect(await other.log.head('a')).toBe(start);
			expect(await one.log.read('a', start, 10)).toEqual({ entries: [], gap: false });
			const id = await one.log.append('a', 'first');
			expect(await one.log.read('a', start, 10)).toEqual({ entries: [{ id, message: 'first' }], gap: false });
		});

		test('tells of a gap who starts after an id that it does not have, earlier or later than all', async () => {
			const store = await kind.store();
			const { log } = await store.open();
			const id = await log.append('a', 'first');
			const all = [{ id, message: 'first' }];
			expect(await log.read('a', '0-0', 10)).toEqual({ entries: all, gap: true });
			expect(await log.read('a', '1-7', 10)).toEqual({ entries: all, gap: true });
			expect(await log.read('a', '9999999999999-0', 10)).toEqual({ entries: [], gap: true });
			expect(await log.read('never heard of', '1-7', 10)).toEqual({ entries: [], gap: true });
		});

		test.each(['', 'a', '1', '1-', '-1', '1-2-3', '+', '1-2 ', `${'9'.repeat(30)}-0`])(
			'refuses %j, which is no id',
			async (id) => {
				const { log } = await (await kind.store()).open();
				await expect(log.read('a', id, 10)).rejects.toThrow(RangeError);
			}
		);

		test('keeps a bounded number of messages, the newest, and tells of the gap that the others leave', async () => {
			const store = await kind.store({ logLength: 100 });
			const { log } = await store.open();
			const start = await log.head('a');
			const ids: string[] = [];
			for (const message of numbers(1_000)) ids.push(await log.append('a', message));
			const page = await log.read('a', start, 2_000);
			expect(page.gap).toBe(true);
			expect(page.entries.length).toBeGreaterThanOrEqual(100);
			expect(page.entries.length).toBeLessThanOrEqual(100 + store.logSlack);
			expect(messages(page.entries)).toEqual(numbers(1_000).slice(-page.entries.length));
			expect((await log.read('a', ids.at(-100)!, 2_000)).gap).toBe(false);
		});
	});

	describe('listening', () => {
		test('hears each message once and in order, whichever instance appends it', async () => {
			const store = await kind.store();
			const brokers = [await store.open(), await store.open(), await store.open()];
			const heard: LogEntry[][] = brokers.map(() => []);
			brokers.forEach(({ log }, index) => log.listen('a', (entry) => heard[index]!.push(entry)));
			// By now each instance listens: it has asked for the head before, on the same connection.
			for (const { log } of brokers) await log.head('a');
			const sent = numbers(90);
			await Promise.all(sent.map((message, index) => brokers[index % 3]!.log.append('a', message)));
			await store.until(() => heard.every((entries) => entries.length >= 90));
			const page = await brokers[0]!.log.read('a', '0-0', 1_000);
			expect(messages(page.entries).sort()).toEqual([...sent].sort());
			for (const entries of heard) expect(entries).toEqual(page.entries);
		});

		test('hears what is appended right after listen has returned', async () => {
			const store = await kind.store();
			const broker = await store.open();
			await broker.log.append('a', 'before');
			const heard: LogEntry[] = [];
			broker.log.listen('a', (entry) => heard.push(entry));
			await broker.log.append('a', 'after');
			await store.until(() => heard.length > 0);
			expect(messages(heard)).toEqual(['after']);
		});

		test('keeps topics apart, serves several listeners of one, and ends for the one that ends it', async () => {
			const store = await kind.store();
			const broker = await store.open();
			const heard: Record<string, string[]> = { a1: [], a2: [], b: [] };
			const end = broker.log.listen('a', ({ message }) => heard['a1']!.push(message));
			broker.log.listen('a', ({ message }) => heard['a2']!.push(message));
			await broker.log.append('a', 'one');
			await store.until(() => heard['a1']!.length + heard['a2']!.length === 2);
			broker.log.listen('b', ({ message }) => heard['b']!.push(message));
			end();
			end();
			await broker.log.append('b', 'two');
			await broker.log.append('a', 'three');
			await store.until(() => heard['a2']!.length === 2 && heard['b']!.length === 1);
			expect(heard).toEqual({ a1: ['one'], a2: ['one', 'three'], b: ['two'] });
		});

		test('goes on when a listener throws or ends itself, and reports what it threw', async () => {
			const reports: unknown[] = [];
			const store = await kind.store({ report: (_what, error) => reports.push(error) });
			const broker = await store.open();
			const heard: string[] = [];
			const broken = new Error('broken listener');
			broker.log.listen('a', () => {
				throw broken;
			});
			const end = broker.log.listen('a', ({ message }) => {
				heard.push(`once ${message}`);
				end();
			});
			broker.log.listen('a', ({ message }) => heard.push(message));
			await broker.log.append('a', 'one');
			await broker.log.append('a', 'two');
			await store.until(() => heard.length === 3);
			expect(heard.sort()).toEqual(['once one', 'one', 'two']);
			expect(reports).toEqual([broken, broken]);
		});
	});
}
