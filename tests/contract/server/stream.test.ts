import { createHash } from 'node:crypto';
import { error } from '@sveltejs/kit';
import { describe, expect, test, vi } from 'vitest';
import { createFastioStream } from '../../../src/server.ts';
import type { DefinitionRules } from '../../../src/server.ts';
import { testEvent } from '../../support/event.ts';
import { describeWires } from './wires.ts';

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

describeWires('the raw route', (context) => {
	const post = async (
		body: Uint8Array<ArrayBuffer> | null,
		headers: Record<string, string> = {},
		rules: Partial<DefinitionRules<unknown>> = {}
	) => {
		const definition = context.fastio.define('documents', { authorize: 'public', ...rules });
		const length = body && body.byteLength > 0 ? { 'content-length': String(body.byteLength) } : {};
		const { event } = testEvent('/api/stream', {
			method: 'POST',
			headers: { 'content-type': 'application/octet-stream', ...length, ...headers },
			body
		});
		const response = await createFastioStream(definition)(event);
		return { response, json: await response.json() };
	};
	const bytes = (length: number) => new Uint8Array(length).map((_, index) => index * 7);

	test.each([[1], [4 * 1024 ** 2], [4 * 1024 ** 2 + 1]])(
		'stores a body of %d bytes as it is',
		async (length) => {
			const content = bytes(length);
			const { response, json } = await post(content, {
				'x-file-name': encodeURIComponent('Übersicht 1.bin'),
				'content-type': 'application/x-thing'
			});
			expect(response.status).toBe(200);
			const [stored] = context.emulator.files();
			expect(stored).toMatchObject({ name: 'Übersicht 1.bin', size: length, sha256: sha256(content) });
			expect(json).toMatchObject({ success: true, fileId: stored?.id, filename: 'Übersicht 1.bin' });
		}
	);

	test('passes the content type through, and x-file-type before it', async () => {
		const { json } = await post(bytes(3), { 'content-type': 'video/mp4' });
		expect(json.files).toMatchObject([{ type: 'video/mp4', name: 'uploaded-file.dat' }]);
		const second = await post(bytes(3), { 'x-file-type': 'image/png' });
		expect(second.json.files).toMatchObject([{ type: 'image/png' }]);
	});

	test.each([['image/png\u00e9'], ['nonsense'], ['application/x-www-form-urlencoded'], ['a/b;\u0001']])(
		'a content type of %j is not passed on',
		async (type) => {
			const { json } = await post(bytes(3), { 'x-file-type': encodeLatin1(type) });
			expect(json.files).toMatchObject([{ type: 'application/octet-stream' }]);
		}
	);

	test('a checksum is verified by Fast.io where the wire can, and one that is none is refused', async () => {
		const content = new TextEncoder().encode('123456789');
		expect((await post(content, { 'x-fastio-crc32c': 'E3069283' })).response.status).toBe(200);
		const wrong = await post(content, { 'x-fastio-crc32c': '00000000' });
		const sessions = context.wire === 'sessions';
		expect([wrong.response.status, wrong.json.code]).toEqual(
			sessions ? [422, 'checksum-mismatch'] : [200, undefined]
		);
		const none = await post(content, { 'x-fastio-crc32c': 'e306928' });
		expect([none.response.status, none.json.code]).toEqual([400, 'malformed']);
		expect(context.emulator.files()).toMatchObject([{ versions: sessions ? 1 : 2 }]);
	});

	describe('refuses', () => {
		test('an empty body with 400, in the words of the guide', async () => {
			for (const body of [null, new Uint8Array(0)]) {
				const { response, json } = await post(body);
				expect(response.status).toBe(400);
				expect(json).toEqual({ success: false, error: 'Empty request body', code: 'empty-file', files: [] });
			}
			expect(context.emulator.requests).toEqual([]);
		});

		test('a form, which would be stored with its framing', async () => {
			const { response, json } = await post(bytes(9), { 'content-type': 'multipart/form-data; boundary=x' });
			expect([response.status, json.code]).toEqual([400, 'malformed']);
		});

		test('another site, and a program that sends cookies without an Origin', async () => {
			for (const headers of [{ origin: 'https://evil.test' }, { cookie: 'session=1' }]) {
				const { response, json } = await post(bytes(9), headers);
				expect([response.status, json.code]).toEqual([403, 'cross-site']);
			}
			expect(context.emulator.requests).toEqual([]);
		});

		test('a declared size over the limit before Fast.io hears of it', async () => {
			const { response, json } = await post(bytes(9), {}, { maxFileBytes: 8 });
			expect([response.status, json.code]).toEqual([413, 'file-too-large']);
			expect(json.error).toContain('8 B');
			expect(context.emulator.requests).toEqual([]);
		});

		test('an undeclared size once it crosses the limit, and leaves nothing', async () => {
			const { json } = await post(bytes(200_000), { 'content-length': '' }, { maxFileBytes: 100_000 });
			expect(json.code).toBe('file-too-large');
			expect(context.emulator.files()).toEqual([]);
			expect(context.emulator.sessions()).toEqual([]);
		});

		test('a body shorter than it declared', async () => {
			const log = vi.spyOn(console, 'error').mockImplementation(() => {});
			const { response, json } = await post(bytes(5_000_000), { 'content-length': '6000000' });
			expect([response.status, json.code]).toEqual([400, 'malformed']);
			expect(context.emulator.files()).toEqual([]);
			expect(context.emulator.sessions()).toEqual([]);
			log.mockRestore();
		});
	});

	test('what authorize throws passes through, and the answer closes a connection with more to come', async () => {
		const definition = context.fastio.define('documents', { authorize: () => error(401, 'Log in first') });
		const { event, headers } = testEvent('/api/stream', {
			method: 'POST',
			headers: { 'content-type': 'application/octet-stream', 'content-length': String(60 * 2 ** 20) },
			body: 'x'
		});
		await expect(createFastioStream(definition)(event)).rejects.toMatchObject({ status: 401 });
		expect(headers).toEqual({ connection: 'close' });
	});

	test('a rate limit is told by Retry-After too', async () => {
		context.emulator.faults.add({
			on: { method: 'POST' },
			kind: 'rate-limit',
			reset: 'epoch',
			resetInSeconds: 90,
			times: Infinity
		});
		const { response } = await post(bytes(9));
		expect(response.status).toBe(429);
		expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(80);
	});
});

