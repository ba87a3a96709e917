import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sendBody } from '../../../src/api/body.ts';
import { download } from '../../../src/api/download.ts';
import { OutgoingBody } from '../../../src/api/outgoing.ts';
import { callApi } from '../../../src/api/request.ts';
import { connect, generated, rejection } from './servers.ts';

/** What Cloudflare's runtime throws for what it doesn't have, before anything is sent. */
function workerFetch(
	answer: (body: BodyInit | null | undefined) => Response | Promise<Response>
): typeof fetch {
	return async (_input, init) => {
		if (init?.redirect === 'error') {
			throw new TypeError(
				'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented).'
			);
		}
		if (init?.credentials !== undefined) {
			throw new Error("The 'credentials' field on 'RequestInitializerDict' is not implemented.");
		}
		return answer(init?.body);
	};
}

const GET = { method: 'GET', path: '/ping/', kind: 'read' } as const;
const POST = { path: '/f/', contentType: 'text/plain', dialect: 'v1', signal: undefined } as const;
const bodyOf = (bytes: number, size?: number) =>
	new OutgoingBody({ source: generated(bytes), owned: true, size });

describe('on Cloudflare Workers', () => {
	beforeEach(() => vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' }));
	afterEach(() => vi.unstubAllGlobals());

	test('every kind of request asks for nothing that the runtime refuses', async () => {
		const connection = connect('https://x.test', {
			fetch: workerFetch(() => Response.json({ result: true, id: 'f' }))
		});
		expect(await callApi(connection, GET)).toMatchObject({ id: 'f' });
		expect((await download(connection, '/f/', undefined)).ok).toBe(true);
		expect(await sendBody(connection, POST, bodyOf(10))).toMatchObject({ id: 'f' });
	});

	test('a redirect, which comes as an answer there, is refused all the same', async () => {
		const headers = { location: 'https://elsewhere.test' };
		const connection = connect('https://x.test', {
			fetch: workerFetch(() => new Response(null, { status: 307, headers }))
		});
		const refused = { code: 'upstream', message: expect.stringContaining('redirect') };
		expect(await rejection(callApi(connection, GET))).toMatchObject(refused);
		expect(await rejection(download(connection, '/f/', undefined))).toMatchObject(refused);
		expect(await rejection(sendBody(connection, POST, bodyOf(10)))).toMatchObject(refused);
	});

	test('a body of known length travels in a stream that carries the length, any other as it is', async () => {
		const lengths: number[] = [];
		class FixedLengthStream extends TransformStream<Uint8Array, Uint8Array> {
			constructor(length: number) {
				super();
				lengths.push(length);
			}
		}
		vi.stubGlobal('FixedLengthStream', FixedLengthStream);
		const connection = connect('https://x.test', {
			fetch: workerFetch(async (body) => Response.json({ id: (await new Response(body).bytes()).length }))
		});
		expect(await sendBody(connection, POST, bodyOf(200_000, 200_000))).toEqual({ id: 200_000 });
		expect(await sendBody(connection, POST, bodyOf(200_000))).toEqual({ id: 200_000 });
		expect(lengths).toEqual([200_000]);
	});

	test('a source that fails in such a stream ends the upload with its own failure', async () => {
		vi.stubGlobal(
			'FixedLengthStream',
			class extends TransformStream<Uint8Array, Uint8Array> {
				constructor(_length: number) {
					super();
				}
			}
		);
		const failure = new Error('disk');
		const source = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(failure) });
		const connection = connect('https://x.test', {
			fetch: workerFetch(async (body) => Response.json({ id: (await new Response(body).bytes()).length }))
		});
		const body = new OutgoingBody({ source, owned: false, size: 10 });
		expect(await rejection(sendBody(connection, POST, body))).toBe(failure);
		expect(source.locked).toBe(false);
	});
});
