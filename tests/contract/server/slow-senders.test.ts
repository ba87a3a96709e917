import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heldBytes } from '../../support/heap.ts';
import { startHttpApp } from '../../support/http-app.ts';
import type { HttpApp } from '../../support/http-app.ts';
import { describeWires } from './wires.ts';

const SENDERS = 100;
const PLACES = 20;
const MAX_HELD_GROWTH_BYTES = 16 * 1024 * 1024;

/** Announces 16 MiB, more than a refusal reads past, and sends a few bytes of it. */
function dribble(port: number, path: string): { socket: Socket; answer: () => string } {
	const socket = connect({ port, host: '127.0.0.1' });
	let received = '';
	socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
	socket.on('error', () => {});
	const type = path === '/raw' ? 'a/b' : 'multipart/form-data; boundary=B';
	const start =
		path === '/raw' ? 'x' : '--B\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nx';
	socket.write(
		`POST ${path} HTTP/1.1\r\nhost: a\r\nx-visitor: slow\r\ncontent-type: ${type}\r\ncontent-length: 16777216\r\n\r\n${start}`
	);
	return { socket, answer: () => received };
}

describeWires('senders that never come to an end', (context) => {
	let app: HttpApp;
	beforeAll(async () => {
		app = await startHttpApp(
			context.fastio.define('documents', {
				authorize: 'public',
				rateLimit: {
					concurrent: { perAddress: PLACES },
					address: ({ request }) => request.headers.get('x-visitor') ?? undefined
				}
			})
		);
	});
	afterAll(() => app.close());

	test.each(['/raw', '/upload', '/profile'])(
		'%s: hold their places and little else, and keep nobody out',
		async (path) => {
			const before = heldBytes();
			const slow = Array.from({ length: SENDERS }, () => dribble(app.port, path));
			const refused = () => slow.filter(({ answer }) => answer().startsWith('HTTP/1.1 429')).length;
			await expect.poll(refused, { timeout: 10_000 }).toBe(SENDERS - PLACES);
			expect(slow.filter(({ answer }) => answer() === '')).toHaveLength(PLACES);
			expect(heldBytes() - before).toBeLessThan(MAX_HELD_GROWTH_BYTES);

			const post = (visitor: string) =>
				fetch(`${app.url}/raw`, {
					method: 'POST',
					headers: { 'content-type': 'a/b', 'x-file-name': 'quick.bin', 'x-visitor': visitor },
					body: 'quick'
				});
			expect((await post('another')).status).toBe(200);
			const one = await post('slow');
			expect([one.status, one.headers.get('retry-after')]).toEqual([429, '1']);

			for (const { socket } of slow) socket.destroy();
			await expect.poll(() => app.active, { timeout: 10_000 }).toBe(0);
			expect((await post('slow')).status).toBe(200);
			expect(new Set(context.emulator.files().map(({ name }) => name))).toEqual(new Set(['quick.bin']));
			await expect.poll(() => context.emulator.sessions()).toEqual([]);
			expect(app.crashes).toEqual([]);
		}
	);
});
