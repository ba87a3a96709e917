import { error, redirect } from '@sveltejs/kit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryBroker } from '../../../src/brokers/memory.ts';
import { createFastio, createFastioLive } from '../../../src/server.ts';
import type { FastioEvent, FastioLive, FastioLiveOptions } from '../../../src/server.ts';
import { startHttpApp } from '../../support/http-app.ts';
import type { HttpApp } from '../../support/http-app.ts';
import { eventIds, listenTo } from '../../support/sse.ts';
import type { Listener } from '../../support/sse.ts';
import { patterned, startEmulator } from '../wires.ts';

const emulator = await startEmulator();
const open: (() => unknown)[] = [];
/** Calls to Fast.io: all, and those that wait there now. */
let asked: string[];
let waiting: number;

const countingFetch: typeof fetch = async (input, init) => {
	const isWait = String(input).includes('/activity/');
	asked.push(String(input));
	if (isWait) waiting += 1;
	try {
		return await fetch(input, init);
	} finally {
		if (isWait) waiting -= 1;
	}
};

beforeEach(() => {
	asked = [];
	waiting = 0;
	vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
	for (const close of open.splice(0).toReversed()) await close();
	vi.restoreAllMocks();
});

const added = (id: string, fileId = `file-${id}`): FastioEvent => ({
	id,
	type: 'file.added',
	at: '2026-11-25T12:00:00.000Z',
	fileId
});

async function start(options: Partial<FastioLiveOptions> = {}) {
	const fastio = createFastio({
		token: emulator.token,
		workspaceId: emulator.workspaceId,
		apiUrl: emulator.url,
		fetch: countingFetch
	});
	const live = createFastioLive({
		fastio,
		source: 'webhook',
		authorize: 'public',
		canSee: 'public',
		...options
	});
	open.push(() => live.close());
	const app = await startHttpApp(fastio.define('documents', { authorize: 'public' }), { live });
	open.push(() => app.close());
	return { fastio, live, app };
}

async function connect(app: HttpApp, headers: Record<string, string> = {}, query = ''): Promise<Listener> {
	const page = await listenTo(`${app.url}/api/fastio/live${query}`, headers);
	open.push(() => page.close());
	return page;
}

