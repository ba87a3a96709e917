import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Playground } from '../../scripts/start-playground.ts';
import { createEmulator, type Emulator } from '../../src/emulator.ts';
import { multipartBody } from '../support/multipart.ts';
import { startOn } from '../support/playground.ts';

/** Seconds that adapter-node waits for requests under way. */
const SHUTDOWN_TIMEOUT_SECONDS = 2;
const big = new Uint8Array(6 * 1024 * 1024);
const form = multipartBody([{ name: 'file', fileName: 'big.bin', content: big }]);
const raw = { bytes: big, contentType: 'application/octet-stream' };

let emulator: Emulator;
const playgrounds: Playground[] = [];
beforeEach(async () => {
	emulator = await createEmulator();
});
afterEach(async () => {
	await Promise.all(playgrounds.splice(0).map((playground) => playground.stop()));
	await emulator.close();
});

describe.each([
	['an action', 'sessions', '/guide?/upload', form],
	['the raw route', 'sessions', '/api/stream', raw],
	['an action over the v1 wire', 'v1', '/guide?/upload', form]
] as const)('SIGTERM while %s is under way', (_name, wire, path, body) => {
	test('lets an upload finish that does so in time, and the process ends', async () => {
		const playground = await start(wire);
		const upload = await begin(playground, { path, ...body });
		process.kill(playground.pid, 'SIGTERM');
		upload.socket.write(body.bytes.subarray(upload.sent));
		expect(await upload.answer).toMatch(/^HTTP\/1\.1 200 /u);
		await ended(playground);
		expect(emulator.files()).toMatchObject([{ size: big.length, wire }]);
		expect(emulator.sessions()).toEqual([]);
	});

	test('ends one whose sender stalls, and the process goes once nothing of it is left', async () => {
		const playground = await start(wire);
		const upload = await begin(playground, { path, ...body });
		process.kill(playground.pid, 'SIGTERM');
		await upload.answer;
		await ended(playground);
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});
});

describe('SIGTERM while the second of two slices is under way', () => {
	test('lets it finish when it does so in time: the session has both, and the process ends', async () => {
		const playground = await start();
		const upload = await openSliced(playground);
		const slice = await beginSlice(playground, upload);
		process.kill(playground.pid, 'SIGTERM');
		slice.socket.write(upload.second.subarray(slice.sent));
		expect(await slice.answer).toMatch(/^HTTP\/1\.1 200 [^]*\{"success":true\}/u);
		await ended(playground);
		expect(emulator.sessions()).toMatchObject([
			{ chunks: { 1: upload.first.length, 2: upload.second.length } }
		]);
		expect(emulator.files()).toEqual([]);
	});

	test('ends one whose sender stalls: the first stays, and another instance takes the rest', async () => {
		const playground = await start();
		const upload = await openSliced(playground);
		const slice = await beginSlice(playground, upload);
		process.kill(playground.pid, 'SIGTERM');
		await slice.answer;
		await ended(playground);
		const [session, ...others] = emulator.sessions();
		expect([session?.chunks, others]).toEqual([{ 1: upload.first.length }, []]);

		const another = await start();
		await call(another, 'PUT', `${upload.path}/chunks/2`, { cookie: upload.cookie, body: upload.second });
		const stored = await call(another, 'POST', `${upload.path}/complete`, { cookie: upload.cookie });
		expect(await stored.json()).toMatchObject({ success: true });
		await call(another, 'DELETE', `${upload.path}?keep=file`, { cookie: upload.cookie });
		expect(emulator.files()).toMatchObject([{ size: upload.first.length + upload.second.length }]);
		expect(emulator.sessions()).toEqual([]);
	});
});

/** An instance of the app on the emulator; the test's end stops it. */
async function start(wire: 'sessions' | 'v1' = 'sessions'): Promise<Playground> {
	const playground = await startOn(emulator, wire, { SHUTDOWN_TIMEOUT: String(SHUTDOWN_TIMEOUT_SECONDS) });
	playgrounds.push(playground);
	return playground;
}

