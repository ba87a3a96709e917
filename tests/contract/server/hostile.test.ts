import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { heldBytes } from '../../support/heap.ts';
import { startHttpApp } from '../../support/http-app.ts';
import type { HttpApp } from '../../support/http-app.ts';
import { multipartBody } from '../../support/multipart.ts';
import { exchange } from '../../support/raw-exchange.ts';
import { PNG } from '../../support/samples.ts';
import type { RawRequest } from '../../support/raw-exchange.ts';
import { describeWires } from './wires.ts';

const MAX_FILE_BYTES = 64 * 1024;
const DEADLINE_MS = 10_000;
const MAX_HELD_GROWTH_BYTES = 32 * 1024 * 1024;

const SCRIPT = Buffer.from('#!/bin/sh\nrm -rf /\n');
const file = (fileName: string, content: Uint8Array, type: string) =>
	multipartBody([{ name: 'file', fileName, content, type }]);
const of = (bytes: number) => Buffer.alloc(bytes, 'x');

/** A request whose head says what it says, true or not. */
const request = (path: string, type: string, body: Uint8Array, ...more: string[]): RawRequest => {
	const length = more.some((line) => /^(?:content-length|transfer-encoding)/iu.test(line))
		? []
		: [`content-length: ${body.byteLength}`];
	const head = [`POST ${path} HTTP/1.1`, 'host: 127.0.0.1', `content-type: ${type}`, ...length, ...more];
	return { head: `${head.join('\r\n')}\r\n\r\n`, body };
};
const form = ({ bytes, contentType }: { bytes: Uint8Array; contentType: string }, ...more: string[]) =>
	request('/upload', contentType, bytes, ...more);
const raw = (body: Uint8Array, ...more: string[]) =>
	request('/raw', 'application/octet-stream', body, ...more);
const text = (body: string) => ({ bytes: Buffer.from(body), contentType: 'multipart/form-data; boundary=B' });
const part = (head: string) => `--B\r\n${head}\r\ncontent-type: text/plain\r\n\r\nx\r\n--B--\r\n`;

/** What arrives upstream, by name and content, or the code of the refusal; a number is an answer of Node's own. */
type Outcome = [name: string, content: Uint8Array] | string | number;

const CASES: [string, RawRequest, Outcome][] = [
	['a picture', form(file('a.png', PNG, 'image/png')), ['a.png', PNG]],
	['a script that is declared as a picture', form(file('a.png', SCRIPT, 'image/png')), 'type-mismatch'],
	[
		'a picture with a program behind it',
		form(file('a.png', Buffer.concat([PNG, SCRIPT]), 'image/png')),
		['a.png', Buffer.concat([PNG, SCRIPT])]
	],
	[
		'a page in a picture: the bytes stay, the name says picture',
		form(file('a.png', Buffer.concat([PNG, Buffer.from('<script>alert(1)</script>')]), 'image/png')),
		['a.png', Buffer.concat([PNG, Buffer.from('<script>alert(1)</script>')])]
	],
	[
		"a script behind a picture's extension",
		form(file('a.png.sh', SCRIPT, 'application/x-sh')),
		'type-not-allowed'
	],
	[
		'a script that calls itself a picture, by type alone',
		form(file('a.sh', SCRIPT, 'image/png')),
		'type-mismatch'
	],
	['0 bytes', form(file('a.txt', of(0), 'text/plain')), 'empty-file'],
	['1 byte', form(file('a.txt', of(1), 'text/plain')), ['a.txt', of(1)]],
	['exactly the limit', form(file('a.txt', of(MAX_FILE_BYTES), 'text/plain')), ['a.txt', of(MAX_FILE_BYTES)]],
	['one byte over', form(file('a.txt', of(MAX_FILE_BYTES + 1), 'text/plain')), 'file-too-large'],
	['10 MiB over', form(file('a.txt', of(10 * 2 ** 20), 'text/plain')), 'total-too-large'],
	['raw: 0 bytes', raw(of(0)), 'empty-file'],
	['raw: 1 byte', raw(of(1), 'x-file-name: a.txt', 'x-file-type: text/plain'), ['a.txt', of(1)]],
	['raw: one byte over', raw(of(MAX_FILE_BYTES + 1), 'x-file-type: text/plain'), 'file-too-large'],
	['raw: two lengths', raw(of(9), 'content-length: 4', 'content-length: 9'), 400],
	['raw: a length and chunks', raw(of(9), 'content-length: 9', 'transfer-encoding: chunked'), 400],
	[
		'a name that would be a header',
		form(file('a\r\nx-evil: 1\r\n\r\n.txt', of(1), 'text/plain')),
		['ax-evil: 1.txt', of(1)]
	],
	[
		'a bare line feed in a part header',
		form(text(part('content-disposition: form-data; name="f"; filename="a\nb"'))),
		'malformed'
	],
	[
		'a folded part header',
		form(text(part('content-disposition: form-data;\r\n name="f"; filename="a.txt"'))),
		['a.txt', of(1)]
	],
	[
		'a missing final boundary',
		form(
			text(
				'--B\r\ncontent-disposition: form-data; name="f"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\nx'
			)
		),
		'malformed'
	],
	[
		'a form in a form',
		form(file('a.txt', multipartBody([{ name: 'x', value: 'y' }], 'INNER').bytes, 'text/plain')),
		['a.txt', multipartBody([{ name: 'x', value: 'y' }], 'INNER').bytes]
	],
	[
		'10,000 parts',
		form(multipartBody(Array.from({ length: 10_000 }, (_, n) => ({ name: `f${n}`, value: '' })))),
		'too-many-fields'
	],
	[
		'a part header of 1 MiB',
		form(text(part(`content-disposition: form-data; name="${'n'.repeat(2 ** 20)}"`))),
		'malformed'
	]
];

