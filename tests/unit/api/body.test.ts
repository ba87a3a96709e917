import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { sendBody } from '../../../src/api/body.ts';
import { OutgoingBody, type OutgoingOptions } from '../../../src/api/outgoing.ts';
import { closedPort, connect, generated, rejection, serve, serveTcp, TOKEN } from './servers.ts';
import type { Connection } from '../../../src/api/settings.ts';

const MiB = 1024 ** 2;

function send(
	connection: Connection,
	options: Partial<OutgoingOptions> & Pick<OutgoingOptions, 'source'>,
	signal?: AbortSignal
) {
	const body = new OutgoingBody({ owned: false, size: undefined, ...options });
	const call = { path: '/files/', contentType: 'text/plain', dialect: 'v1', signal } as const;
	return { body, answer: sendBody(connection, call, body) };
}

/** Reads the request to its end and answers with what arrived. */
function accept(request: IncomingMessage, response: ServerResponse): void {
	const hash = createHash('sha256');
	let size = 0;
	request.on('data', (chunk: Buffer) => {
		hash.update(chunk);
		size += chunk.byteLength;
	});
	request.on('end', () => {
		const { 'content-length': length, 'transfer-encoding': encoding, 'content-type': type } = request.headers;
		response.writeHead(201, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ id: 'f', size, sha256: hash.digest('hex'), length, encoding, type }));
	});
}

const refuse = (status: number) => (_request: IncomingMessage, response: ServerResponse) => {
	response.writeHead(status, { 'content-type': 'application/json' }).end('{"message":"no thanks"}');
};

/** Gives nothing until told, then what it is told. */
function controlled() {
	let controller!: ReadableStreamDefaultController<Uint8Array>;
	let cancelled = false;
	const stream = new ReadableStream<Uint8Array>({
		start: (given) => void (controller = given),
		cancel: () => void (cancelled = true)
	});
	return { stream, controller, wasCancelled: () => cancelled };
}

describe('a body that is sent', () => {
	test('arrives unchanged, with its length when the size is known and chunked otherwise', async () => {
		const url = await serve(accept);
		const bytes = crypto.getRandomValues(new Uint8Array(50_000));
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const known = send(connect(url), { source: new Blob([bytes]).stream(), size: 50_000 });
		expect(await known.answer).toMatchObject({ sha256, length: '50000', type: 'text/plain' });
		const unknown = send(connect(url), { source: new Blob([bytes]).stream() });
		expect(await unknown.answer).toMatchObject({ sha256, encoding: 'chunked' });
		expect(unknown.body.sentBytes).toBe(50_000);
	});

	test.each([0, 1, 65_536, 65_537, 3 * MiB])(
		'of %s bytes is counted, framed and reported exactly',
		async (size) => {
			const url = await serve(accept);
			const sent: number[] = [];
			const before = new Uint8Array(7);
			const after = new Uint8Array(5);
			const { answer } = send(connect(url), {
				source: generated(size),
				size,
				before,
				after,
				onSent: (bytes) => sent.push(bytes)
			});
			expect(await answer).toMatchObject({ size: size + 12, length: String(size + 12) });
			expect(sent.at(-1) ?? 0).toBe(size);
			expect(sent).toEqual(sent.toSorted((a, b) => a - b));
		}
	);

	test('may come byte by byte and with empty chunks in between', async () => {
		const url = await serve(accept);
		const chunks = [...'hello'].flatMap((letter) => [new Uint8Array(0), new TextEncoder().encode(letter)]);
		const source = new ReadableStream<Uint8Array>({
			pull(controller) {
				const chunk = chunks.shift();
				if (chunk) controller.enqueue(chunk);
				else controller.close();
			}
		});
		expect(await send(connect(url), { source }).answer).toMatchObject({ size: 5 });
	});

	test('is read only as fast as Fast.io takes it', async () => {
		const url = await serve((request) => void request.pause());
		const control = new AbortController();
		let pulled = 0;
		let settle: (() => void) | undefined;
		const stalled = new Promise<void>((resolve) => (settle = resolve));
		let timer: NodeJS.Timeout | undefined;
		const source = new ReadableStream<Uint8Array>(
			{
				pull(controller) {
					pulled += 1;
					controller.enqueue(new Uint8Array(MiB));
					clearTimeout(timer);
					timer = setTimeout(() => settle?.(), 100);
				}
			},
			{ highWaterMark: 0 }
		);
		const answer = rejection(send(connect(url), { source }, control.signal).answer);
		await stalled;
		control.abort();
		expect(await answer).toMatchObject({ code: 'aborted' });
		expect(pulled).toBeLessThan(64);
	});
});