/** Header values are bytes: a character beyond Latin-1 could not even be sent. */
function encodeLatin1(text: string): string {
	return text.replaceAll('\u0001', '\u00ad');
}

describeWires('a sender that leaves', (context) => {
	test('after the last byte has uploaded: the file stays and the app hears of it', async () => {
		const control = new AbortController();
		const saved: string[] = [];
		const definition = context.fastio.define('documents', {
			authorize: 'public',
			onUploaded: ({ files }) => void saved.push(...files.map(({ name }) => name))
		});
		const content = new Uint8Array(5 * 1024 * 1024);
		let sent = 0;
		const body = new ReadableStream<Uint8Array>(
			{
				pull(controller) {
					if (sent < content.length) controller.enqueue(content.subarray(sent, (sent += 65_536)));
					else {
						controller.close();
						// The socket closes once Fast.io's answer is all that is missing.
						setTimeout(() => control.abort());
					}
				}
			},
			{ highWaterMark: 0 }
		);
		const { event } = testEvent('/api/stream', {
			method: 'POST',
			headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'late.bin' },
			body: body as BodyInit,
			signal: control.signal,
			duplex: 'half'
		});
		const response = await createFastioStream(definition)(event);
		expect(control.signal.aborted).toBe(true);
		expect(response.status).toBe(200);
		expect(saved).toEqual(['late.bin']);
		expect(context.emulator.files()).toMatchObject([{ name: 'late.bin', size: content.length }]);
	});
});
