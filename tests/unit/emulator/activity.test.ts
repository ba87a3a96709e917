import { type ClientRequest, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator.ts';
import { createBoard, stampOf, stampText } from '../../../src/emulator/events/activity.ts';
import type { Exchange } from '../../../src/emulator/http/exchange.ts';
import { holdRequest } from '../../../src/emulator/http/long-poll.ts';
import { createWaitList, type WaitList } from '../../../src/emulator/wait-list.ts';
import { callsOf, type Json, startEmulator, until } from './support.ts';

const { emulator, get, form, del, single, settled, target, storage, session } = await startEmulator();

const poll = async (
	query: Record<string, string | number> = {},
	entity = emulator.workspaceId
): Promise<Json> => {
	const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
	return (await get(`/activity/poll/${entity}/?${search}`)).json;
};
const folder = async (name: string): Promise<string> =>
	(await form(storage('root/createfolder/'), { name })).json.node.id;

/** Starts a poll and waits until the emulator has it. */
const heldPoll = async (query: Record<string, string | number>): Promise<{ answer: Promise<Json> }> => {
	const before = emulator.requests.length;
	const answer = poll({ wait: 60, updated: 1, ...query });
	await until(() => expect(emulator.requests.length).toBeGreaterThan(before));
	return { answer };
};

describe('the activity long poll', () => {
	it('answers at once with what is newer than the last answer', async () => {
		const { lastactivity } = await poll();
		const id = await folder('f');
		const answer = await poll({ lastactivity, updated: 1, wait: 60 });
		expect(answer).toMatchObject({ result: true, activity: [`storage:${id}`, 'storage'] });
		expect(await poll({ lastactivity: answer.lastactivity, updated: 1 })).toMatchObject({
			lastactivity: answer.lastactivity,
			activity: []
		});
	});

	it('is held until something happens', async () => {
		const { lastactivity } = await poll();
		const { answer } = await heldPoll({ lastactivity });
		const id = await folder('f');
		expect((await answer).activity).toEqual([`storage:${id}`, 'storage']);
	});

	it('answers with nothing when its time is over', async () => {
		const { lastactivity } = await poll();
		const started = performance.now();
		const answer = await poll({ lastactivity, wait: 1, updated: 1 });
		expect(performance.now() - started).toBeGreaterThanOrEqual(990);
		expect(answer).toMatchObject({ result: true, lastactivity, activity: [] });
	});

	it('names a thing that changed twice once, in the order of the latest changes', async () => {
		const { lastactivity } = await poll();
		const first = await folder('a');
		const second = await folder('b');
		await form(storage(`${first}/update/`), { name: 'c' });
		expect((await poll({ lastactivity, updated: 1 })).activity).toEqual([
			`storage:${second}`,
			`storage:${first}`,
			'storage'
		]);
	});

	it('gives the whole picture without `lastactivity`, and without `updated` when there is news', async () => {
		const first = await folder('a');
		const { lastactivity, activity } = await poll();
		expect(activity).toEqual([`storage:${first}`, 'storage']);
		const second = await folder('b');
		expect((await poll({ lastactivity })).activity).toHaveLength(3);
		expect((await poll({ lastactivity, updated: 1 })).activity).toEqual([`storage:${second}`, 'storage']);
	});

	it('takes the `server_date` of an answer in place of a `lastactivity`', async () => {
		const { server_date } = (await get('/ping/')).json;
		const id = await folder('f');
		expect((await poll({ lastactivity: server_date, wait: 60, updated: 1 })).activity).toContain(
			`storage:${id}`
		);
	});

	it('has the keys of an object where the deployment writes one', async () => {
		emulator.configure({ activityForm: 'object' });
		const { lastactivity } = await poll();
		const id = await folder('f');
		const answer = await poll({ lastactivity, updated: 1 });
		expect(answer.activity).toEqual({ [`storage:${id}`]: expect.any(String), storage: answer.lastactivity });
		expect((await poll({ lastactivity: answer.lastactivity, updated: 1 })).activity).toEqual({});
	});

	it('does not hear of what gets lost, which the feed has all the same', async () => {
		const { cursor } = (await get(`/org/${emulator.orgId}/events/changes/`)).json;
		emulator.configure({ activityLoss: 1 });
		const { lastactivity } = await poll();
		await folder('f');
		expect(await poll({ lastactivity, updated: 1 })).toMatchObject({ lastactivity, activity: [] });
		const { changes } = (await get(`/org/${emulator.orgId}/events/changes/?cursor=${cursor}`)).json;
		expect(changes).toHaveLength(1);
		expect(() => emulator.configure({ activityLoss: 2 })).toThrow(TypeError);
	});

	it('tells of upload sessions to whoever polls the user', async () => {
		const { lastactivity } = await poll({}, emulator.userId);
		const { json } = await single('x', { ...target, name: 'a.txt' });
		await settled(json.id);
		expect((await poll({ lastactivity, updated: 1 }, emulator.userId)).activity).toEqual([
			`uploads:${json.id}`
		]);
	});

	it('tells of a purge, which the feed does not', async () => {
		const id = await folder('f');
		await del(storage(`${id}/delete/`));
		const { lastactivity } = await poll();
		await del(storage(`${id}/purge/`));
		expect((await poll({ lastactivity, updated: 1 })).activity).toContain(`storage:${id}`);
	});

	it.each([
		['?wait=96', 406, 10023],
		['?wait=-1', 406, 10023],
		['?wait=long', 406, 10023],
		['?lastactivity=yesterday', 406, 10023],
		['?lastactivity=2026-13-40+08:15:00+UTC', 406, 10023]
	])('refuses %s with %i/%i', async (query, status, code) => {
		const answer = await get(`/activity/poll/${emulator.workspaceId}/${query}`);
		expect([answer.status, answer.json.error.code]).toEqual([status, code]);
	});

	it('is found with or without a slash, for a workspace, org or user, and for nothing else', async () => {
		const status = async (path: string) => (await get(path)).status;
		expect(await status(`/activity/poll/${emulator.workspaceId}`)).toBe(200);
		expect(await status(`/activity/poll/${emulator.orgId}/`)).toBe(200);
		expect(await status('/activity/poll/me/')).toBe(200);
		expect(await status('/activity/poll/4000000000000000000/')).toBe(404);
		expect((await form(`/activity/poll/${emulator.workspaceId}/`, {})).status).toBe(405);
	});

	it.each([
		[{ kind: 'status', status: 503 } as const, 503],
		[{ kind: 'rate-limit' } as const, 429]
	])('meets the fault %j', async (fault, status) => {
		emulator.faults.add({ ...fault, on: { path: '/current/activity/poll/*' } });
		expect((await get(`/activity/poll/${emulator.workspaceId}/?wait=60`)).status).toBe(status);
	});

	it('is cut by faults that break connections', async () => {
		emulator.faults.add({ kind: 'reset', on: { path: '*/activity/poll/*' } });
		await expect(poll()).rejects.toThrow();
		emulator.faults.add({ kind: 'hang', on: { path: '*/activity/poll/*' } });
		const { answer } = await heldPoll({});
		const failed = expect(answer).rejects.toThrow();
		emulator.faults.clear();
		await failed;
	});

	it('ends when the client goes away, and leaves its connection closed', async () => {
		const { lastactivity } = await poll();
		const before = emulator.openConnections();
		const url = `${emulator.url}/activity/poll/${emulator.workspaceId}/?wait=60&updated=1&lastactivity=${encodeURIComponent(lastactivity)}`;
		const requests = emulator.requests.length;
		const req = request(url, { headers: { authorization: `Bearer ${emulator.token}` }, agent: false });
		req.on('error', () => {}).end();
		await until(() => expect(emulator.requests.length).toBeGreaterThan(requests));
		req.destroy();
		await until(() => expect(emulator.openConnections()).toBe(before));
		expect(emulator.requests.at(-1)?.status).toBeNull();
	});

	it('is cut by a reset', async () => {
		const { answer } = await heldPoll({ lastactivity: (await poll()).lastactivity });
		const failed = expect(answer).rejects.toThrow();
		await emulator.reset();
		await failed;
		expect(await session({ name: 'a', size: '1' })).toBeTruthy();
	});

	it('is cut when the emulator closes', async () => {
		const other = await createEmulator();
		const { get } = callsOf(other);
		const answer = get(`/activity/poll/${other.workspaceId}/?wait=60`);
		const failed = expect(answer).rejects.toThrow();
		await until(() => expect(other.requests).toHaveLength(1));
		await other.close();
		await failed;
	});
});

describe('a held request', () => {
	/** Serves one request by holding it, and gives what became of that. */
	const hold = (waiting: WaitList, ready: () => boolean, waitMs: number) => {
		const server = createServer();
		const ended = new Promise<void>((resolve, reject) => {
			server.on('request', (req, res) => {
				holdRequest({ req, res } as Exchange, { waiting, ready, waitMs }).then(() => {
					res.end();
					resolve();
				}, reject);
			});
		});
		return new Promise<{ ended: Promise<void>; req: ClientRequest; server: Server }>((resolve) => {
			server.listen(0, '127.0.0.1', () => {
				const { port } = server.address() as AddressInfo;
				const req = request({ port, host: '127.0.0.1', agent: false }).on('error', () => {});
				req.end();
				server.once('request', () => resolve({ ended, req, server }));
			});
		});
	};

	it('ends as soon as its client goes away', async () => {
		const { ended, req, server } = await hold(createWaitList(), () => false, 3_600_000);
		req.destroy();
		await expect(ended).rejects.toThrow('closed the connection');
		server.close();
	});

	it('goes on waiting when it is woken for something else', async () => {
		const waiting = createWaitList();
		let isReady = false;
		let asked = 0;
		const { ended, server } = await hold(waiting, () => (asked++, isReady), 3_600_000);
		waiting.wake();
		await until(() => expect(asked).toBeGreaterThanOrEqual(2));
		isReady = true;
		waiting.wake();
		await ended;
		server.close();
	});
});

describe('a board of activity', () => {
	it('gives later times than before, even to changes while the clock stands still or goes back', () => {
		let now = 5000;
		const board = createBoard({ now: () => now });
		board.touch('storage', 'a');
		const first = board.head;
		board.touch('storage', 'b');
		now = 10;
		board.touch('storage', 'c');
		expect(board.since(first).map(({ id }) => id)).toEqual(['b', 'c']);
		expect(board.since(board.head)).toEqual([]);
	});

	it('forgets the longest unchanged of more than 10,000 things', () => {
		const board = createBoard();
		for (let n = 0; n <= 10_000; n++) board.touch('storage', String(n));
		expect(board.since(undefined)).toHaveLength(10_000);
		expect(board.since(undefined)[0]?.id).toBe('1');
	});

	it('writes times that it reads back', () => {
		for (const at of [0, 1, 1_790_000_000_123_456]) expect(stampOf(stampText(at))).toBe(at);
		expect(stampText(1_790_000_000_000_007)).toMatch(/^2026-09-21 \d\d:\d\d:\d\d\.000007 UTC$/);
		expect(stampOf('2026-09-30 08:15:00 UTC')).toBe(Date.UTC(2026, 8, 30, 8, 15) * 1000);
		expect(stampOf('2026-09-30')).toBeUndefined();
	});
});
