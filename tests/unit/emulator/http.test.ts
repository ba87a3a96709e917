import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator.ts';
import { callsOf, MiB, pattern, sha256, startEmulator } from './support.ts';

const { emulator, call, get, form, target, session, stream, settled } = await startEmulator({
	readOnlyToken: 'reader'
});

describe('keys', () => {
	it('are needed but for ping', async () => {
		expect((await fetch(`${emulator.url}/ping/`)).status).toBe(200);
		for (const authorization of ['', 'Bearer wrong', 'Basic abc']) {
			const { status, json } = await call('GET', '/user/auth/check/', { headers: { authorization } });
			expect([status, json.error.code]).toEqual([401, 10011]);
		}
		expect((await get('/user/auth/check/')).json.id).toMatch(/^\d{19}$/);
	});

	it('that only read are refused for writes with 403/10770', async () => {
		const headers = { authorization: 'Bearer reader' };
		expect((await call('GET', '/upload/details/', { headers })).status).toBe(200);
		const body = new URLSearchParams({ ...target, name: 'a', size: '1' });
		const { status, json } = await call('POST', '/upload/', { headers, body });
		expect([status, json.error.code]).toEqual([403, 10770]);
	});

	it.each([
		['GET', `/org/${emulator.orgId}/events/changes/`, 200],
		['GET', `/activity/poll/${emulator.workspaceId}/`, 200],
		['GET', `/events/search/?workspace_id=${emulator.workspaceId}`, 200],
		['GET', '/orgs/list/', 200],
		['GET', `/workspace/${emulator.workspaceId}/ai/agent/list/`, 200],
		['POST', `/workspace/${emulator.workspaceId}/update/`, 403],
		['POST', '/event/aaaaaaaaaaaaaaaaaaaaaaaaaaaaa/ack/', 403]
	])('are needed for %s %s, and one that only reads gets %i', async (method, path, expected) => {
		for (const [key, status] of [
			['wrong', 401],
			['reader', expected]
		] as const) {
			const headers = { authorization: `Bearer ${key}` };
			expect((await call(method, path, { headers })).status).toBe(status);
		}
	});

	it('are checked before a body is read: a large upload gets its 401 at once', async () => {
		const headers = { authorization: 'Bearer wrong', 'content-type': 'application/octet-stream' };
		const path = '/upload/5aaaaaaaaaaaaaaaaaaaaaaaaaaaa/stream/';
		expect((await call('POST', path, { headers, body: pattern(32 * MiB) })).status).toBe(401);
		expect(emulator.requests.at(-1)?.bytesReceived).toBe(0);
	});
});

