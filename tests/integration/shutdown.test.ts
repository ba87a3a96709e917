import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPlayground, type Playground } from '../../scripts/start-playground.ts';
import { createEmulator, type Emulator } from '../../src/emulator.ts';
import { multipartBody } from '../support/multipart.ts';

/** Seconds that adapter-node waits for requests under way. */
const SHUTDOWN_TIMEOUT_SECONDS = 2;
const big = new Uint8Array(6 * 1024 * 1024);
const form = multipartBody([{ name: 'file', fileName: 'big.bin', content: big }]);

let emulator: Emulator;
let playground: Playground;
beforeEach(async () => {
	emulator = await createEmulator();
	playground = await startPlayground({
		env: {
			...process.env,
			PORT: '0',
			BODY_SIZE_LIMIT: 'Infinity',
			SHUTDOWN_TIMEOUT: String(SHUTDOWN_TIMEOUT_SECONDS),
			FASTIO_API_URL: emulator.url,
			FASTIO_API_TOKEN: emulator.token,
			FASTIO_WORKSPACE_ID: emulator.workspaceId
		},
		stdio: 'ignore'
	});
});
afterEach(async () => {
	await playground.stop();
	await emulator.close();
});

describe.each([
	['an action', '/guide?/upload', form],
	['the raw route', '/api/stream', { bytes: big, contentType: 'application/octet-stream' }]
])('SIGTERM while %s is under way', (_name, path, body) => {
	test('lets an upload finish that does so in time, and the process ends', async () => {
		const upload = await begin(path, body);
		process.kill(playground.pid, 'SIGTERM');
		upload.socket.write(body.bytes.subarray(upload.sent));
		expect(await upload.answer).toMatch(/^HTTP\/1\.1 200 /u);
		await ended(playground);
		expect(emulator.files()).toMatchObject([{ size: big.length }]);
		expect(emulator.sessions()).toEqual([]);
	});

	test('ends one whose sender stalls, and the process goes once nothing of it is left', async () => {
		const upload = await begin(path, body);
		process.kill(playground.pid, 'SIGTERM');
		await upload.answer;
		await ended(playground);
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});
});

/** Sends the head and half of the body, and resolves when Fast.io has begun to get it. */
async function begin(path: string, { bytes, contentType }: typeof form) {
	const { hostname, port, origin } = new URL(playground.url);
	const head = [
		`POST ${path} HTTP/1.1`,
		`host: ${hostname}:${port}`,
		`origin: ${origin}`,
		'accept: application/json',
		'connection: close',
		`content-type: ${contentType}`,
		`content-length: ${bytes.byteLength}`
	];
	const socket = connect(Number(port), hostname);
	const sent = bytes.byteLength >> 1;
	socket.write(`${head.join('\r\n')}\r\n\r\n`);
	socket.write(bytes.subarray(0, sent));
	await expect
		.poll(
			() =>
				emulator.requests.some(({ path, bytesReceived }) => path.endsWith('/stream/') && bytesReceived > 0),
			{
				timeout: 10_000
			}
		)
		.toBe(true);
	return { socket, sent, answer: textOf(socket) };
}

/** All that comes until the connection is closed, however it is. */
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