describe('GET {base}/live', () => {
	test('begins at once with a comment and a greeting, before anything happens', async () => {
		const { app } = await start();
		const response = await fetch(`${app.url}/api/fastio/live`);
		open.push(() => response.body?.cancel());
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toBe('text/event-stream');
		expect(response.headers.get('cache-control')).toBe('private, no-store, no-transform');
		const reader = response.body!.getReader();
		const first = new TextDecoder().decode((await reader.read()).value);
		reader.releaseLock();
		expect(first).toMatch(
			/^retry: 2000\n: fastio\n\nid: \d+-\d+\nevent: hello\ndata: \{"id":"\d+-\d+","beatMs":20000\}\n\n$/u
		);
	});

	test('tells every page of what is handed over, in order and once', async () => {
		const { app, live } = await start();
		const pages = await Promise.all([connect(app), connect(app), connect(app)]);
		for (const id of ['a', 'b', 'a', 'c']) await live.dispatch(added(id));
		for (const page of pages) {
			await page.until((messages) => eventIds(messages).includes('c'));
			expect(eventIds(page.messages)).toEqual(['a', 'b', 'c']);
		}
	});

	test('never tells a page the sender’s own data', async () => {
		const { app, live } = await start();
		const page = await connect(app);
		const data = { secret: 'only for the server' };
		await live.dispatch({ id: 'x', type: 'other:file.accessed', at: '2026-11-25T12:00:00.000Z', data });
		await page.until((messages) => eventIds(messages).length === 1);
		expect(JSON.parse(page.messages.at(-1)!.data)).toEqual({
			id: 'x',
			type: 'other:file.accessed',
			at: '2026-11-25T12:00:00.000Z'
		});
	});

	test.each(['last-event-id', 'after'])(
		'goes on behind the id that a page comes back with: %s',
		async (how) => {
			const { app, live } = await start();
			const first = await connect(app);
			await live.dispatch(added('a'));
			const [, seen] = await first.until((messages) => eventIds(messages).length === 1);
			first.close();
			await live.dispatch(added('b'));
			const again = await (how === 'after'
				? connect(app, {}, `?after=${seen!.id}`)
				: connect(app, { 'last-event-id': seen!.id! }));
			await live.dispatch(added('c'));
			await again.until((messages) => eventIds(messages).length === 2);
			expect(eventIds(again.messages)).toEqual(['b', 'c']);
			expect(again.messages.map(({ event }) => event)).not.toContain('gap');
		}
	);

	test('a place that the log does not know is a gap, told once', async () => {
		const { app, live } = await start();
		await live.dispatch(added('a'));
		const page = await connect(app, { 'last-event-id': '1-0' });
		await live.dispatch(added('b'));
		await page.until((messages) => eventIds(messages).includes('b'));
		expect(page.messages.filter(({ event }) => event === 'gap')).toHaveLength(1);
	});

	test('an id that is none of ours is no place: the page begins now', async () => {
		const { app, live } = await start();
		await live.dispatch(added('a'));
		const page = await connect(app, { 'last-event-id': `x${'9'.repeat(400)}` });
		await live.dispatch(added('b'));
		await page.until((messages) => eventIds(messages).includes('b'));
		expect(eventIds(page.messages)).toEqual(['b']);
	});

	test('each page is told of what it may see, and of no more', async () => {
		const { app, live } = await start({
			identify: ({ request }) => request.headers.get('x-user') ?? undefined,
			canSee: async (event, { userId }) => {
				if (userId === 'broken') throw new Error('database is down');
				return 'fileId' in event && event.fileId === userId;
			}
		});
		const [ada, bob, broken] = await Promise.all(
			['ada', 'bob', 'broken'].map((user) => connect(app, { 'x-user': user }))
		);
		await live.dispatch(added('1', 'ada'));
		await live.dispatch(added('2', 'bob'));
		await live.dispatch(added('3', 'ada'));
		await ada!.until((messages) => eventIds(messages).length === 2);
		await bob!.until((messages) => eventIds(messages).length === 1);
		expect(eventIds(ada!.messages)).toEqual(['1', '3']);
		expect(eventIds(bob!.messages)).toEqual(['2']);
		expect(eventIds(broken!.messages)).toEqual([]);
	});

	test('asks `authorize` first, and other sites never', async () => {
		const { app } = await start({ authorize: ({ request }) => request.headers.get('x-user') === 'ada' });
		const status = async (headers: Record<string, string>) => {
			const response = await fetch(`${app.url}/api/fastio/live`, { headers });
			await response.body?.cancel();
			return response.status;
		};
		expect(await status({})).toBe(403);
		expect(await status({ 'x-user': 'ada' })).toBe(200);
		expect(await status({ 'x-user': 'ada', origin: 'https://evil.example' })).toBe(403);
		expect(await status({ 'x-user': 'ada', 'sec-fetch-site': 'cross-site' })).toBe(403);
	});

	test('SvelteKit’s own errors and redirects of `authorize` are the answer', async () => {
		const { app } = await start({
			authorize: ({ url }) =>
				url.searchParams.has('login') ? redirect(303, '/login') : error(401, 'Please sign in.')
		});
		const answer = await fetch(`${app.url}/api/fastio/live`);
		expect([answer.status, await answer.json()]).toEqual([
			401,
			{ success: false, error: 'Please sign in.', code: 'not-allowed', files: [] }
		]);
		const moved = await fetch(`${app.url}/api/fastio/live?login`, { redirect: 'manual' });
		expect([moved.status, moved.headers.get('location')]).toEqual([303, '/login']);
	});

	test('other methods and paths are refused in the shape of the mount', async () => {
		const { app } = await start();
		const post = await fetch(`${app.url}/api/fastio/live`, { method: 'POST' });
		expect([post.status, post.headers.get('allow'), (await post.json()).code]).toEqual([
			405,
			'GET',
			'method-not-allowed'
		]);
		const nothing = await fetch(`${app.url}/api/fastio/live/x`);
		expect([nothing.status, (await nothing.json()).code]).toEqual([404, 'not-found']);
	});

	test('a visitor may have so many pages, and gets a place back when one is closed', async () => {
		const { app } = await start({ connections: { perVisitor: 2 }, identify: () => 'ada' });
		const [first] = await Promise.all([connect(app), connect(app)]);
		const third = await fetch(`${app.url}/api/fastio/live`);
		expect([third.status, third.headers.get('retry-after'), (await third.json()).code]).toEqual([
			429,
			'10',
			'rate-limited'
		]);
		first!.close();
		await expect
			.poll(async () => {
				const response = await fetch(`${app.url}/api/fastio/live`);
				await response.body?.cancel();
				return response.status;
			})
			.toBe(200);
	});

	test('closing ends every page, so that a server can stop', async () => {
		const { app, live } = await start();
		const pages = await Promise.all([connect(app), connect(app)]);
		await live.close();
		await Promise.all(pages.map(({ ended }) => ended));
		await expect.poll(() => app.active).toBe(0);
	});

	test('a page that does not read holds nothing but its place', async () => {
		const { app, live } = await start();
		const response = await fetch(`${app.url}/api/fastio/live`);
		const page = await connect(app);
		for (let n = 0; n < 300; n += 1) await live.dispatch(added(`${n}`));
		await page.until((messages) => eventIds(messages).length === 300);
		const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
		let text = '';
		while (!text.includes('"299"')) text += (await reader.read()).value;
		await reader.cancel();
		expect(text.match(/event: fastio/gu)).toHaveLength(300);
	});
});

