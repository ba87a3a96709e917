import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/emulator.ts';
import type { Emulator } from '../../src/emulator.ts';
import type { Playground } from '../../scripts/start-playground.ts';
import { multipartBody } from '../support/multipart.ts';
import { startOn } from '../support/playground.ts';

/** No answer within this time is a hang. */
const ANSWER_TIMEOUT_MS = 15_000;
const file = (fileName: string, content: string | Uint8Array = 'x', type?: string) => ({
	name: 'file',
	fileName,
	content,
	...(type === undefined ? {} : { type })
});
const part = (head: string, content = 'x') => `--B\r\n${head}\r\n\r\n${content}\r\n`;
const form = (text: string) => ({
	bytes: new TextEncoder().encode(text),
	contentType: 'multipart/form-data; boundary=B'
});
const named = 'content-disposition: form-data; name="file"; filename=';

let emulator: Emulator;
let playground: Playground;
beforeAll(async () => {
	emulator = await createEmulator();
	playground = await startOn(emulator);
});
afterAll(async () => {
	await playground.stop();
	await emulator.close();
});

describe('a form that breaks the rules is refused, and nothing is stored:', () => {
	test.each<[string, { bytes: Uint8Array; contentType: string }, string]>([
		['no parts at all', form('--B--\r\n'), 'no-file'],
		['no final boundary', form(part(`${named}"a"`)), 'malformed'],
		['the end inside a part header', form('--B\r\ncontent-disposition: form-da'), 'malformed'],
		['another boundary than announced', form('--C\r\n\r\n--C--\r\n'), 'malformed'],
		['a part header of 20 KiB', form(`${part(`${named}"${'a'.repeat(20_000)}"`)}--B--\r\n`), 'malformed'],
		['a part header with a NUL', form(`${part(`${named}"a"\r\nx-y: \u0000`)}--B--\r\n`), 'malformed'],
		[
			'a file without a field name',
			form(`${part('content-disposition: form-data; filename="a"')}--B--\r\n`),
			'malformed'
		],
		[
			'11 files where 10 are allowed',
			multipartBody(Array.from({ length: 11 }, (_, index) => file(`${index}`))),
			'too-many-files'
		],
		[
			'10,000 files',
			multipartBody(Array.from({ length: 10_000 }, (_, index) => file(`${index}`))),
			'too-many-files'
		],
		[
			'10,000 fields',
			multipartBody(Array.from({ length: 10_000 }, (_, index) => ({ name: `f${index}`, value: '' }))),
			'too-many-fields'
		],
		[
			'a field of 5 MiB',
			multipartBody([{ name: 'text', value: 'x'.repeat(5 * 2 ** 20) }]),
			'field-too-large'
		],
		[
			'5 MiB after the last boundary',
			form(`${part(`${named}"a"`)}--B--\r\n${'x'.repeat(5 * 2 ** 20)}`),
			'field-too-large'
		],
		[
			'a boundary of 200 characters',
			{ ...form(''), contentType: `multipart/form-data; boundary=${'b'.repeat(200)}` },
			'malformed'
		],
		['an empty body', form(''), 'malformed']
	])('%s', async (_, body, code) => {
		const answer = await post('/guide?/upload', body);
		expect(answer).toContain(`\\"${code}\\"`);
		await untouched();
	});

	test('a form inside a form is a file like any other', async () => {
		const inner = multipartBody([file('inner.txt', 'deep')], 'INNER');
		const answer = await post('/guide?/upload', multipartBody([file('form.bin', inner.bytes)]));
		expect(answer).toContain('"success"');
		expect(emulator.files()).toMatchObject([{ name: 'form.bin', size: inner.bytes.length }]);
		await emulator.reset();
	});

	test('a name of 5,000 characters is cut to 255', async () => {
		await post('/guide?/upload', multipartBody([file('x'.repeat(5000))]));
		expect(emulator.files()[0]?.name).toBe('x'.repeat(255));
		await emulator.reset();
	});

	test.each([
		['../../etc/passwd', 'passwd'],
		['..\\..\\boot.ini', 'boot.ini'],
		['..', expect.stringMatching(/^file-[0-9a-f]{8}$/u)],
		['a\u202Egnp.exe', 'agnp.exe'],
		['CON', '_CON'],
		["'; DROP TABLE files; --.txt", "'; DROP TABLE files; --.txt"],
		['"quoted"\r\nheader: x', '"quoted"header: x'],
		['🙂.txt', '🙂.txt']
	])('a file named %j is stored as %j', async (raw, stored) => {
		const answer = await post('/guide?/upload', multipartBody([file(raw)]));
		expect(answer).toContain('"success"');
		expect(emulator.files().map(({ name }) => name)).toEqual([stored]);
		await emulator.reset();
	});
});

