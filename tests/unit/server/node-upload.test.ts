import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { offerBack } from '../../../src/multipart/release.ts';
import { uploadFetch } from '../../../src/server/node-upload.ts';
import { closedPort, rejection, serve } from '../api/servers.ts';

const upload = (url: string, body: ReadableStream<Uint8Array>, init: RequestInit = {}) => {
	const all: RequestInit & { duplex: 'half' } = {
		method: 'POST',
		body,
		duplex: 'half',
		...init
	};
	return uploadFetch(url, all);
};

/** Streams `count` chunks of 64 KiB and wipes each when it is given back. */
function recycled(count: number): {
	stream: ReadableStream<Uint8Array>;
	sha256: string;
	given: () => number;
} {
	const hash = createHash('sha256');
	const fill = (n: number) => new Uint8Array(64 * 1024).fill(n + 1);
	for (let n = 0; n < count; n++) hash.update(fill(n));
	let [next, given] = [0, 0];
	const stream = new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				if (next === count) return controller.close();
				const chunk = fill(next++);
				offerBack(chunk, () => {
					given += 1;
					chunk.fill(0);
				});
				controller.enqueue(chunk);
			}
		},
		{ highWaterMark: 0 }
	);
	return { stream, sha256: hash.digest('hex'), given: () => given };
}

test('chunks are given back only when the kernel has them, so wiping them does no harm to a slow receiver', async () => {
	const url = await serve((request, response) => {
		const hash = createHash('sha256');
		request.on('data', (chunk: Buffer) => {
			hash.update(chunk);
			request.pause();
			setImmediate(() => request.resume());
		});
		request.on('end', () => response.end(hash.digest('hex')));
	});
	const source = recycled(400);
	const response = await upload(url, source.stream);
	expect(await response.text()).toBe(source.sha256);
	expect(source.given()).toBe(400);
	expect(response.type).toBe('basic');
});

test('a refused connection rejects as fetch does, and leaves the source unread', async () => {
	const source = recycled(1);
	const error = await rejection(upload(await closedPort(), source.stream));
	expect(error).toBeInstanceOf(TypeError);
	expect(error['cause']).toMatchObject({ code: 'ECONNREFUSED' });
	expect(source.stream.locked).toBe(false);
});

test('an error of the source is what the upload rejects with', async () => {
	const url = await serve((request) => void request.resume());
	const broken = new Error('the source broke');
	const stream = new ReadableStream<Uint8Array>({
		pull: (controller) => controller.error(broken)
	});
	expect(await rejection(upload(url, stream))).toBe(broken);
});

test('a redirect is an answer, and is not followed', async () => {
	const url = await serve((request, response) => {
		request.resume().on('end', () => response.writeHead(307, { location: '/elsewhere' }).end());
	});
	expect((await upload(url, recycled(1).stream)).status).toBe(307);
});

test('a signal ends the upload', async () => {
	const url = await serve((request) => void request.pause());
	const control = new AbortController();
	const sent = rejection(upload(url, recycled(10_000).stream, { signal: control.signal }));
	control.abort();
	expect(await sent).toBeInstanceOf(TypeError);
});

test('over TLS it waits for the handshake, sends the same bytes, and refuses a certificate it does not trust', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'fastio-tls-'));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	const request =
		'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
	await promisify(execFile)('openssl', [...request.split(' '), '-keyout', key, '-out', cert]);
	const server = createServer(
		{ key: await readFile(key), cert: await readFile(cert) },
		(request, response) => {
			const hash = createHash('sha256');
			request.on('data', (chunk: Buffer) => hash.update(chunk));
			request.on('end', () => response.end(hash.digest('hex')));
		}
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	const url = `https://localhost:${(server.address() as AddressInfo).port}`;

	const untrusted = recycled(2);
	const refused = await rejection(upload(url, untrusted.stream));
	expect(refused['cause']).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
	expect(untrusted.given()).toBe(0);

	setDefaultCACertificates([await readFile(cert, 'utf8')]);
	const source = recycled(50);
	const response = await upload(url, source.stream);
	expect(await response.text()).toBe(source.sha256);
	expect(source.given()).toBe(50);
});
