import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { resolveConnection, type Connection } from '../../../src/api/settings.ts';
import type { FastioOptions } from '../../../src/api/options.ts';

export const TOKEN = 'secret-token-0123456789';

/** A real HTTP server on a free port of 127.0.0.1 that is gone when the test ends. */
export async function serve(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that speaks only what `onSocket` makes it speak. */
export async function serveTcp(onSocket: (socket: Socket) => void): Promise<string> {
	const sockets = new Set<Socket>();
	const server = createTcpServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		onSocket(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		for (const socket of sockets) socket.destroy();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The URL of a port that nobody listens on. */
export async function closedPort(): Promise<string> {
	const server = createTcpServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return `http://127.0.0.1:${port}`;
}

/** A connection without retries unless the options ask for them. */
export function connect(apiUrl: string, options: Partial<FastioOptions> = {}): Connection {
	return resolveConnection({ token: TOKEN, workspaceId: '1', apiUrl, retry: { retries: false }, ...options });
}

/** What a promise rejects with; fails when it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
	try {
		await promise;
	} catch (error) {
		return error as Error & Record<string, unknown>;
	}
	throw new Error('expected a rejection');
}

/** A stream of `bytes` in chunks of `chunkBytes`, made as it is read. */
export function generated(bytes: number, chunkBytes = 65_536): ReadableStream<Uint8Array> {
	let left = bytes;
	return new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				if (left === 0) return controller.close();
				const length = Math.min(left, chunkBytes);
				left -= length;
				controller.enqueue(new Uint8Array(length));
			}
		},
		{ highWaterMark: 0 }
	);
}