describe('a raw request that breaks the rules is answered with 4xx, and nothing is stored:', () => {
	const head = (...lines: string[]) =>
		`POST /api/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('\r\n')}\r\n\r\n`;
	test.each([
		['headers of 17 KiB', head(`x-file-name: ${'a'.repeat(17 * 1024)}`, 'content-length: 1') + 'x', 431],
		['two lengths', head('content-type: a/b', 'content-length: 1', 'content-length: 2') + 'xx', 400],
		['a negative length', head('content-type: a/b', 'content-length: -1'), 400],
		[
			'a length and chunks',
			head('content-type: a/b', 'content-length: 3', 'transfer-encoding: chunked') + '0\r\n\r\n',
			400
		],
		[
			'a chunk size that is none',
			head('content-type: a/b', 'transfer-encoding: chunked') + 'zz\r\nx\r\n',
			400
		],
		['an empty chunked body', head('content-type: a/b', 'transfer-encoding: chunked') + '0\r\n\r\n', 400],
		['a length of 0', head('content-type: a/b', 'content-length: 0'), 400],
		['no HTTP at all', 'hello\r\n\r\n', 400],
		[
			'a foreign origin',
			head('content-type: a/b', 'origin: https://evil.test', 'content-length: 1') + 'x',
			403
		],
		['a form', head('content-type: multipart/form-data; boundary=B', 'content-length: 1') + 'x', 403]
	])('%s', async (_, bytes, status) => {
		expect(await exchange(bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'));
		await untouched();
	});

	test('headers of 1 MiB: the connection ends, whether or not the sender still sees the 431', async () => {
		const answer = await exchange(head(`x-file-name: ${'a'.repeat(2 ** 20)}`, 'content-length: 1'));
		expect(answer).toMatch(/^(?:$|HTTP\/1.1 431 )/u);
		await untouched();
	});

	test.each([
		['%', '%'],
		['%00evil%2f..%2f', 'evil'],
		['%E2%80%AEgnp.exe', 'gnp.exe'],
		['"><script>', '_script'],
		['   ', 'uploaded-file.dat']
	])('x-file-name %j', async (name) => {
		const answer = await exchange(
			head('content-type: a/b', `x-file-name: ${name}`, 'content-length: 1', 'connection: close') + 'x'
		);
		expect(answer).toMatch(/^HTTP\/1.1 200 /u);
		const stored = emulator.files()[0]?.name ?? '';
		// oxlint-disable-next-line no-control-regex -- what may not pass
		expect(stored).not.toMatch(/[\u0000-\u001f/\\\u202e]|^\s*$/u);
		await emulator.reset();
	});
});

/** Posts a form and resolves with the whole answer. */
async function post(path: string, body: { bytes: Uint8Array; contentType: string }): Promise<string> {
	const { host, origin } = new URL(playground.url);
	const lines = [
		`POST ${path} HTTP/1.1`,
		`host: ${host}`,
		`origin: ${origin}`,
		'accept: application/json',
		`content-type: ${body.contentType}`,
		`content-length: ${body.bytes.byteLength}`,
		'connection: close'
	];
	return exchange(`${lines.join('\r\n')}\r\n\r\n`, body.bytes);
}

/** Writes bytes to the server as they are and resolves with what it wrote back, once it is silent or closed. */
async function exchange(head: string, body: Uint8Array = new Uint8Array(0)): Promise<string> {
	const { port, hostname } = new URL(playground.url);
	const socket = connect(Number(port), hostname);
	let answer = '';
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`No answer; so far: ${answer}`)), ANSWER_TIMEOUT_MS);
		const done = () => {
			clearTimeout(timer);
			socket.destroy();
			resolve();
		};
		socket.on('data', (chunk) => {
			answer += chunk.toString();
			const [top, content = ''] = answer.split('\r\n\r\n');
			const length = /^content-length: (\d+)$/imu.exec(top ?? '')?.[1];
			if (length !== undefined && Buffer.byteLength(content) >= Number(length)) done();
		});
		socket.on('close', done);
		// The server may close while we still write: what it said first counts.
		socket.on('error', () => {});
		socket.write(head, 'latin1');
		socket.write(body);
	});
	return answer;
}

/** The server is alive, and nothing was stored or left open upstream. */
async function untouched(): Promise<void> {
	expect((await fetch(`${playground.url}/guide`)).status).toBe(200);
	await expect.poll(() => [emulator.files(), emulator.sessions()]).toEqual([[], []]);
}
