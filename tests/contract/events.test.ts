import { beforeEach, describe, expect, test } from 'vitest';
import { FastioError, type EventBatch, type Fastio, type FastioEvent } from '../../src/api.ts';
import { connectTo, patterned, startEmulator } from './wires.ts';

const emulator = await startEmulator();

/** Batches of a follower until `enough` says so; then it is ended. */
async function eventsUntil(
	fastio: Fastio,
	options: { cursor?: string; act?: () => Promise<unknown> },
	enough: (events: readonly FastioEvent[], batches: readonly EventBatch[]) => boolean,
	waitSeconds = 5
): Promise<{ events: FastioEvent[]; cursor: string; gaps: number }> {
	const control = new AbortController();
	const batches: EventBatch[] = [];
	let acted = false;
	const { cursor } = options;
	for await (const batch of fastio.events.follow({
		signal: control.signal,
		waitSeconds,
		...(cursor !== undefined && { cursor })
	})) {
		batches.push(batch);
		// The first batch says where the follower begins.
		if (!acted) {
			acted = true;
			await options.act?.();
		}
		if (
			enough(
				batches.flatMap(({ events }) => events),
				batches
			)
		)
			break;
	}
	control.abort();
	return {
		events: batches.flatMap(({ events }) => events),
		cursor: batches.at(-1)!.cursor,
		gaps: batches.filter(({ gap }) => gap).length
	};
}

const has = (type: FastioEvent['type']) => (events: readonly FastioEvent[]) =>
	events.some((event) => event.type === type);

describe.each([
	['plain answers', {}],
	['hyphenated ids and an object of activities', { hyphenatedIds: true, activityForm: 'object' as const }],
	['nested envelopes and numeric ids', { envelope: 'nested' as const, numericIds: true }]
])('following, with %s', (_name, settings) => {
	let fastio: Fastio;
	beforeEach(() => {
		emulator.configure(settings);
		fastio = connectTo(emulator, 'sessions');
	});

	test('tells of a file that is added, changed and deleted, by the id that its upload had', async () => {
		let fileId = '';
		const { events } = await eventsUntil(
			fastio,
			{
				act: async () => {
					({ fileId } = await fastio.upload(patterned(10), { name: 'a.txt' }));
					await fastio.upload(patterned(11), { name: 'a.txt' });
					await fastio.files.remove(fileId);
				}
			},
			has('file.deleted')
		);
		const ofFile = events.filter((event) => event.type !== 'file.not-indexed');
		expect(ofFile.map(({ type }) => type)).toEqual(['file.added', 'file.modified', 'file.deleted']);
		for (const event of ofFile) expect(event).toMatchObject({ fileId, workspaceId: emulator.workspaceId });
	});

	test('goes on behind a saved cursor, with nothing lost and nothing told twice', async () => {
		const first = await eventsUntil(
			fastio,
			{ act: () => fastio.upload(patterned(10), { name: 'a.txt' }) },
			has('file.not-indexed')
		);
		await fastio.upload(patterned(10), { name: 'b.txt' });
		const second = await eventsUntil(fastio, { cursor: first.cursor }, has('file.not-indexed'));
		const ids = (events: readonly FastioEvent[]) => events.map(({ id }) => id);
		expect(second.events.filter(({ type }) => type === 'file.added')).toHaveLength(1);
		expect(ids(second.events).filter((id) => ids(first.events).includes(id))).toEqual([]);
	});
});

test('a cursor that Fast.io has forgotten is a gap, and following goes on from now', async () => {
	const fastio = connectTo(emulator, 'sessions');
	const { cursor } = await eventsUntil(fastio, {}, () => true);
	await emulator.reset();
	emulator.configure({ eventRetention: 1 });
	for (const name of ['a.txt', 'b.txt', 'c.txt']) await fastio.upload(patterned(10), { name });
	let upload: Promise<unknown> | undefined;
	const { gaps, events } = await eventsUntil(fastio, { cursor }, (seen, batches) => {
		if (batches.some(({ gap }) => gap)) upload ??= fastio.upload(patterned(10), { name: 'd.txt' });
		return has('file.added')(seen);
	});
	await upload;
	expect(gaps).toBe(1);
	expect(events.filter(({ type }) => type === 'file.added')).toHaveLength(1);
});