describe('GET {base}/live?wait=', () => {
	const poll = async (app: HttpApp, query: string) => {
		const response = await fetch(`${app.url}/api/fastio/live?${query}`, {
			headers: { accept: 'application/json' }
		});
		expect(response.status).toBe(200);
		return response.json();
	};

	test('says where to begin, then waits and tells what comes', async () => {
		const { app, live } = await start();
		const begin = await poll(app, 'wait=25');
		expect(begin).toEqual({ id: expect.stringMatching(/^\d+-\d+$/u), gap: false, events: [] });
		const waiting = poll(app, `wait=25&after=${begin.id}`);
		await live.dispatch(added('a'));
		const answer = await waiting;
		expect(answer).toMatchObject({ gap: false, events: [{ id: 'a', fileId: 'file-a', logId: answer.id }] });
		expect(await poll(app, `wait=0&after=${answer.id}`)).toEqual({ id: answer.id, gap: false, events: [] });
	});
});

describe('GET {base}/live/files', () => {
	const states = async (app: HttpApp, ids: string, headers: Record<string, string> = {}) => {
		const response = await fetch(`${app.url}/api/fastio/live/files?ids=${ids}`, { headers });
		return { status: response.status, body: await response.json() };
	};

	test('says where files are, of those that the page may see', async () => {
		emulator.configure({ intelligence: true, indexing: { delayMs: 10 } });
		const hidden = new Set<string>();
		const { app, fastio } = await start({
			canSee: (event) => 'fileId' in event && !hidden.has(event.fileId ?? '')
		});
		const text = new Blob(['The quick brown fox.']);
		const ready = await fastio.upload(text, { name: 'a.txt' });
		const picture = await fastio.upload(text, { name: 'a.png' });
		const other = await fastio.upload(text, { name: 'b.txt' });
		await Promise.all([ready.indexed, picture.indexed, other.indexed]);
		emulator.configure({ indexing: { delayMs: 60_000 } });
		const fresh = await fastio.upload(text, { name: 'c.txt' });
		hidden.add(other.fileId);
		const ids = [ready, picture, other, fresh].map(({ fileId }) => fileId).join(',');
		expect(await states(app, `${ids},2aaaaaaaaaaaaaaaaaaaaaaaaaaaa`)).toEqual({
			status: 200,
			body: {
				files: {
					[ready.fileId]: { state: 'ready' },
					[picture.fileId]: { state: 'stored', reason: 'type' },
					[fresh.fileId]: { state: 'indexing' }
				}
			}
		});
	});

	test('takes a hundred ids and no more, and none of them strange', async () => {
		const { app } = await start();
		const ids = Array.from({ length: 101 }, (_, n) => `f${n}`);
		expect(await states(app, ids.join(','))).toMatchObject({ status: 400, body: { code: 'malformed' } });
		expect(await states(app, 'x'.repeat(129))).toMatchObject({ status: 400, body: { code: 'malformed' } });
		expect(await states(app, '')).toEqual({ status: 200, body: { files: {} } });
		expect(await states(app, '__proto__,..,%2e%2e%2fdelete')).toMatchObject({ status: 400 });
	});

	test('asks `authorize` too', async () => {
		const { app } = await start({ authorize: () => false });
		expect(await states(app, 'a')).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
	});
});

