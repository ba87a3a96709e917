import { describe, expect, test } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../../src/api/answer.ts';
import { download } from '../../../src/api/download.ts';
import { callApi, type ApiCall } from '../../../src/api/request.ts';
import { closedPort, connect, rejection, serve, serveTcp, TOKEN } from './servers.ts';

const GET: ApiCall = { method: 'GET', path: '/things/', kind: 'read' };
const json = { 'content-type': 'application/json' };

test('a call carries the token, its form and nothing of the environment', async () => {
	let seen: unknown;
	const url = await serve((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			seen = {
				method: request.method,
				url: request.url,
				body,
				authorization: request.headers.authorization,
				cookie: request.headers.cookie,
				type: request.headers['content-type']
			};
			response.writeHead(200, json).end('{"result":true,"id":4123456789012345678}');
		});
	});
	const call: ApiCall = {
		method: 'POST',
		path: '/things/',
		query: { a: 1, b: undefined },
		form: { n: 'ä&b', t: true },
		kind: 'write'
	};
	expect(await callApi(connect(`${url}/current`), call)).toMatchObject({ id: '4123456789012345678' });
	expect(seen).toEqual({
		method: 'POST',
		url: '/current/things/?a=1',
		body: 'n=%C3%A4%26b&t=true',
		authorization: `Bearer ${TOKEN}`,
		cookie: undefined,
		type: 'application/x-www-form-urlencoded'
	});
});

describe('an upstream that misbehaves', () => {
	test('a giant answer is given up after 4 MiB', async () => {
		let closed: (() => void) | undefined;
		const gone = new Promise<void>((resolve) => (closed = resolve));
		const url = await serve((_request, response) => {
			response.writeHead(200, json);
			response.on('close', () => closed?.());
			const block = Buffer.alloc(65_536, 32);
			const write = (): void => {
				while (response.write(block));
				response.once('drain', write);
			};
			write();
		});
		const error = await rejection(callApi(connect(url), GET));
		expect(error).toMatchObject({
			name: 'FastioApiError',
			code: 'upstream',
			message: 'Fast.io answered with more than 4 MiB.'
		});
		await gone;
	});

	test('an answer of exactly 4 MiB is read', async () => {
		const frame = '{"result":true,"pad":""}';
		const text = frame.replace('""', `"${'x'.repeat(MAX_ANSWER_BYTES - frame.length)}"`);
		const url = await serve((_request, response) => response.writeHead(200, json).end(text));
		expect(await callApi(connect(url), GET)).toHaveProperty('pad');
	});

	test('a truncated answer is `network`, and may have been carried out', async () => {
		const url = await serveTcp((socket) => {
			socket.once('data', () =>
				socket.end(
					'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"result":'
				)
			);
		});
		expect(await rejection(callApi(connect(url), GET))).toMatchObject({ code: 'network', sent: true });
	});

	test.each([301, 302, 307, 308])('a redirect (%s) is refused and not followed', async (status) => {
		let visits = 0;
		const other = await serve((_request, response) => {
			visits += 1;
			response.end();
		});
		const url = await serve((_request, response) => response.writeHead(status, { location: other }).end());
		expect(await rejection(callApi(connect(url), GET))).toMatchObject({
			code: 'upstream',
			message: 'Fast.io answered with a redirect, which is not followed.',
			hint: expect.stringContaining('apiUrl')
		});
		expect(await rejection(download(connect(url), '/file/', undefined))).toMatchObject({
			code: 'upstream',
			message: 'Fast.io answered with a redirect, which is not followed.',
			hint: expect.stringContaining('apiUrl')
		});
		expect(visits).toBe(0);
	});

	test('a connection that nobody takes is `network`, and known to have sent nothing', async () => {
		expect(await rejection(callApi(connect(await closedPort()), GET))).toMatchObject({
			name: 'FastioNetworkError',
			code: 'network',
			sent: false
		});
	});

	test('a connection that breaks is `network`, and may have sent something', async () => {
		const url = await serveTcp((socket) => void socket.once('data', () => socket.resetAndDestroy()));
		expect(await rejection(callApi(connect(url), GET))).toMatchObject({ code: 'network', sent: true });
	});

	test('no answer within callMs is `timeout`, also when the head came', async () => {
		const silent = await serve(() => {});
		const timeouts = { callMs: 60 };
		expect(await rejection(callApi(connect(silent, { timeouts }), GET))).toMatchObject({
			code: 'timeout',
			message: 'Fast.io did not answer within 0.06 s.'
		});
		const halfway = await serve((_request, response) => void response.writeHead(200, json).write('{'));
		expect(await rejection(callApi(connect(halfway, { timeouts }), GET))).toMatchObject({ code: 'timeout' });
		expect(await rejection(download(connect(silent, { timeouts }), '/file/', undefined))).toMatchObject({
			code: 'timeout'
		});
	});

	test('the token it echoes is not in the error', async () => {
		const url = await serve((request, response) => {
			response
				.writeHead(400, json)
				.end(JSON.stringify({ result: false, error: { text: `You sent ${request.headers.authorization}` } }));
		});
		const error = await rejection(callApi(connect(url), GET));
		expect(error.message).toBe('You sent Bearer [redacted]');
	});

	test('502 to 504 are tried again for a read, and 500 is not', async () => {
		const statuses = [502, 504, 200, 500];
		const url = await serve((_request, response) =>
			response.writeHead(statuses.shift() ?? 200, json).end('{"result":true}')
		);
		const connection = connect(url, { retry: { retries: 2, minDelayMs: 1 } });
		await callApi(connection, GET);
		expect(statuses).toEqual([500]);
		expect(await rejection(callApi(connection, GET))).toMatchObject({ code: 'upstream', status: 500 });
	});
});

