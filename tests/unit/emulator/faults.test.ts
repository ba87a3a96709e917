import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/emulator.ts';
import { openUpload, pattern, sha256, startEmulator, until } from './support.ts';

const { emulator, call, get, form, single, session, stream, settled, target, v1 } = await startEmulator();

const raw = (path: string, init: RequestInit = {}) =>
	fetch(emulator.url + path, {
		...init,
		headers: { authorization: `Bearer ${emulator.token}`, ...init.headers }
	});
const streamPath = `/files/stream?workspace=${emulator.workspaceId}&name=a.bin`;

describe('a fault', () => {
	it('meets matching requests only, after those it lets pass, and as often as it says', async () => {
		const { id } = emulator.faults.add({
			kind: 'status',
			status: 503,
			on: { method: 'get', path: '/current/upload/*/details' },
			skip: 1,
			times: 2
		});
		const upload = await session({ name: 'a', size: '1' });
		const statuses = [];
		for (let n = 0; n < 4; n++) statuses.push((await get(`/upload/${upload}/details/`)).status);
		expect(statuses).toEqual([200, 503, 503, 200]);
		expect(emulator.faults.hits(id)).toBe(2);
		expect(emulator.faults.hits('unknown')).toBe(0);
	});

	it('is over when it is removed, or all are cleared', async () => {
		const first = emulator.faults.add({ kind: 'status', status: 500, times: Infinity });
		expect((await get('/ping/')).status).toBe(500);
		first.remove();
		expect((await get('/ping/')).status).toBe(200);
		emulator.faults.add({ kind: 'status', status: 500, times: Infinity });
		emulator.faults.clear();
		expect((await get('/ping/')).status).toBe(200);
	});

	it.each([
		['GET', `/org/${emulator.orgId}/events/changes/`],
		['GET', '/orgs/list/'],
		['GET', `/workspace/${emulator.workspaceId}/details/`],
		['POST', `/workspace/${emulator.workspaceId}/update/`],
		['GET', `/activity/poll/${emulator.workspaceId}/`],
		['GET', `/events/search/?workspace_id=${emulator.workspaceId}`],
		['GET', `/workspace/${emulator.workspaceId}/ai/agent/list/`]
	])('meets %s %s in every kind', async (method, path) => {
		const on = { method, path: `/current${path.split('?')[0]}` };
		for (const fault of [
			{ kind: 'status', status: 503 },
			{ kind: 'status', status: 504, when: 'done' },
			{ kind: 'rate-limit' }
		] as const) {
			emulator.faults.add({ ...fault, on });
			expect((await call(method, path)).status).toBe('status' in fault ? fault.status : 429);
		}
		for (const kind of ['reset', 'truncate', 'not-json', 'broken-json'] as const) {
			emulator.faults.add({ kind, on });
			await expect(call(method, path)).rejects.toThrow();
		}
		expect((await call(method, path)).status).toBe(200);
	});

	it('that slows down goes together with one that answers', async () => {
		emulator.faults.add({ kind: 'delay', ms: 30 });
		emulator.faults.add({ kind: 'status', status: 502 });
		const started = performance.now();
		expect((await get('/ping/')).status).toBe(502);
		expect(performance.now() - started).toBeGreaterThanOrEqual(28);
	});

	it.each([
		{},
		{ kind: 'nonsense' },
		{ kind: 'delay' },
		{ kind: 'status', status: 99 },
		{ kind: 'throttle', bytesPerSecond: 0 },
		{ kind: 'redirect' },
		{ kind: 'reset', afterBytes: 'x' },
		{ kind: 'truncate', on: { url: '/' } },
		{ kind: 'truncate', times: 'often' },
		{ kind: 'toString' },
		null
	])('that is none is refused with a TypeError: %j', (fault) => {
		expect(() => emulator.faults.add(fault as unknown as Fault)).toThrow(TypeError);
	});
});