describe('an upstream that answers early', () => {
	test.each([
		[413, 'file-too-large'],
		[401, 'credentials'],
		[500, 'upstream']
	])('with %s while the body flows is the error, not a broken connection', async (status, code) => {
		const url = await serve(refuse(status));
		const { stream, controller, wasCancelled } = controlled();
		const { answer } = send(connect(url), { source: stream });
		controller.enqueue(new Uint8Array(10));
		expect(await rejection(answer)).toMatchObject({
			name: 'FastioApiError',
			code,
			status,
			message: expect.stringContaining('no thanks')
		});
		expect({ locked: stream.locked, cancelled: wasCancelled() }).toEqual({ locked: false, cancelled: false });
	});

	test('is heard over a fast source as well', async () => {
		const url = await serve(refuse(413));
		const { answer } = send(connect(url), { source: generated(256 * MiB), size: 256 * MiB });
		expect(await rejection(answer)).toMatchObject({ code: 'file-too-large', status: 413 });
	});

	test('with a success before the whole file is not believed', async () => {
		const url = await serve((request, response) => {
			request.once('data', () =>
				response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"f"}')
			);
		});
		const { stream, controller } = controlled();
		const { answer } = send(connect(url), { source: stream });
		controller.enqueue(new Uint8Array(10));
		expect(await rejection(answer)).toMatchObject({
			code: 'upstream',
			message: 'Fast.io answered before it had the whole file.'
		});
	});

	test('with a redirect is refused', async () => {
		let visits = 0;
		const other = await serve(() => void (visits += 1));
		const url = await serve((_request, response) => response.writeHead(307, { location: other }).end());
		const { stream, controller } = controlled();
		const { answer } = send(connect(url), { source: stream });
		controller.enqueue(new Uint8Array(10));
		expect(await rejection(answer)).toMatchObject({
			code: 'upstream',
			message: expect.stringContaining('redirect')
		});
		expect(visits).toBe(0);
	});
});

test('a stand-in for fetch that reads nothing still has the size checked', async () => {
	const fetch = async () => Response.json({ id: 'f' });
	const connection = connect('http://127.0.0.1:1', { fetch });
	const good = send(connection, { source: generated(200_000), size: 200_000 });
	expect(await good.answer).toEqual({ id: 'f' });
	expect(good.body.sentBytes).toBe(200_000);
	expect(await rejection(send(connection, { source: generated(9), size: 10 }).answer)).toMatchObject({
		code: 'malformed'
	});
	expect(await rejection(send(connection, { source: generated(9), maxBytes: 8 }).answer)).toMatchObject({
		code: 'file-too-large'
	});
});

test('a stand-in for fetch may clone the request, as Mock Service Worker does', async () => {
	const fetch: typeof globalThis.fetch = async (input, init) => {
		const request = new Request(input, init);
		request.clone();
		return Response.json({ id: 'f' });
	};
	const { answer, body } = send(connect('http://127.0.0.1:1', { fetch }), {
		source: generated(200_000),
		size: 200_000
	});
	expect(await answer).toEqual({ id: 'f' });
	expect(body.sentBytes).toBe(200_000);
});

describe('a source that is not what it says', () => {
	test.each([
		['fewer bytes', { source: generated(9), size: 10 }, 'malformed'],
		['more bytes', { source: generated(11), size: 10 }, 'malformed'],
		['one byte beyond the limit', { source: generated(11), maxBytes: 10 }, 'file-too-large'],
		['far more than the limit', { source: generated(64 * MiB), maxBytes: 10 }, 'file-too-large'],
		[
			'text instead of bytes',
			{ source: new ReadableStream({ start: (c) => c.enqueue('text') }) },
			'malformed'
		]
	])('fails: %s', async (_name, options, code) => {
		const url = await serve(accept);
		expect(
			await rejection(send(connect(url), options as Pick<OutgoingOptions, 'source'>).answer)
		).toMatchObject({ code });
		expect(options.source.locked).toBe(false);
	});

	test('at the limit passes', async () => {
		const url = await serve(accept);
		expect(await send(connect(url), { source: generated(10), maxBytes: 10 }).answer).toMatchObject({
			size: 10
		});
	});

	test.each([
		['an Error of its own', new RangeError('disk full')],
		['something that is no Error', 'gone']
	])('fails with what the source failed with: %s', async (_name, failure) => {
		const url = await serve(accept);
		const { stream, controller } = controlled();
		const { answer } = send(connect(url), { source: stream });
		controller.enqueue(new Uint8Array(10));
		controller.error(failure);
		expect(await rejection(answer)).toBe(failure);
	});

	test('fails with what the progress callback threw', async () => {
		const url = await serve(accept);
		const failure = new Error('mine');
		const onSent = () => {
			throw failure;
		};
		expect(await rejection(send(connect(url), { source: generated(10), onSent }).answer)).toBe(failure);
	});
});