describe('the body of a download', () => {
	const read = async (url: string, timeouts = {}): Promise<ArrayBuffer> =>
		(await download(connect(url, { timeouts }), '/file/', undefined)).arrayBuffer();

	test('is asked for as it is, and comes with the head of the answer', async () => {
		let encodings: string | undefined;
		const url = await serve((request, response) => {
			encodings = request.headers['accept-encoding'];
			response.writeHead(200, { 'content-type': 'image/png', 'content-length': '3' }).end('abc');
		});
		const response = await download(connect(url), '/file/', undefined);
		expect(encodings).toBe('identity');
		expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
		expect(await response.text()).toBe('abc');
	});

	test('fails as `timeout` when Fast.io sends no byte for idleMs', async () => {
		let closed: (() => void) | undefined;
		const gone = new Promise<void>((resolve) => (closed = resolve));
		const url = await serve((_request, response) => {
			response.on('close', () => closed?.());
			response.writeHead(200).write('begin');
		});
		expect(await rejection(read(url, { idleMs: 50 }))).toMatchObject({
			name: 'FastioNetworkError',
			code: 'timeout',
			message: 'Fast.io sent no byte for 0.05 s.'
		});
		await gone;
	});

	test('fails as `network` when the connection breaks', async () => {
		const url = await serveTcp((socket) => {
			socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegin'));
		});
		expect(await rejection(read(url))).toMatchObject({ name: 'FastioNetworkError', code: 'network' });
	});

	test('does not count the time in which nobody reads', async () => {
		const url = await serve((_request, response) => response.writeHead(200).end('x'.repeat(100_000)));
		const response = await download(connect(url, { timeouts: { idleMs: 20 } }), '/file/', undefined);
		await new Promise((resolve) => setTimeout(resolve, 60));
		expect(await response.text()).toHaveLength(100_000);
	});

	test('that nobody wants any more is cut off', async () => {
		let closed: (() => void) | undefined;
		const gone = new Promise<void>((resolve) => (closed = resolve));
		const url = await serve((_request, response) => {
			response.on('close', () => closed?.());
			response.writeHead(200).write('begin');
		});
		const { body } = await download(connect(url), '/file/', undefined);
		await body!.cancel();
		await gone;
	});

	test('of a refusal is read up to 4 MiB', async () => {
		const url = await serve((_request, response) =>
			response.writeHead(500, json).end(Buffer.alloc(MAX_ANSWER_BYTES + 1, 32))
		);
		expect(await rejection(download(connect(url), '/file/', undefined))).toMatchObject({
			code: 'upstream',
			message: 'Fast.io answered with more than 4 MiB.'
		});
	});
});

describe('an abort', () => {
	test('before the call sends nothing', async () => {
		let visits = 0;
		const url = await serve(() => void (visits += 1));
		const signal = AbortSignal.abort('why');
		expect(await rejection(callApi(connect(url), { ...GET, signal }))).toMatchObject({
			name: 'FastioError',
			code: 'aborted',
			cause: 'why'
		});
		expect(visits).toBe(0);
	});

	test('during the call ends it', async () => {
		const control = new AbortController();
		const url = await serve(() => control.abort('why'));
		expect(await rejection(callApi(connect(url), { ...GET, signal: control.signal }))).toMatchObject({
			code: 'aborted',
			cause: 'why'
		});
	});

	test('after the call changes nothing, and ends a download that is still read', async () => {
		const control = new AbortController();
		const url = await serve((request, response) => {
			if (request.url === '/file/') return void response.writeHead(200).write('begin');
			response.writeHead(200, json).end('{"result":true}');
		});
		await callApi(connect(url), { ...GET, signal: control.signal });
		const reader = (await download(connect(url), '/file/', control.signal)).body!.getReader();
		await reader.read();
		const rest = rejection(reader.read());
		const why = new Error('enough');
		control.abort(why);
		expect(await rest).toMatchObject({ code: 'aborted', cause: why });
	});
});