describeWires('a hostile request has its stated answer', (context) => {
	let app: HttpApp;
	let heldBefore = 0;
	beforeAll(async () => {
		vi.spyOn(console, 'error').mockImplementation(() => {});
		const definition = context.fastio.define('documents', {
			authorize: 'public',
			rateLimit: false,
			accept: ['image/*', 'text/plain'],
			maxFiles: 10,
			maxFileBytes: MAX_FILE_BYTES,
			maxTotalBytes: 2 * MAX_FILE_BYTES
		});
		app = await startHttpApp(definition);
		heldBefore = heldBytes();
	});
	afterAll(async () => {
		vi.restoreAllMocks();
		await app.close();
	});

	test.each(CASES)('%s', async (_, sent, outcome) => {
		const answer = await exchange(app.port, sent, DEADLINE_MS);
		const stored = () => context.emulator.files().map(({ name, sha256 }) => [name, sha256]);
		if (typeof outcome === 'number') expect(answer?.status).toBe(outcome);
		else if (typeof outcome === 'string') expect(answer?.text).toContain(`"code":"${outcome}"`);
		else expect(answer?.text).toContain('"success":true');
		const expected = Array.isArray(outcome)
			? [[outcome[0], createHash('sha256').update(outcome[1]).digest('hex')]]
			: [];
		await expect.poll(stored).toEqual(expected);
		expect(context.emulator.sessions()).toEqual([]);
		expect(app.crashes).toEqual([]);
	});

	test('bytes after the declared length are no part of the file, and Node refuses them as a request', async () => {
		const sent = raw(of(9), 'content-length: 4', 'x-file-name: a.txt', 'x-file-type: text/plain');
		const answer = await exchange(app.port, sent, DEADLINE_MS);
		expect([200, 400]).toContain(answer?.status);
		await expect.poll(() => app.active).toBe(0);
		expect(context.emulator.files()).toMatchObject([{ name: 'a.txt', size: 4 }]);
		expect(context.emulator.sessions()).toEqual([]);
	});

	test('headers of 1 MiB end the connection, and no route hears of them', async () => {
		const answer = await exchange(app.port, raw(of(1), `x-file-name: ${'a'.repeat(2 ** 20)}`), DEADLINE_MS);
		expect([undefined, 431]).toContain(answer?.status);
		expect(context.emulator.requests).toEqual([]);
	});

	test('after all of them no more memory is held than before', () => {
		expect(heldBytes() - heldBefore).toBeLessThan(MAX_HELD_GROWTH_BYTES);
	});
});