interface SlicedUpload {
	/** Its calls, below the mount. */
	path: string;
	cookie: string;
	first: Uint8Array<ArrayBuffer>;
	second: Uint8Array<ArrayBuffer>;
}

/** Opens an upload of one and a half slices and sends the first. */
async function openSliced(playground: Playground): Promise<SlicedUpload> {
	const { headers } = await call(playground, 'GET', 'capabilities');
	const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
	const content = new Uint8Array(12 * 1024 * 1024);
	const opened = await call(playground, 'POST', 'uploads', {
		cookie,
		type: 'application/json',
		body: JSON.stringify({ name: 'big.bin', type: 'application/octet-stream', size: content.length })
	});
	const { id, sliceBytes, slices } = (await opened.json()) as {
		id: string;
		sliceBytes: number;
		slices: number;
	};
	expect(slices).toBe(2);
	const [first, second] = [content.subarray(0, sliceBytes), content.subarray(sliceBytes)];
	await call(playground, 'PUT', `uploads/${id}/chunks/1`, { cookie, body: first });
	return { path: `uploads/${id}`, cookie, first, second };
}

function beginSlice(playground: Playground, { path, cookie, second }: SlicedUpload): Promise<Begun> {
	return begin(playground, {
		method: 'PUT',
		path: `/api/fastio/documents/${path}/chunks/2`,
		cookie,
		bytes: second,
		contentType: 'application/octet-stream'
	});
}

/** A call of the mount that has to succeed. */
async function call(
	{ url }: Playground,
	method: string,
	path: string,
	{ cookie = '', type = 'application/octet-stream', body }: CallBody = {}
): Promise<Response> {
	const response = await fetch(`${url}/api/fastio/documents/${path}`, {
		method,
		headers: { origin: url, cookie, ...(body !== undefined && { 'content-type': type }) },
		body: body ?? null
	});
	expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true);
	return response;
}

interface CallBody {
	cookie?: string;
	type?: string;
	body?: Uint8Array<ArrayBuffer> | string;
}

interface Begun {
	socket: Socket;
	/** Bytes of the body that are on their way. */
	sent: number;
	/** All that comes until the connection is closed, however it is. */
	answer: Promise<string>;
}

/** Sends the head and half of the body, and resolves when Fast.io has begun to get it. */
async function begin(
	playground: Playground,
	{
		method = 'POST',
		path,
		cookie = '',
		bytes,
		contentType
	}: { method?: string; path: string; cookie?: string } & typeof form
): Promise<Begun> {
	const { hostname, port, origin } = new URL(playground.url);
	const head = [
		`${method} ${path} HTTP/1.1`,
		`host: ${hostname}:${port}`,
		`origin: ${origin}`,
		`cookie: ${cookie}`,
		'accept: application/json',
		'connection: close',
		`content-type: ${contentType}`,
		`content-length: ${bytes.byteLength}`
	];
	const socket = connect(Number(port), hostname);
	const sent = bytes.byteLength >> 1;
	const before = emulator.requests.length;
	socket.write(`${head.join('\r\n')}\r\n\r\n`);
	socket.write(bytes.subarray(0, sent));
	const receives = () =>
		emulator.requests
			.slice(before)
			.some(({ path, bytesReceived }) => /\/(?:stream|chunk)\/?$/u.test(path) && bytesReceived > 0);
	await expect.poll(receives, { timeout: 10_000 }).toBe(true);
	return { socket, sent, answer: textOf(socket) };
}

function textOf(socket: Socket): Promise<string> {
	return new Promise((resolve) => {
		let text = '';
		socket.on('data', (chunk) => (text += chunk.toString('latin1')));
		socket.on('error', () => {});
		socket.on('close', () => resolve(text));
	});
}

/** The process has ended by itself. */
async function ended({ failed }: Playground): Promise<void> {
	await expect(failed).resolves.toMatch(/ended with code 0$/u);
}
