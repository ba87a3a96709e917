import { beforeEach, describe, expect, test } from 'vitest';
import type { Fastio, FastioEvent } from '../../src/api.ts';
import { createFastio as createServerClient, createFastioHandle } from '../../src/server.ts';
import type { IndexableFile } from '../../src/server.ts';
import { testEvent } from '../support/event.ts';
import { connectTo, patterned, startEmulator } from './wires.ts';

const emulator = await startEmulator();
const text = () => new Blob(['The quick brown fox.'], { type: 'text/plain' });
let fastio: Fastio;
/** Calls that wait at Fast.io: now, all, and the most at a time. */
let waits: { now: number; all: number; most: number };

const countingFetch: typeof fetch = async (input, init) => {
	if (!String(input).includes('/activity/')) return fetch(input, init);
	waits.now += 1;
	waits.all += 1;
	waits.most = Math.max(waits.most, waits.now);
	try {
		return await fetch(input, init);
	} finally {
		waits.now -= 1;
	}
};

beforeEach(() => {
	waits = { now: 0, all: 0, most: 0 };
	emulator.configure({ intelligence: true, indexing: { delayMs: 30 } });
	fastio = connectTo(emulator, 'sessions', { fetch: countingFetch });
});

describe('await uploaded.indexed', () => {
	test('resolves when the file is in the index', async () => {
		const file = await fastio.upload(text(), { name: 'a.txt' });
		expect(await file.indexed).toEqual({ state: 'indexed' });
		expect(await fastio.files.details(file.fileId)).toMatchObject({ aiState: 'indexed' });
	});

	test.each([
		['the type is never indexed', 'a.png', {}, 'type'],
		['Fast.io failed', 'bad.txt', { indexing: { delayMs: 10, fail: ['bad*'] } }, 'failed'],
		['the workspace does not index', 'a.txt', { intelligence: false }, 'off']
	])('says why not when %s', async (_why, name, settings, reason) => {
		emulator.configure(settings);
		const file = await fastio.upload(text(), { name });
		expect(await file.indexed).toEqual({ state: 'not-indexed', reason });
	});

	test('is no part of the file as data', async () => {
		const file = await fastio.upload(text(), { name: 'a.txt' });
		expect(Object.keys(file)).not.toContain('indexed');
		expect(JSON.parse(JSON.stringify(file))).not.toHaveProperty('indexed');
		expect(waits.all).toBe(0);
	});

	test('many files are waited for by one call at a time', async () => {
		emulator.configure({ indexing: { delayMs: 2_000 } });
		const files = await Promise.all(
			Array.from({ length: 40 }, (_, n) => fastio.upload(text(), { name: `${n}.txt` }))
		);
		const results = await Promise.all(files.map(({ indexed }) => indexed));
		expect(results).toEqual(files.map(() => ({ state: 'indexed' })));
		expect(waits.most).toBe(1);
		// At most one for each change: a file goes through four states.
		expect(waits.all).toBeLessThanOrEqual(files.length * 4);
	});

	test('rejects with `timeout` after its time, and the wait at Fast.io ends', async () => {
		emulator.configure({ indexing: { delayMs: 60_000 } });
		const { fileId } = await fastio.upload(text(), { name: 'a.txt' });
		await expect(fastio.files.indexed(fileId, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
		await expect.poll(() => waits.now).toBe(0);
	});

	test('rejects with `aborted` when its signal aborts, and others go on waiting', async () => {
		emulator.configure({ indexing: { delayMs: 300 } });
		const { fileId } = await fastio.upload(text(), { name: 'a.txt' });
		const control = new AbortController();
		const aborted = fastio.files.indexed(fileId, { signal: control.signal });
		const other = fastio.files.indexed(fileId);
		control.abort();
		await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
		expect(await other).toEqual({ state: 'indexed' });
	});

	test('rejects with `not-found` when the file goes away', async () => {
		emulator.configure({ indexing: { delayMs: 60_000 } });
		const { fileId } = await fastio.upload(text(), { name: 'a.txt' });
		const indexed = fastio.files.indexed(fileId);
		indexed.catch(() => {});
		await expect.poll(() => waits.now).toBe(1);
		await fastio.files.remove(fileId);
		await expect(indexed).rejects.toMatchObject({ code: 'not-found' });
	});

	test('an outage is ridden out', async () => {
		const { fileId } = await fastio.upload(text(), { name: 'a.txt' });
		emulator.faults.add({ kind: 'status', status: 503, on: { path: '/current/activity/*' } });
		expect(await fastio.files.indexed(fileId)).toEqual({ state: 'indexed' });
	});

	test('a token that is no good is told to everybody who waits', async () => {
		const other = connectTo(emulator, 'sessions', { token: 'wrong' });
		const waits = ['a', 'b'].map((fileId) => other.files.indexed(fileId));
		for (const wait of waits) await expect(wait).rejects.toMatchObject({ code: 'credentials' });
	});

	test('`onUploaded` gets files that can be waited for', async () => {
		const server = createServerClient({
			token: emulator.token,
			workspaceId: emulator.workspaceId,
			apiUrl: emulator.url
		});
		const handed: IndexableFile[] = [];
		const documents = server.define('documents', {
			authorize: 'public',
			onUploaded: ({ files }) => void handed.push(...files)
		});
		const { event } = testEvent('/api/fastio/documents/files', {
			method: 'POST',
			body: 'The quick brown fox.',
			headers: { 'x-file-name': 'a.txt', 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin' }
		});
		const handle = createFastioHandle([documents]);
		const response = await handle({ event, resolve: () => new Response() });
		expect(response.status).toBe(201);
		expect(await handed[0]!.indexed).toEqual({ state: 'indexed' });
		expect(await response.json()).not.toHaveProperty('files.0.indexed');
	});
});

test('where files are now is told as the events that would tell of it', async () => {
	const indexed = await fastio.upload(text(), { name: 'a.txt' });
	const picture = await fastio.upload(patterned(10), { name: 'a.png' });
	await Promise.all([indexed.indexed, picture.indexed]);
	emulator.configure({ indexing: { delayMs: 60_000 } });
	const fresh = await fastio.upload(text(), { name: 'b.txt' });
	const ids = [indexed.fileId, fresh.fileId, picture.fileId, '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa'];
	const events = await fastio.events.indexing(ids);
	expect(
		Object.fromEntries(events.map((event) => [(event as { fileId: string }).fileId, event.type]))
	).toEqual({
		[indexed.fileId]: 'file.indexed',
		[fresh.fileId]: 'file.indexing',
		[picture.fileId]: 'file.not-indexed'
	});
});

test('a follower tells of each step of the indexing once', async () => {
	emulator.configure({ indexing: { delayMs: 400 } });
	const control = new AbortController();
	const events: FastioEvent[] = [];
	let fileId = '';
	for await (const batch of fastio.events.follow({ signal: control.signal })) {
		events.push(...batch.events);
		if (fileId === '') ({ fileId } = await fastio.upload(text(), { name: 'a.txt' }));
		if (batch.events.some(({ type }) => type === 'file.indexed')) break;
	}
	expect(events.map(({ type }) => type)).toEqual(['file.added', 'file.indexing', 'file.indexed']);
	expect(events.at(-1)).toMatchObject({ fileId, name: 'a.txt' });
});