describe('where events come from', () => {
	test('by polling, a file that is uploaded is told to pages and handlers', async () => {
		const handled: string[] = [];
		const { app, fastio } = await start({
			source: 'poll',
			on: { 'file.added': ({ fileId }) => handled.push(fileId) }
		});
		const page = await connect(app);
		// The follower begins at its first batch; what is uploaded before is none of its business.
		await expect.poll(() => waiting).toBe(1);
		const { fileId } = await fastio.upload(patterned(10), { name: 'a.txt' });
		const messages = await page.until((all) => all.some(({ data }) => data.includes('file.added')));
		expect(JSON.parse(messages.find(({ event }) => event === 'fastio')!.data)).toMatchObject({ fileId });
		expect(handled).toEqual([fileId]);
	});

	test('of two instances on one broker only one follows, and the pages of both are told', async () => {
		const broker = memoryBroker();
		open.push(() => broker.close());
		const handled: string[] = [];
		const on = { 'file.added': ({ fileId }: { fileId: string }) => handled.push(fileId) };
		const first = await start({ source: 'poll', broker, on });
		const second = await start({ source: 'poll', broker, on });
		const pages = [await connect(first.app), await connect(second.app)];
		await expect.poll(() => waiting).toBe(1);
		const { fileId } = await first.fastio.upload(patterned(10), { name: 'a.txt' });
		for (const page of pages) {
			await page.until((messages) => messages.some(({ data }) => data.includes('file.added')));
		}
		await expect.poll(() => waiting).toBe(1);
		expect(handled).toEqual([fileId]);
	});

	test('with the source `auto` Fast.io is followed until deliveries arrive', async () => {
		const broker = memoryBroker();
		open.push(() => broker.close());
		const { live } = await start({ source: 'auto', broker });
		live.heard();
		live.start();
		const other = await start({ source: 'auto', broker: memoryBroker() });
		other.live.start();
		await expect.poll(() => waiting).toBe(1);
		await other.live.close();
		await expect.poll(() => waiting).toBe(0);
	});

	test('with the source `webhook` Fast.io is asked nothing', async () => {
		const { app, live } = await start();
		await connect(app);
		live.start();
		await live.dispatch({ id: 'a', type: 'file.deleted', at: '2026-11-25T12:00:00.000Z', fileId: '2a' });
		expect(asked).toEqual([]);
	});

	test('a file that a delivery tells of is followed to the end of its indexing', async () => {
		emulator.configure({ intelligence: true, indexing: { delayMs: 600 } });
		const handled: string[] = [];
		const { app, live, fastio } = await start({
			on: { '*': ({ type }) => handled.push(type), 'file.not-indexed': (event) => handled.push(event.reason) }
		});
		const page = await connect(app);
		const text = await fastio.upload(new Blob(['The quick brown fox.']), { name: 'a.txt' });
		const picture = await fastio.upload(patterned(10), { name: 'a.png' });
		await live.dispatch(added('1', text.fileId));
		await live.dispatch(added('2', picture.fileId));
		const told = () =>
			page.messages
				.filter(({ event }) => event === 'fastio')
				.map(({ data }) => JSON.parse(data) as { type: string; fileId: string; reason?: string });
		await page.until(() => told().some(({ type }) => type === 'file.indexed'));
		await page.until(() => told().some(({ type }) => type === 'file.not-indexed'));
		expect(told()).toContainEqual(expect.objectContaining({ type: 'file.indexing', fileId: text.fileId }));
		expect(told()).toContainEqual(expect.objectContaining({ reason: 'type', fileId: picture.fileId }));
		// That it is indexed is told to handlers by its own delivery.
		expect(handled).toContain('type');
		expect(handled).not.toContain('file.indexed');
	});
});

test.each([
	['authorize', { authorize: undefined }],
	['canSee', { canSee: undefined }],
	['source', { source: 'often' }]
])('without a usable `%s` nothing is made', (name, options) => {
	const fastio = createFastio({ token: 'x', workspaceId: '1' });
	const all = { fastio, authorize: 'public', canSee: 'public', ...options } as unknown as FastioLiveOptions;
	expect(() => createFastioLive(all)).toThrow(`\`${name}\``);
});

test.each([0, 1.5, Number.NaN, -1])('%s is no number of connections', (total) => {
	const fastio = createFastio({ token: 'x', workspaceId: '1' });
	const make = (): FastioLive =>
		createFastioLive({ fastio, authorize: 'public', canSee: 'public', connections: { total } });
	expect(make).toThrow(RangeError);
});
