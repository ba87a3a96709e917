import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { BodyReader } from '../../../src/multipart/body-reader.ts';
import { isUntouchedRequest, nodeBody } from '../../../src/multipart/node-body.ts';

const MiB = 1024 ** 2;
const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

/** A server that hands out its one request, and a sender that has sent its head. */
async function requestOf(length: number): Promise<{ request: IncomingMessage; sender: Socket }> {
	const server = createServer();
	servers.push(server);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const sender = connect((server.address() as AddressInfo).port, '127.0.0.1');
	sender.on('error', () => {});
	sender.write(`PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`);
	const [request] = (await once(server, 'request')) as [IncomingMessage];
	return { request, sender };
}

function readerOf(request: IncomingMessage, options: { idleMs?: number } = {}): BodyReader {
	const { stream, release } = nodeBody(request);
	const headers = new Headers({ 'content-length': request.headers['content-length'] ?? '' });
	return new BodyReader({ body: stream, headers }, { ...options, onRelease: release });
}

describe('a body read from Node’s request', () => {
	test('is every byte, and leaves no listener behind', async () => {
		const { request, sender } = await requestOf(5 * MiB);
		expect(isUntouchedRequest(request)).toBe(true);
		const content = new Uint8Array(5 * MiB).map((_, index) => index * 31);
		sender.write(content);
		const reader = readerOf(request);
		expect(isUntouchedRequest(request)).toBe(false);
		const hash = createHash('sha256');
		for (let chunk = await reader.read(); chunk; chunk = await reader.read()) hash.update(chunk);
		expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
		expect([reader.ended, reader.receivedBytes]).toEqual([true, 5 * MiB]);
		expect(request.listenerCount('data')).toBe(0);
	});

	test('waits in the sender’s socket while nobody reads', async () => {
		const { request, sender } = await requestOf(64 * MiB);
		sender.write(new Uint8Array(64 * MiB));
		const reader = readerOf(request);
		await reader.read();
		let before = -1;
		const stands = () => before === (before = request.socket.bytesRead);
		await expect.poll(stands, { interval: 100 }).toBe(true);
		expect(request.socket.bytesRead).toBeLessThan(2 * MiB);
		for (let chunk = await reader.read(); chunk;) chunk = await reader.read();
		expect(reader.receivedBytes).toBe(64 * MiB);
	});

	test('ends with `aborted` when the sender goes away', async () => {
		const { request, sender } = await requestOf(MiB);
		sender.write(new Uint8Array(1000));
		const reader = readerOf(request);
		expect((await reader.read())?.byteLength).toBe(1000);
		const next = reader.read();
		sender.destroy();
		await expect(next).rejects.toMatchObject({ code: 'aborted' });
	});

	test('ends with `sender-timeout` when nothing comes', async () => {
		const { request } = await requestOf(MiB);
		const reader = readerOf(request, { idleMs: 50 });
		await expect(reader.read()).rejects.toMatchObject({ code: 'sender-timeout' });
	});

	test('gives the rest back when its reader lets go', async () => {
		const { request, sender } = await requestOf(MiB);
		sender.write(new Uint8Array(MiB));
		const reader = readerOf(request);
		await reader.read();
		reader.release();
		expect(request.listenerCount('data')).toBe(0);
		// As SvelteKit 3 does after the answer.
		request.resume();
		await once(request, 'end');
	});
});

test('a request that somebody reads, or that is none, is not for us', async () => {
	const { request } = await requestOf(MiB);
	expect(isUntouchedRequest(request)).toBe(true);
	const onData = () => {};
	request.on('data', onData);
	request.pause();
	expect(isUntouchedRequest(request)).toBe(false);
	request.off('data', onData);
	request.resume();
	expect(isUntouchedRequest(request)).toBe(false);
	for (const other of [undefined, null, 'GET /', {}, { listenerCount: 0 }]) {
		expect(isUntouchedRequest(other)).toBe(false);
	}
});
