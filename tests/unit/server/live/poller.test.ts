import { afterEach, expect, test } from 'vitest';
import { FastioError, type EventBatch, type FollowOptions } from '../../../../src/api.ts';
import type { Broker } from '../../../../src/brokers/broker.ts';
import { memoryBroker } from '../../../../src/brokers/memory.ts';
import { Poller } from '../../../../src/server/live/poller.ts';

const running: Poller[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map((poller) => poller.stop()));
});

/** A feed whose batches the test gives; a follower that is ended goes. */
function feed() {
	const followers: { cursor: string | undefined; ended: boolean; give: (batch: EventBatch) => void }[] = [];
	return {
		followers,
		follow: async function* ({ cursor, signal }: FollowOptions = {}) {
			const queue: EventBatch[] = [];
			let wake = () => {};
			const follower = {
				cursor,
				ended: false,
				give: (batch: EventBatch) => {
					queue.push(batch);
					wake();
				}
			};
			followers.push(follower);
			signal?.addEventListener('abort', () => wake());
			for (;;) {
				if (signal?.aborted) break;
				const batch = queue.shift();
				if (batch) yield batch;
				else await new Promise<void>((resolve) => (wake = resolve));
			}
			follower.ended = true;
			throw new FastioError('aborted', 'The call was aborted.');
		}
	};
}

function start(broker: Broker, options: Partial<ConstructorParameters<typeof Poller>[0]> = {}) {
	const source = feed();
	const errors: unknown[] = [];
	const poller = new Poller({
		fastio: {
			options: { token: 'x', workspaceId: '1' },
			events: { follow: source.follow, indexing: async () => [] }
		},
		broker,
		orgId: undefined,
		dispatch: async () => 'done',
		rests: async () => false,
		onError: (error) => errors.push(error),
		renewMs: 20,
		...options
	});
	running.push(poller);
	poller.start();
	return { ...source, poller, errors };
}

const batch = (cursor: string, ...ids: string[]): EventBatch => ({
	events: ids.map((id) => ({ id, type: 'file.added', at: '2026-11-25T12:00:00.000Z', fileId: id })),
	cursor,
	gap: false
});

test('one follows; when it stops, the other goes on where its events were handled', async () => {
	const broker = memoryBroker();
	const handled: string[] = [];
	const dispatch = async ({ id }: { id: string }) => {
		handled.push(id);
		return 'done' as const;
	};
	const first = start(broker, { dispatch });
	await expect.poll(() => first.followers.length).toBe(1);
	const second = start(broker, { dispatch });
	first.followers[0]!.give(batch('c1', 'a', 'b'));
	await expect.poll(() => handled).toEqual(['a', 'b']);
	expect(second.followers).toEqual([]);
	await first.poller.stop();
	await expect.poll(() => second.followers.map(({ cursor }) => cursor)).toEqual(['c1']);
});

test('while an event waits for another try, the place is not saved: the next holder meets it again', async () => {
	const broker = memoryBroker();
	const handled: string[] = [];
	const first = start(broker, {
		dispatch: async ({ id }) => {
			handled.push(id);
			return id === 'bad' ? 'busy' : 'done';
		}
	});
	await expect.poll(() => first.followers.length).toBe(1);
	first.followers[0]!.give(batch('c1', 'a'));
	first.followers[0]!.give(batch('c2', 'bad', 'b'));
	first.followers[0]!.give(batch('c3', 'c'));
	await expect.poll(() => handled).toEqual(['a', 'bad', 'b', 'c']);
	await first.poller.stop();
	const second = start(broker);
	await expect.poll(() => second.followers.map(({ cursor }) => cursor)).toEqual(['c1']);
});

test('one that fails does not hold up the others, and is handed over again', async () => {
	const tries: string[] = [];
	const { followers } = start(memoryBroker(), {
		dispatch: async ({ id }) => {
			tries.push(id);
			if (id === 'bad' && tries.filter((each) => each === 'bad').length === 1)
				throw new Error('database is down');
			return 'done';
		}
	});
	await expect.poll(() => followers.length).toBe(1);
	followers[0]!.give(batch('c1', 'bad', 'b'));
	followers[0]!.give(batch('c2', 'c'));
	await expect.poll(() => tries).toEqual(['bad', 'b', 'c']);
	await expect.poll(() => tries, { timeout: 15_000 }).toEqual(['bad', 'b', 'c', 'bad']);
});

test('it rests while events come otherwise, begins when they stop, and ends when they come again', async () => {
	let rests = true;
	let asked = 0;
	const { followers } = start(memoryBroker(), {
		rests: async () => {
			asked += 1;
			return rests;
		}
	});
	await expect.poll(() => asked).toBeGreaterThan(2);
	expect(followers).toEqual([]);
	rests = false;
	await expect.poll(() => followers.map(({ ended }) => ended)).toEqual([false]);
	rests = true;
	await expect.poll(() => followers.map(({ ended }) => ended)).toEqual([true]);
});

test('a failure that lasts is told once, and following is tried again', async () => {
	let calls = 0;
	const errors: unknown[] = [];
	const poller = new Poller({
		fastio: {
			options: { token: 'x', workspaceId: '1' },
			events: {
				// eslint-disable-next-line require-yield
				async *follow() {
					calls += 1;
					throw new FastioError('credentials', 'Fast.io did not accept the API token.');
				},
				indexing: async () => []
			}
		},
		broker: memoryBroker(),
		orgId: undefined,
		dispatch: async () => 'done',
		rests: async () => false,
		onError: (error) => errors.push(error),
		renewMs: 5
	});
	running.push(poller);
	poller.start();
	await expect.poll(() => calls).toBeGreaterThan(3);
	expect(errors).toHaveLength(1);
});

test('a lease that is lost ends following', async () => {
	const broker = memoryBroker();
	const stolen: Broker = {
		...broker,
		leases: {
			acquire: async (name, ttlMs) => {
				const lease = await broker.leases.acquire(name, ttlMs);
				return lease && { ...lease, renew: async () => false };
			}
		}
	};
	const ended: boolean[] = [];
	const source = feed();
	const poller = new Poller({
		fastio: {
			options: { token: 'x', workspaceId: '1' },
			events: {
				async *follow(options) {
					try {
						yield* source.follow(options);
					} finally {
						ended.push(true);
					}
				},
				indexing: async () => []
			}
		},
		broker: stolen,
		orgId: undefined,
		dispatch: async () => 'done',
		rests: async () => false,
		onError: () => {},
		renewMs: 10
	});
	running.push(poller);
	poller.start();
	await expect.poll(() => ended.length).toBeGreaterThan(0);
});