test('what the feed tells late is told all the same, soon after its activity', async () => {
	emulator.configure({ feedLagMs: 1_500 });
	const fastio = connectTo(emulator, 'sessions');
	const startedAt = performance.now();
	const { events } = await eventsUntil(
		fastio,
		{ act: () => fastio.upload(patterned(10), { name: 'a.txt' }) },
		has('file.added'),
		60
	);
	expect(events.filter(({ type }) => type === 'file.added')).toHaveLength(1);
	expect(performance.now() - startedAt).toBeLessThan(30_000);
});

test('what happened before is not told: following begins now', async () => {
	emulator.configure({ intelligence: true, indexing: { delayMs: 1 } });
	const fastio = connectTo(emulator, 'sessions');
	const old = await fastio.upload(new Blob(['old']), { name: 'old.txt' });
	await old.indexed;
	// Fast.io tells its time in whole seconds.
	const second = Math.floor(Date.now() / 1000);
	await expect.poll(() => Math.floor(Date.now() / 1000), { timeout: 3_000 }).toBeGreaterThan(second);
	const { events } = await eventsUntil(
		fastio,
		{ act: () => fastio.upload(new Blob(['new']), { name: 'new.txt' }) },
		has('file.indexed')
	);
	expect(events.filter((event) => 'fileId' in event && event.fileId === old.fileId)).toEqual([]);
});

test('an outage is ridden out, and what happened meanwhile is told', async () => {
	const fastio = connectTo(emulator, 'sessions');
	const { events } = await eventsUntil(
		fastio,
		{
			act: async () => {
				emulator.faults.add({ kind: 'status', status: 503, on: { path: '/current/org/*' } });
				emulator.faults.add({ kind: 'reset', on: { path: '/current/activity/*' } });
				await fastio.upload(patterned(10), { name: 'a.txt' });
			}
		},
		has('file.added')
	);
	expect(events.filter(({ type }) => type === 'file.added')).toHaveLength(1);
});

test.each([
	['a wrong token', { token: 'wrong' }, 'credentials'],
	['a workspace that is not there', { workspaceId: '1111111111111111111' }, 'not-found']
] as const)('following with %s ends at once', async (_name, options, code) => {
	const fastio = connectTo(emulator, 'sessions', options);
	const batches = fastio.events.follow()[Symbol.asyncIterator]();
	await expect(batches.next()).rejects.toMatchObject({ code });
});

test('following ends with `aborted` when its signal aborts, also while it waits', async () => {
	const fastio = connectTo(emulator, 'sessions');
	const control = new AbortController();
	const batches = fastio.events.follow({ signal: control.signal })[Symbol.asyncIterator]();
	await batches.next();
	const next = batches.next();
	control.abort();
	await expect(next).rejects.toMatchObject({ code: 'aborted' });
});

test.each(['', 'x', '[]', '["a"]', '{}'])('a cursor that is none is refused: %j', async (cursor) => {
	const fastio = connectTo(emulator, 'sessions');
	const batches = fastio.events.follow({ cursor })[Symbol.asyncIterator]();
	await expect(batches.next()).rejects.toMatchObject({ code: 'malformed' });
});

test('the v1 wire has no events, and says so', async () => {
	const fastio = connectTo(emulator, 'v1');
	await expect(fastio.events.follow()[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(FastioError);
	await expect(fastio.files.indexed('x')).rejects.toMatchObject({ code: 'unsupported' });
	await expect(fastio.events.indexing(['x'])).rejects.toMatchObject({ code: 'unsupported' });
});