describe('the status fault', () => {
	it('answers after the body by default, and carries nothing out', async () => {
		emulator.faults.add({ kind: 'status', status: 504 });
		const { status, json } = await single('hello', { ...target, name: 'a' });
		expect([status, json.result, json.error.code]).toEqual([504, false, '504']);
		expect(emulator.requests[0]!.bytesReceived).toBe(Number(emulator.requests[0]!.headersSeen.contentLength));
		expect(emulator.sessions()).toEqual([]);
	});

	it('answers before the body is read when asked to, and closes the connection', async () => {
		emulator.faults.add({ kind: 'status', status: 507, when: 'before' });
		const { status, headers } = await v1(streamPath, { body: pattern(20_000_000) });
		expect([status, headers.get('connection')]).toEqual([507, 'close']);
		expect(emulator.requests[0]!.bytesReceived).toBe(0);
	});

	it('carries the request out first when asked to, like a gateway that gives up too early', async () => {
		emulator.faults.add({ kind: 'status', status: 504, when: 'done' });
		expect((await v1(streamPath, { body: 'x' })).status).toBe(504);
		expect(emulator.files()).toHaveLength(1);
	});

	it('takes a body and a content type of its own, and speaks the wire otherwise', async () => {
		emulator.faults.add({ kind: 'status', status: 500, body: '<h1>Oops</h1>', contentType: 'text/html' });
		const response = await raw('/ping/');
		expect([await response.text(), response.headers.get('content-type')]).toEqual([
			'<h1>Oops</h1>',
			'text/html'
		]);
		emulator.faults.add({ kind: 'status', status: 500 });
		expect((await v1(streamPath, { body: 'x' })).json).toEqual({ message: expect.any(String) });
	});
});

describe('the reset fault', () => {
	it('resets the connection at once', async () => {
		emulator.faults.add({ kind: 'reset', afterBytes: 0 });
		await expect(raw('/ping/')).rejects.toThrow();
		expect(emulator.requests.at(-1)?.status).toBeNull();
	});

	it('resets it in mid-body, which ends a stream session as any disconnect does', async () => {
		const id = await session({ name: 'a', stream: 'true' });
		emulator.faults.add({ kind: 'reset', afterBytes: 500_000, on: { path: '*/stream/' } });
		await expect(stream(id, pattern(5_000_000))).rejects.toThrow();
		await until(() => expect(emulator.sessions()).toMatchObject([{ status: 'assembly_failed' }]));
		expect(emulator.files()).toEqual([]);
	});

	it('after more bytes than the body has comes when the request was carried out', async () => {
		emulator.faults.add({ kind: 'reset', afterBytes: 1e9 });
		await expect(v1(streamPath, { body: 'x' })).rejects.toThrow();
		expect(emulator.files()).toHaveLength(1);
	});
});

describe('the hang fault', () => {
	it('never answers, and lets go when it is removed', async () => {
		const fault = emulator.faults.add({ kind: 'hang' });
		const answer = v1(streamPath, { body: 'x' });
		await until(() => expect(emulator.requests.at(-1)?.bytesReceived).toBe(1));
		fault.remove();
		await expect(answer).rejects.toThrow();
		expect(emulator.files()).toEqual([]);
	});

	it('stops reading after so many bytes, so that the sender stalls', async () => {
		emulator.faults.add({ kind: 'hang', afterBytes: 100_000 });
		const abort = new AbortController();
		const answer = v1(streamPath, { body: pattern(50_000_000), signal: abort.signal });
		await until(() => expect(emulator.requests.at(-1)?.bytesReceived).toBeGreaterThanOrEqual(100_000));
		abort.abort();
		await expect(answer).rejects.toThrow();
		expect(emulator.requests.at(-1)?.bytesReceived).toBeLessThan(1_000_000);
		emulator.faults.clear();
		expect(emulator.files()).toEqual([]);
	});
});

describe('the rate-limit fault', () => {
	it.each(['epoch', 'datetime'] as const)('says when the limit resets: %s', async (reset) => {
		emulator.faults.add({ kind: 'rate-limit', reset, resetInSeconds: 30 });
		const { status, headers } = await get('/upload/algos/');
		expect([status, headers.get('x-ve-limit-avail')]).toEqual([429, '0']);
		const text = headers.get('x-ve-limit-expires') ?? '';
		const at =
			reset === 'epoch' ? Number(text) * 1000 : Date.parse(text.replace(' UTC', 'Z').replace(' ', 'T'));
		expect(Math.abs(at - Date.now() - 30_000)).toBeLessThan(5000);
	});

	it.each(['retry-after', 'retry-after-date'] as const)('says it as a proxy would: %s', async (reset) => {
		emulator.faults.add({ kind: 'rate-limit', reset, resetInSeconds: 30 });
		const { status, headers } = await get('/upload/algos/');
		expect([status, headers.get('x-ve-limit-expires')]).toEqual([429, null]);
		const text = headers.get('retry-after') ?? '';
		const seconds = reset === 'retry-after' ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
		expect(Math.abs(seconds - 30)).toBeLessThan(5);
	});

	it('says it in the body, without a header, for a lock-out', async () => {
		emulator.faults.add({ kind: 'rate-limit', reset: 'params', resetInSeconds: 7 });
		const { status, headers, json } = await get('/upload/algos/');
		expect([status, headers.get('x-ve-limit-expires')]).toEqual([429, null]);
		expect(json.error).toMatchObject({ code: 10760, params: { retry_after_seconds: 7 } });
	});
});

