import type { ClientRequest, IncomingMessage } from 'node:http';
import { giveBack } from '../multipart/release.ts';

/**
 * What the server entry sends with unless `createFastio({ fetch })` is given: on Node a stream body goes out through
 * `node:http`, everything else and every other runtime through global `fetch`.
 *
 * `fetch` never tells when the kernel has a chunk, so its buffers wait for V8 to collect them: some 50 MiB at a time
 * and a third of an upload's CPU. A socket's write callback does tell; the chunk then goes back to its source.
 *
 * Redirects are not followed. Rejects as fetch does: `TypeError` with the network's error as `cause`, or the source's
 * own error.
 */
export const uploadFetch: typeof fetch = (input, init) =>
	init?.body instanceof ReadableStream && typeof input === 'string' && isNode()
		? send(input, init, init.body)
		: fetch(input, init);

/** Not `process.versions.node`: workerd, Bun and Deno have that too. */
function isNode(): boolean {
	return globalThis.navigator?.userAgent?.startsWith('Node.js/') ?? false;
}

async function send(url: string, init: RequestInit, body: ReadableStream<Uint8Array>): Promise<Response> {
	const secure = url.startsWith('https:');
	// Imported late: other runtimes load this module too.
	const { request } = await (secure ? import('node:https') : import('node:http'));
	return new Promise((resolve, reject) => {
		const outgoing = request(url, {
			method: init.method ?? 'POST',
			headers: Object.fromEntries(new Headers(init.headers)),
			...(init.signal && { signal: init.signal })
		});
		outgoing.on('error', (cause) => reject(new TypeError('fetch failed', { cause })));
		outgoing.on('response', (incoming) => toResponse(incoming).then(resolve, reject));
		outgoing.on('socket', (socket) => {
			const begin = () => {
				pump(body, outgoing).catch((error: Error) => {
					reject(error);
					outgoing.destroy();
				});
			};
			// Nothing of the source is read before there is a connection: until then the upload can be tried again.
			if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', begin);
			else begin();
		});
	});
}

/** One chunk at a time; the next one is asked for when the kernel has the one before. */
async function pump(body: ReadableStream<Uint8Array>, outgoing: ClientRequest): Promise<void> {
	outgoing.flushHeaders();
	const reader = body.getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		await new Promise<void>((resolve, reject) => {
			outgoing.write(value, (error) => (error ? reject(error) : resolve()));
		});
		giveBack(value);
	}
	outgoing.end();
}

async function toResponse(incoming: IncomingMessage): Promise<Response> {
	const { Readable } = await import('node:stream');
	const headers = new Headers();
	for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
		headers.append(incoming.rawHeaders[at]!, incoming.rawHeaders[at + 1]!);
	}
	const status = incoming.statusCode ?? 0;
	const bodyless = status === 204 || status === 205 || status === 304;
	const stream = Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>;
	const response = new Response(bodyless ? null : stream, { status, headers });
	// It came over a connection, which `default` denies.
	return Object.defineProperty(response, 'type', { value: 'basic' });
}
