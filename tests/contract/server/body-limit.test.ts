/** Slices through SvelteKit's own reading of Node requests, as adapter-node has it with its default limit. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import type { RequestEvent } from '@sveltejs/kit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createEmulator } from '../../../src/emulator.ts';
import type { Emulator } from '../../../src/emulator.ts';
import { createFastio, createFastioHandle } from '../../../src/server.ts';
import type { FastioHandleOptions } from '../../../src/server.ts';
import { testEvent } from '../../support/event.ts';
import { MiB, patterned, sha256 } from '../wires.ts';
import { slice } from './upload-client.ts';

/** adapter-node's default. */
const BODY_SIZE_LIMIT = 512 * 1024;
const SIZE = 2 * MiB + 300_000;
const content = patterned(SIZE);

let emulator: Emulator;
let server: Server;
let url: string;
beforeAll(async () => {
	emulator = await createEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(async () => {
	vi.restoreAllMocks();
	server.closeAllConnections();
	server.close();
	await emulator.reset();
});

/** Serves the mount as adapter-node does: SvelteKit's request, and Node's in `platform`. */
async function serve(options: FastioHandleOptions, onRequest?: (request: IncomingMessage) => void) {
	const fastio = createFastio({
		token: emulator.token,
		workspaceId: emulator.workspaceId,
		apiUrl: emulator.url
	});
	const handle = createFastioHandle(
		[fastio.define('documents', { authorize: 'public', identify: () => 'ada' }) as never],
		{ maxRequestBytes: MiB, ...options }
	);
	server = createServer(async (incoming: IncomingMessage, outgoing: ServerResponse) => {
		onRequest?.(incoming);
		const request = await getRequest({
			request: incoming,
			response: outgoing,
			base: url,
			bodySizeLimit: BODY_SIZE_LIMIT
		} as Parameters<typeof getRequest>[0]);
		const { event } = testEvent(incoming.url ?? '/', {}, { origin: url });
		const response = await handle({
			event: { ...event, request, platform: { req: incoming } } as unknown as RequestEvent,
			resolve: () => new Response('app')
		});
		await setResponse(outgoing, response);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const call = async (path: string, init: RequestInit) => {
	const response = await fetch(`${url}/api/fastio/documents/${path}`, {
		...init,
		headers: { origin: url, ...init.headers }
	});
	return { status: response.status, json: await response.json() };
};
const open = async (): Promise<string> => {
	const body = JSON.stringify({ name: 'a.bin', type: 'a/b', size: SIZE });
	const { json } = await call('uploads', {
		method: 'POST',
		body,
		headers: { 'content-type': 'application/json' }
	});
	return json.id;
};
const put = (id: string, n: number, headers: Record<string, string> = {}) =>
	call(`uploads/${id}/chunks/${n}`, {
		method: 'PUT',
		headers: { 'content-type': 'application/octet-stream', ...headers },
		body: slice(content, n, MiB)
	});

describe('under a body limit of 512 KiB', () => {
	test('slices over it and below it arrive byte for byte', async () => {
		await serve({});
		const id = await open();
		expect(await Promise.all([1, 2, 3].map((n) => put(id, n)))).toMatchObject([
			{ status: 200 },
			{ status: 200 },
			{ status: 200 }
		]);
		expect((await call(`uploads/${id}/complete`, { method: 'POST' })).status).toBe(200);
		expect(emulator.files()).toMatchObject([{ size: SIZE, sha256: sha256(content) }]);
	});

	test('with respectBodySizeLimit they are refused, and the setting is named', async () => {
		await serve({ respectBodySizeLimit: true });
		const id = await open();
		expect(await put(id, 1)).toMatchObject({
			status: 413,
			json: { code: 'body-limit', retryable: false, error: expect.stringContaining('BODY_SIZE_LIMIT') }
		});
		expect((await put(id, 3)).status).toBe(200);
	});

	test('a raw body, a request of another size and one that somebody else reads stay under it', async () => {
		await serve({}, (request) => {
			if (request.headers['x-read']) request.on('data', () => {});
		});
		const id = await open();
		expect((await put(id, 1, { 'x-read': '1' })).json.code).toBe('body-limit');
		const raw = await call('files', {
			method: 'POST',
			headers: { 'content-type': 'application/octet-stream' },
			body: content
		});
		expect([raw.status, raw.json.code]).toEqual([413, 'body-limit']);
		const other = await call(`uploads/${id}/chunks/1`, {
			method: 'PUT',
			headers: { 'content-type': 'application/octet-stream' },
			body: content
		});
		expect([other.status, other.json.code]).toEqual([400, 'malformed']);
	});

	test('a slice whose sender leaves is not there, and can be sent again', async () => {
		await serve({});
		const id = await open();
		for (const bytes of [0, 1000, 600_000, MiB - 1]) {
			const sent = emulator.requests.length;
			await sendAndCut(id, bytes);
			if (bytes > 100_000) await expect.poll(() => emulator.requests.length).toBeGreaterThan(sent);
		}
		await expect.poll(async () => (await call(`uploads/${id}`, {})).json.received).toEqual([]);
		expect((await put(id, 1)).status).toBe(200);
		expect((await call(`uploads/${id}`, {})).json.received).toEqual([1]);
	});

	test('a refused slice leaves a connection that can be used again', async () => {
		await serve({});
		const id = await open();
		for (let round = 0; round < 3; round += 1) {
			expect((await put('x', 1)).status).toBe(403);
			expect((await put(id, 1)).status).toBe(200);
		}
	});
});

/** Sends the head and `bytes` of slice 1, then destroys the connection. */
async function sendAndCut(id: string, bytes: number): Promise<void> {
	const { hostname, port, host } = new URL(url);
	const socket = connect(Number(port), hostname);
	const head = [
		`PUT /api/fastio/documents/uploads/${id}/chunks/1 HTTP/1.1`,
		`host: ${host}`,
		`origin: ${url}`,
		'content-type: application/octet-stream',
		`content-length: ${MiB}`
	];
	await new Promise<void>((resolve, reject) => {
		socket.on('error', reject);
		socket.write(`${head.join('\r\n')}\r\n\r\n`);
		socket.write(content.subarray(0, bytes), () => resolve());
	});
	socket.destroy();
}