describe('faults in the answer', () => {
	it('cut it off in mid JSON', async () => {
		emulator.faults.add({ kind: 'truncate' });
		const response = await raw('/upload/algos/');
		expect(response.status).toBe(200);
		await expect(response.text()).rejects.toThrow();
	});

	it('stop it half-way until they are removed, also that of a download', async () => {
		const { json } = await single('0123456789', { ...target, name: 'a' });
		const { new_file_id: fileId } = await settled(json.id);
		const path = `/workspace/${emulator.workspaceId}/storage/${fileId}/read/`;
		for (const [at, half] of [
			['/upload/algos/', '{"result"'],
			[path, '01234']
		] as const) {
			const fault = emulator.faults.add({ kind: 'stall' });
			const reader = (await raw(at)).body!.getReader();
			const first = Buffer.from((await reader.read()).value!).toString();
			expect(first.startsWith(half)).toBe(true);
			const rest = expect(reader.read()).rejects.toThrow();
			fault.remove();
			await rest;
		}
	});

	it('end it in mid JSON, as a whole HTTP answer', async () => {
		emulator.faults.add({ kind: 'broken-json' });
		const text = await (await raw('/upload/algos/')).text();
		expect(text.startsWith('{"result":true')).toBe(true);
		expect(() => JSON.parse(text)).toThrow(SyntaxError);
	});

	it('call it something else than JSON', async () => {
		emulator.faults.add({ kind: 'content-type', type: 'text/plain' });
		const response = await raw('/upload/algos/');
		expect(response.headers.get('content-type')).toBe('text/plain');
		expect((await response.json()).result).toBe(true);
	});

	it('make it something else than JSON, though the request was carried out', async () => {
		emulator.faults.add({ kind: 'not-json', on: { path: '/v1/*' } });
		await expect(v1(streamPath, { body: 'x' })).rejects.toThrow(SyntaxError);
		expect(emulator.files()).toHaveLength(1);
	});

	it('make it huge, and still JSON', async () => {
		emulator.faults.add({ kind: 'huge', bytes: 3_000_000 });
		const text = await (await raw('/upload/algos/')).text();
		expect(text).toHaveLength(3_000_000);
		expect(JSON.parse(text).result).toBe(true);
	});

	it('send the client elsewhere', async () => {
		emulator.faults.add({ kind: 'redirect', location: 'http://127.0.0.1:1/' });
		const init = { method: 'POST', body: pattern(5_000_000), redirect: 'manual' } as const;
		const response = await raw('/upload/', init);
		expect([response.status, response.headers.get('location')]).toEqual([307, 'http://127.0.0.1:1/']);
		emulator.faults.add({ kind: 'redirect', location: `${emulator.url}/ping/`, status: 302 });
		expect((await (await raw('/upload/algos/')).json()).algos).toBeUndefined();
	});
});

describe('the throttle', () => {
	it('slows a body down to its pace and changes nothing else', async () => {
		emulator.configure({ throttleBytesPerSecond: 10_000_000 });
		const content = pattern(2_000_000);
		const started = performance.now();
		await v1(streamPath, { body: content });
		expect(performance.now() - started).toBeGreaterThan(140);
		expect(emulator.files()).toMatchObject([{ sha256: sha256(content) }]);
	});

	it('holds the sender back instead of taking bytes in', async () => {
		emulator.faults.add({ kind: 'throttle', bytesPerSecond: 100_000 });
		const type = 'application/octet-stream';
		const path = `/v1${streamPath}`;
		const socket = await openUpload(emulator, path, {
			length: 64 * 1024 * 1024,
			sent: pattern(10_000),
			type
		});
		socket.write(pattern(60_000_000));
		await until(() => expect(emulator.requests.at(-1)?.bytesReceived).toBeGreaterThan(10_000));
		expect(socket.writableLength).toBeGreaterThan(1_000_000);
		expect(emulator.requests.at(-1)?.bytesReceived).toBeLessThan(2_000_000);
		socket.destroy();
	});

	it('applies to multipart as well', async () => {
		emulator.faults.add({ kind: 'throttle', bytesPerSecond: 10_000_000 });
		const started = performance.now();
		const { json } = await single(pattern(2_000_000), { ...target, name: 'a' });
		expect(performance.now() - started).toBeGreaterThan(140);
		expect((await settled(json.id)).status).toBe('complete');
	});
});

describe('the delay fault', () => {
	it('comes before anything is read', async () => {
		emulator.faults.add({ kind: 'delay', ms: 40 });
		const started = performance.now();
		expect((await form('/upload/', { ...target, name: 'a', size: '1' })).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThanOrEqual(38);
		expect((await call('GET', '/ping/')).status).toBe(200);
	});
});