describe('a connection that fails', () => {
	test('before it exists has read nothing of the source', async () => {
		const source = generated(10);
		const { answer, body } = send(connect(await closedPort()), { source });
		expect(await rejection(answer)).toMatchObject({ code: 'network', sent: false });
		expect({ started: body.started, locked: source.locked }).toEqual({ started: false, locked: false });
		expect(
			await new Response(source as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer()
		).toHaveProperty('byteLength', 10);
	});

	test('in the middle of the body is `network` and leaves the source to its owner', async () => {
		const url = await serveTcp((socket) => void socket.once('data', () => socket.resetAndDestroy()));
		const { stream, controller, wasCancelled } = controlled();
		const { answer } = send(connect(url), { source: stream });
		controller.enqueue(new Uint8Array(10));
		expect(await rejection(answer)).toMatchObject({
			name: 'FastioNetworkError',
			code: 'network',
			sent: true
		});
		expect({ locked: stream.locked, cancelled: wasCancelled() }).toEqual({ locked: false, cancelled: false });
	});

	test('after the body, before the answer, is `network`', async () => {
		const url = await serve((request) => {
			request.resume();
			request.on('end', () => request.socket.resetAndDestroy());
		});
		expect(await rejection(send(connect(url), { source: generated(10), size: 10 }).answer)).toMatchObject({
			code: 'network',
			sent: true
		});
	});

	test('never says more than that', async () => {
		const url = await serveTcp((socket) => void socket.once('data', () => socket.resetAndDestroy()));
		const error = await rejection(send(connect(url), { source: generated(10) }).answer);
		expect(error.message).toBe('The connection to Fast.io broke.');
		expect(`${error.message} ${String(error.cause)}`).not.toContain(TOKEN);
	});
});

describe('time', () => {
	const timeouts = { idleMs: 80 };

	test('an upstream that takes no more bytes is given up after idleMs', async () => {
		const url = await serve((request) => void request.pause());
		const error = await rejection(send(connect(url, { timeouts }), { source: generated(256 * MiB) }).answer);
		expect(error).toMatchObject({
			code: 'timeout',
			sent: true,
			message: 'Fast.io took no byte and sent no answer for 0.08 s.'
		});
	});

	test('an upstream that has everything and does not answer is given up after idleMs', async () => {
		const url = await serve((request) => void request.resume());
		expect(
			await rejection(send(connect(url, { timeouts }), { source: generated(10), size: 10 }).answer)
		).toMatchObject({ code: 'timeout' });
	});

	test('an answer that begins and does not end is given up after callMs', async () => {
		const url = await serve((request, response) => {
			request.resume();
			request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).write('{'));
		});
		const connection = connect(url, { timeouts: { ...timeouts, callMs: 60 } });
		expect(await rejection(send(connection, { source: generated(10), size: 10 }).answer)).toMatchObject({
			code: 'timeout'
		});
	});

	test('a slow source never counts against Fast.io', async () => {
		const url = await serve(accept);
		let chunks = 3;
		const source = new ReadableStream<Uint8Array>(
			{
				async pull(controller) {
					if (chunks-- === 0) return controller.close();
					await new Promise((resolve) => setTimeout(resolve, 4 * timeouts.idleMs));
					controller.enqueue(new Uint8Array(1));
				}
			},
			{ highWaterMark: 0 }
		);
		expect(await send(connect(url, { timeouts }), { source }).answer).toMatchObject({ size: 3 });
	});

	test('a connection that is not made is given up after connectMs', async () => {
		const fetch: typeof globalThis.fetch = (_input, init) =>
			new Promise((_resolve, reject) =>
				init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
			);
		const connection = connect('http://127.0.0.1:1', { fetch, timeouts: { connectMs: 30 } });
		expect(await rejection(send(connection, { source: generated(10) }).answer)).toMatchObject({
			code: 'timeout',
			sent: false,
			message: 'No connection to Fast.io within 0.03 s.'
		});
	});
});

describe('an abort', () => {
	test('before the start reads nothing', async () => {
		const source = generated(10);
		const { answer, body } = send(connect('http://127.0.0.1:1'), { source }, AbortSignal.abort('why'));
		expect(await rejection(answer)).toMatchObject({ code: 'aborted', cause: 'why' });
		expect({ started: body.started, locked: source.locked }).toEqual({ started: false, locked: false });
	});

	test('while a read of the source waits closes the connection and keeps the source open', async () => {
		let closed: (() => void) | undefined;
		const gone = new Promise<void>((resolve) => (closed = resolve));
		const control = new AbortController();
		const url = await serve((request) => {
			request.on('error', () => closed?.());
			request.once('data', () => control.abort('why'));
		});
		const { stream, controller, wasCancelled } = controlled();
		const { answer } = send(connect(url), { source: stream }, control.signal);
		controller.enqueue(new Uint8Array(10));
		expect(await rejection(answer)).toMatchObject({ code: 'aborted', cause: 'why' });
		await gone;
		expect({ locked: stream.locked, cancelled: wasCancelled() }).toEqual({ locked: false, cancelled: false });
	});

	test('after the end changes nothing', async () => {
		const url = await serve(accept);
		const control = new AbortController();
		const { answer } = send(connect(url), { source: generated(10) }, control.signal);
		const payload = await answer;
		control.abort();
		expect(payload).toMatchObject({ id: 'f', size: 10 });
	});
});
