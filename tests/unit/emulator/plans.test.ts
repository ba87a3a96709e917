import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator.ts';
import { MiB, openUpload, pattern, startEmulator, until } from './support.ts';

const { emulator, form, get, del, session, chunk, target, settled, storage } = await startEmulator();

const GiB = 1024 ** 3;

describe('a plan', () => {
	it.each([
		['free', { size: GiB, chunks: 35, sessions: 150 }],
		['pro', { size: 25 * GiB, chunks: 550, sessions: 7500 }],
		['business', { size: 50 * GiB, chunks: 550, sessions: 7500 }]
	] as const)('named %s sets the published limits', async (plan, limits) => {
		await using other = await createEmulator({ plan });
		const response = await fetch(`${other.url}/upload/limits/`, {
			headers: { authorization: `Bearer ${other.token}` }
		});
		expect(await response.json()).toMatchObject({ chunk_size: 100 * MiB, ...limits });
		emulator.configure({ plan: 'free', limits: { chunks: 2 } });
		emulator.configure({ plan });
		expect((await get('/upload/limits/')).json).toMatchObject(limits);
		expect((await get('/upload/limits/extensions/')).json.plan).toBe(plan);
	});

	it('may have single limits of its own, which stay until the next plan', async () => {
		emulator.configure({ plan: 'free', limits: { chunks: 2 } });
		emulator.configure({ asyncDelayMs: 3 });
		expect((await get('/upload/limits/')).json).toMatchObject({ chunks: 2, sessions: 150 });
	});

	it('refuses a file over its size, and the session after its last', async () => {
		emulator.configure({ plan: 'free' });
		expect((await form('/upload/', { ...target, name: 'a', size: String(GiB + 1) })).status).toBe(406);
		for (let n = 0; n < 150; n++) await session({ name: 'a', size: '1' });
		expect((await form('/upload/', { ...target, name: 'a', size: '1' })).status).toBe(406);
	});

	it('refuses what is over the bytes of all sessions together', async () => {
		emulator.configure({ plan: 'free' });
		for (let n = 0; n < 6; n++) await session({ name: 'a', size: String(GiB) });
		expect((await form('/upload/', { ...target, name: 'a', size: String(GiB) })).status).toBe(406);
		expect((await form('/upload/', { ...target, name: 'a', size: String(GiB / 2) })).status).toBe(200);
	});

	it('counts a file that is held for addfile until it is placed', async () => {
		emulator.configure({ limits: { sessions: 1 } });
		const { id } = (await form('/upload/', { name: 'a', size: '3' })).json;
		await chunk(id, 1, 'abc');
		await form(`/upload/${id}/complete/`, {});
		await settled(id);
		expect((await form('/upload/', { name: 'b', size: '3' })).status).toBe(406);
		await form(storage('root/addfile/'), {
			name: 'a',
			from: JSON.stringify({ type: 'upload', upload: { id } })
		});
		expect((await form('/upload/', { name: 'b', size: '3' })).status).toBe(200);
	});

	it('that does not exist is refused with a TypeError', () => {
		expect(() => emulator.configure({ plan: 'gold' as 'free' })).toThrow(TypeError);
	});
});

describe('a session that is too old', () => {
	it('is gone with its chunks: 404 for every call, and in no list', async () => {
		const id = await session({ name: 'a', size: '3' });
		await chunk(id, 1, 'abc');
		expect(emulator.sessions()).toMatchObject([{ id, chunks: { 1: 3 } }]);
		emulator.configure({ sessionLifetimeMs: 60_000 });
		expect((await get(`/upload/${id}/details/`)).status).toBe(200);
		emulator.configure({ sessionLifetimeMs: 0 });
		expect((await get(`/upload/${id}/details/`)).status).toBe(404);
		expect((await chunk(id, 1, 'abc')).status).toBe(404);
		expect((await form(`/upload/${id}/complete/`, {})).status).toBe(404);
		expect((await del(`/upload/${id}/`)).status).toBe(404);
		emulator.configure({ sessionLifetimeMs: null });
		expect((await get('/upload/details/')).json.sessions).toEqual([]);
		expect(emulator.sessions()).toEqual([]);
	});

	it('leaves the file that it has placed', async () => {
		const id = await session({ name: 'a', size: '3' });
		await chunk(id, 1, 'abc');
		await form(`/upload/${id}/complete/`, {});
		await settled(id);
		emulator.configure({ sessionLifetimeMs: 0 });
		expect((await get(`/upload/${id}/details/`)).status).toBe(404);
		expect(emulator.files()).toMatchObject([{ size: 3 }]);
	});

	it.each([-1, Number.NaN, 'soon'])('has no lifetime of %s', (sessionLifetimeMs) => {
		expect(() => emulator.configure({ sessionLifetimeMs: sessionLifetimeMs as number })).toThrow(TypeError);
	});
});

describe('chunks in flight', () => {
	it('are three in a session; a fourth that stays is refused with 429', async () => {
		const id = await session({ name: 'a', size: String(9 * MiB) });
		const other = await session({ name: 'b', size: '3' });
		const sockets = [];
		for (const order of [1, 2, 3]) {
			const path = `/current/upload/${id}/chunk/?order=${order}&size=${MiB}`;
			const sent = Buffer.from('--b\r\n');
			sockets.push(
				await openUpload(emulator, path, { length: MiB, sent, type: 'multipart/form-data; boundary=b' })
			);
		}
		const { status, json } = await chunk(id, 4, pattern(MiB));
		expect([status, json.error.code]).toEqual([429, 1671]);
		expect((await chunk(other, 1, 'abc')).status).toBe(200);
		sockets[0]?.destroy();
		expect((await chunk(id, 4, pattern(MiB))).status).toBe(200);
		for (const socket of sockets) socket.destroy();
	});
});

describe('a fault for one slice', () => {
	it('meets the chunk of that number only, as often as it says', async () => {
		const id = await session({ name: 'a', size: String(3 * MiB) });
		const fault = emulator.faults.add({ kind: 'status', status: 500, on: { slice: 2 }, times: 2 });
		expect((await chunk(id, 1, pattern(MiB))).status).toBe(200);
		expect((await chunk(id, 2, pattern(MiB))).status).toBe(500);
		expect((await get(`/upload/${id}/chunk/?order=2`)).status).toBe(200);
		expect((await chunk(id, 2, pattern(MiB))).status).toBe(500);
		expect((await chunk(id, 2, pattern(MiB))).status).toBe(200);
		expect(emulator.faults.hits(fault.id)).toBe(2);
	});

	it('may reset it in the middle, and nothing of it is kept', async () => {
		const id = await session({ name: 'a', size: String(3 * MiB) });
		emulator.faults.add({ kind: 'reset', afterBytes: 100_000, on: { slice: 1 } });
		await expect(chunk(id, 1, pattern(MiB))).rejects.toThrow();
		await until(() => expect(emulator.sessions()).toMatchObject([{ chunks: {} }]));
	});

	it('may slow it down', async () => {
		const id = await session({ name: 'a', size: String(3 * MiB) });
		emulator.faults.add({ kind: 'throttle', bytesPerSecond: 4 * MiB, on: { slice: 1 } });
		const started = performance.now();
		expect((await chunk(id, 1, pattern(MiB))).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThanOrEqual(150);
	});

	it.each([0, -1, '1'])('has no number %j', (slice) => {
		const on = { slice: slice as number };
		expect(() => emulator.faults.add({ kind: 'hang', on })).toThrow(TypeError);
	});
});