describe('routes', () => {
	it('that are unknown answer 404/9992, wrong verbs 405, with or without a slash at the end', async () => {
		expect((await get('/nothing/')).json.error.code).toBe(9992);
		expect((await fetch(`${emulator.origin}/`)).status).toBe(404);
		const wrong = await call('PUT', '/upload/');
		expect([wrong.status, wrong.json.error.code]).toEqual([405, '405']);
		expect(wrong.headers.get('allow')).toBe('POST, DELETE');
		expect((await get('/upload/algos')).status).toBe(200);
	});

	it('carry a request id and the rate limit on each answer, in the chosen form', async () => {
		const { headers } = await get('/nothing/');
		expect(headers.get('x-ve-reqid')).toMatch(/^[0-9a-f]{32}$/);
		expect(headers.get('x-ve-limit-expires')).toMatch(/^\d{10}$/);
		emulator.configure({ rateLimitReset: 'datetime' });
		const limited = await get('/ping/');
		expect(limited.headers.get('x-ve-limit-expires')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
		expect(Number(limited.headers.get('x-ve-limit-avail'))).toBeGreaterThan(0);
	});

	it('answer in the nested envelope where the deployment does', async () => {
		emulator.configure({ envelope: 'nested' });
		expect((await get('/upload/limits/')).json).toMatchObject({
			result: 'yes',
			response: { limits: { chunks: 550 } }
		});
		expect((await get('/nothing/')).json).toMatchObject({ result: 'no', error: { code: 9992 } });
	});
});

describe('hostile requests', () => {
	const raw = (text: string) =>
		new Promise<string>((resolve) => {
			const socket = connect(Number(new URL(emulator.origin).port), '127.0.0.1');
			let answer = '';
			socket.on('data', (chunk) => (answer += String(chunk)));
			socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
			socket.on('error', () => {});
			socket.end(text);
		});

	it.each([
		['nonsense', 'nonsense\r\n\r\n', /400/],
		['huge headers', `GET /current/ping/ HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, /431/],
		[
			'a bad escape',
			'GET /current/upload/%ff/details/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
			/400/
		],
		['two slashes', 'GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /404/],
		['an absolute URL', 'GET http://x/y HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', /404/]
	])('get a 4xx: %s', async (_what, text, status) => {
		expect(await raw(text)).toMatch(status);
	});

	it('with a text form over 1 MiB get 413', async () => {
		const { status } = await form('/upload/', { name: 'x'.repeat(MiB + 1) });
		expect(status).toBe(413);
	});

	it('with too many fields get 406', async () => {
		const body = new FormData();
		for (let n = 0; n < 200; n++) body.append(`f${n}`, 'x');
		expect((await call('POST', '/upload/', { body })).status).toBe(406);
	});

	it('with a file where none is expected get 406', async () => {
		const body = new FormData();
		body.set('name', 'f');
		body.set('file', new Blob(['x']), 'x');
		expect(
			(await call('POST', `/workspace/${emulator.workspaceId}/storage/root/createfolder/`, { body })).status
		).toBe(406);
	});
});

describe('an emulator', () => {
	it('stores 64 MiB as they are', async () => {
		const content = pattern(64 * MiB);
		const id = await session({ name: 'big.bin', stream: 'true' });
		await stream(id, content);
		await settled(id);
		expect(emulator.files()).toMatchObject([{ size: 64 * MiB, sha256: sha256(content) }]);
	});

	it('logs what arrived: method, path without query, framing, bytes, cookies', async () => {
		await call('GET', '/upload/algos/?secret=1', { headers: { cookie: 'a=b' } });
		expect(emulator.requests.at(-1)).toMatchObject({
			method: 'GET',
			path: '/current/upload/algos/',
			status: 200,
			headersSeen: { cookie: true },
			bytesReceived: 0
		});
		await form('/upload/', { ...target, name: 'a', size: '1' });
		const { headersSeen, bytesReceived } = emulator.requests.at(-1)!;
		expect(headersSeen.contentType).toMatch(/^application\/x-www-form-urlencoded/);
		expect(Number(headersSeen.contentLength)).toBe(bytesReceived);
	});

	it('closes with connections open, twice, and by await using', async () => {
		let origin: string;
		{
			await using inner = await createEmulator();
			({ origin } = inner);
			const waiting = callsOf(inner);
			const id = await waiting.session({ name: 'a', size: '1' });
			void waiting.get(`/upload/${id}/details/?wait=60`).catch(() => {});
			await inner.close();
		}
		await expect(fetch(origin)).rejects.toThrow();
	});

	it('takes its key, workspace and limits from the options, and refuses wrong ones', async () => {
		await using inner = await createEmulator({
			token: 'mine',
			workspaceId: '4'.repeat(19),
			limits: { chunks: 3 }
		});
		expect([inner.token, inner.workspaceId]).toEqual(['mine', '4'.repeat(19)]);
		expect((await callsOf(inner).get('/upload/limits/')).json.chunks).toBe(3);
		await expect(createEmulator({ workspaceId: 'x' })).rejects.toThrow(TypeError);
		await expect(createEmulator({ envelope: 'round' as 'flat' })).rejects.toThrow(/envelope/);
		await expect(createEmulator({ limits: { size: 0 } })).rejects.toThrow(/limits.size/);
		await expect(createEmulator({ port: Number(new URL(inner.origin).port) })).rejects.toThrow(/EADDRINUSE/);
	});
});
