import { describe, expect, test } from 'vitest';
import { BrokerFull } from '../../../src/brokers/broker.ts';
import type { ConsumeOptions } from '../../../src/brokers/broker.ts';
import type { Kind } from './stores.ts';

const OPTIONS: ConsumeOptions = {
	concurrency: 4,
	claimAfterMs: 60_000,
	maxDeliveries: 3,
	onDead: () => expect.unreachable('given up')
};

export function describeQueue(kind: Kind): void {
	describe('the queue', () => {
		test('gives each message to one consumer, whichever instance pushes it, before or after they consume', async () => {
			const store = await kind.store();
			const [one, other] = [await store.open(), await store.open()];
			const sent = Array.from({ length: 60 }, (_, n) => `m${n}`);
			for (const message of sent.slice(0, 30)) await one.queue.push('q', message);
			const handled: string[] = [];
			const handle = async (message: string) => void handled.push(message);
			const stops = [one, other].map(({ queue }) => queue.consume('q', handle, OPTIONS));
			for (const message of sent.slice(30)) await other.queue.push('q', message);
			await store.until(() => handled.length >= 60);
			await Promise.all(stops.map((stop) => stop()));
			expect(handled.sort()).toEqual(sent.sort());
		});

		test('has no more under way than the concurrency says, and lets the others wait', async () => {
			const store = await kind.store();
			const { queue } = await store.open();
			for (let n = 0; n < 20; n += 1) await queue.push('q', `m${n}`);
			const [gates, underWay] = [[] as (() => void)[], { now: 0, most: 0 }];
			const stop = queue.consume(
				'q',
				async () => {
					underWay.now += 1;
					underWay.most = Math.max(underWay.most, underWay.now);
					await new Promise<void>((resolve) => gates.push(resolve));
					underWay.now -= 1;
				},
				{ ...OPTIONS, concurrency: 3 }
			);
			for (let done = 0; done < 20; done += 1) {
				await store.until(() => gates.length > 0);
				gates.shift()!();
			}
			await stop();
			expect(underWay).toEqual({ now: 0, most: 3 });
		});

		test('delivers what failed again, later each time', async () => {
			const store = await kind.store({ redeliveryMs: 40 });
			const { queue } = await store.open();
			const at: number[] = [];
			const stop = queue.consume(
				'q',
				async () => {
					at.push(store.now());
					if (at.length < 3) throw new Error('not yet');
				},
				OPTIONS
			);
			await queue.push('q', 'm');
			await store.until(() => at.length === 3);
			await stop();
			expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(39);
			expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(79);
		});

		test('gives a poison message up after its deliveries, says so once, and goes on with the others', async () => {
			const store = await kind.store({ redeliveryMs: 10, maxQueued: 2 });
			const { queue } = await store.open();
			const [tries, dead, fine] = [[] as string[], [] as unknown[], [] as string[]];
			const poison = new Error('poison');
			const stop = queue.consume(
				'q',
				async (message) => {
					tries.push(message);
					if (message === 'bad') throw poison;
					fine.push(message);
				},
				{ ...OPTIONS, onDead: (message, reason) => dead.push([message, reason]) }
			);
			await queue.push('q', 'bad');
			await queue.push('q', 'good');
			await store.until(() => dead.length > 0 && fine.length > 0);
			expect(tries.filter((message) => message === 'bad')).toHaveLength(3);
			expect(dead).toEqual([['bad', poison]]);
			// It is gone from the store too: two more have room.
			await queue.push('q', 'more');
			await queue.push('q', 'and more');
			await store.until(() => fine.length === 3);
			await stop();
		});

		test('reports an onDead that throws, and goes on', async () => {
			const reports: unknown[] = [];
			const store = await kind.store({ report: (_what, error) => reports.push(error) });
			const { queue } = await store.open();
			const broken = new Error('broken onDead');
			const handled: string[] = [];
			const stop = queue.consume(
				'q',
				async (message) => {
					if (message === 'bad') throw new Error('bad');
					handled.push(message);
				},
				{
					...OPTIONS,
					maxDeliveries: 1,
					onDead: () => {
						throw broken;
					}
				}
			);
			await queue.push('q', 'bad');
			await queue.push('q', 'good');
			await store.until(() => reports.length > 0 && handled.length > 0);
			expect(reports).toEqual([broken]);
			await stop();
		});

		test('refuses the message that is one too many, and takes more once some are done', async () => {
			const store = await kind.store({ maxQueued: 3 });
			const { queue } = await store.open();
			for (let n = 0; n < 3; n += 1) await queue.push('q', `m${n}`);
			await expect(queue.push('q', 'm3')).rejects.toBeInstanceOf(BrokerFull);
			await queue.push('other', 'm');
			const handled: string[] = [];
			const stop = queue.consume('q', async (message) => void handled.push(message), OPTIONS);
			await store.until(() => handled.length === 3);
			await stop();
			await queue.push('q', 'm4');
		});

		test('stops with what is under way done, and leaves the rest for the next consumer', async () => {
			const store = await kind.store();
			const { queue } = await store.open();
			for (const message of ['m0', 'm1', 'm2']) await queue.push('q', message);
			const started: string[] = [];
			let finish: (() => void) | undefined;
			const stop = queue.consume(
				'q',
				async (message, signal) => {
					started.push(message);
					await new Promise<void>((resolve) => (finish = resolve));
					expect(signal.aborted).toBe(false);
				},
				{ ...OPTIONS, concurrency: 1 }
			);
			await store.until(() => finish !== undefined);
			let stopped = false;
			const stopping = stop().then(() => (stopped = true));
			await store.until(() => true);
			expect(stopped).toBe(false);
			finish!();
			await stopping;
			expect(started).toEqual(['m0']);
			const rest: string[] = [];
			const stopNext = queue.consume('q', async (message) => void rest.push(message), OPTIONS);
			await store.until(() => rest.length === 2);
			await stopNext();
			expect(rest.sort()).toEqual(['m1', 'm2']);
		});
	});
}
