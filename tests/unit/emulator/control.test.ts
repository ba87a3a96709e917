import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startReceiver } from './receiver.ts';
import { startEmulator } from './support.ts';

const { emulator, v1, session, get } = await startEmulator();
const receiver = await startReceiver();

const control = async (
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {}
) => {
	const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
	const response = await fetch(`${emulator.origin}/_emulator/${path}`, { method, headers, ...init });
	return { status: response.status, json: await response.json() };
};

/** `fetch` sets Host itself; this sends another. */
const withHost = (host: string) =>
	new Promise<number | undefined>((resolve, reject) => {
		const req = request(`${emulator.origin}/_emulator/health`, { headers: { host } }, (res) => {
			res.resume().on('end', () => resolve(res.statusCode));
		});
		req.on('error', reject).end();
	});

describe('/_emulator/', () => {
	it('tells another process where it is and what it holds', async () => {
		expect((await control('GET', 'health')).json).toEqual({
			token: emulator.token,
			workspaceId: emulator.workspaceId,
			url: emulator.url,
			v1Url: emulator.v1Url,
			openConnections: expect.any(Number)
		});
		await v1(`/files/stream?workspace=${emulator.workspaceId}&name=a.txt`, { body: 'x' });
		await session({ name: 'b', size: '1' });
		expect((await control('GET', 'files')).json).toEqual(emulator.files());
		expect((await control('GET', 'sessions')).json).toEqual(emulator.sessions());
		expect((await control('GET', 'requests/')).json).toEqual(emulator.requests);
	});

	it('adds, counts and clears faults', async () => {
		const { json } = await control('POST', 'faults', { kind: 'status', status: 503, times: null });
		expect((await get('/ping/')).status).toBe(503);
		expect((await get('/ping/')).status).toBe(503);
		expect((await control('GET', `faults?id=${json.id}`)).json).toEqual({ hits: 2 });
		await control('DELETE', 'faults');
		expect((await get('/ping/')).status).toBe(200);
	});

	it('changes settings, and resets everything', async () => {
		await control('POST', 'settings', {
			envelope: 'nested',
			throttleBytesPerSecond: 5_000_000,
			limits: { chunks: 3 }
		});
		expect((await get('/upload/limits/')).json.response.limits.chunks).toBe(3);
		expect((await control('POST', 'settings', { throttleBytesPerSecond: null })).json).not.toHaveProperty(
			'throttleBytesPerSecond'
		);
		await session({ name: 'b', size: '1' }).catch(() => {});
		expect((await control('POST', 'reset')).status).toBe(200);
		expect([emulator.files(), emulator.sessions(), emulator.requests]).toEqual([[], [], []]);
		expect((await get('/upload/limits/')).json.chunks).toBe(550);
	});

	it('adds an event, puts a file into an AI state, and lets an agent answer', async () => {
		const { json } = await control('POST', 'events', { event: 'comment_created' });
		expect((await control('GET', 'events')).json).toEqual([json]);
		await v1(`/files/stream?workspace=${emulator.workspaceId}&name=a.txt`, { body: 'x' });
		await control('POST', 'ai-state', { fileId: emulator.files()[0]?.id, aiState: 'failed' });
		expect(emulator.files()).toMatchObject([{ aiState: 'failed' }]);
		expect((await control('POST', 'agent', { text: 'Done.' })).json).toEqual({
			chatId: expect.any(String),
			turnId: expect.any(String)
		});
	});

	it('adds, lists and removes webhooks, sends to them, and shows what was delivered', async () => {
		const webhook = (await control('POST', 'webhooks', { url: receiver.url, secret: 'x', ids: true })).json;
		expect((await control('GET', 'webhooks')).json).toEqual([webhook]);
		const sent = await control('POST', 'webhooks/send', {
			type: 'file.indexed',
			data: { file_id: '2x' },
			scheme: 't-v1',
			duplicate: true
		});
		expect(sent.json).toMatchObject([{ state: 'delivered' }, { state: 'delivered', duplicate: true }]);
		expect((await control('GET', 'webhooks/deliveries')).json).toEqual(sent.json);
		expect(receiver.received[0]?.headers).toHaveProperty('fastio-signature');
		expect((await control('DELETE', `webhooks?id=${webhook.id}`)).json).toEqual({ removed: true });
		expect(emulator.webhooks.list()).toEqual([]);
	});

	it.each([
		['POST', 'events', {}, 400],
		['POST', 'agent', {}, 400],
		['POST', 'ai-state', { fileId: 'x', aiState: 'ready' }, 400],
		['POST', 'webhooks', { url: 'http://example.com', secret: 'x' }, 400],
		['POST', 'webhooks/send', { type: 'x', data: {} }, 400],
		['POST', 'faults', { kind: 'nonsense' }, 400],
		['POST', 'faults', 'no json', 400],
		['POST', 'faults', 'null', 400],
		['POST', 'settings', { envelope: 'round' }, 400],
		['POST', 'settings', { asyncDelayMs: '5' }, 400],
		['GET', 'nothing', undefined, 404],
		['GET', 'toString', undefined, 404]
	])('refuses %s %s %j with %i and says why', async (method, path, body, expected) => {
		const { status, json } = await control(method, path, body);
		expect([status, json]).toEqual([expected, { error: expect.any(String) }]);
	});

	it('answers loopback names only, so that a rebound host name cannot drive it', async () => {
		for (const host of ['localhost', 'localhost:5173', '127.0.0.1:1', '[::1]:80', '127.0.0.2']) {
			expect(await withHost(host)).toBe(200);
		}
		for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil', '10.0.0.1', '[::2]']) {
			expect(await withHost(host)).toBe(403);
		}
	});

	it('refuses pages of other origins, whose simple requests a Host check lets through', async () => {
		expect((await control('POST', 'reset', '', { origin: 'https://evil.example' })).status).toBe(403);
		expect((await control('POST', 'reset', '', { origin: 'null' })).status).toBe(403);
		expect((await control('POST', 'reset', '', { origin: 'http://localhost:5173' })).status).toBe(200);
	});

	it('meets no faults and is not in the log', async () => {
		emulator.faults.add({ kind: 'reset', times: Infinity });
		expect((await control('GET', 'health')).status).toBe(200);
		expect(emulator.requests).toEqual([]);
	});
});
