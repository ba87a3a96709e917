import { describe, expect, test } from 'vitest';
import { toUploadRequest } from '../../../src/api/uploads.ts';
import type { UploadOptions, UploadSource } from '../../../src/api/fastio-types.ts';
import { generated } from './servers.ts';

const prepare = (source: UploadSource, options: UploadOptions = {}) =>
	toUploadRequest(source, { workspaceId: '1', folderId: 'root' }, options);

/** What a file without a name is called. */
const GENERATED: string = expect.stringMatching(/^file-[0-9a-f]{8}$/u);

test.each([
	['a File', new File(['abc'], 'a b.txt', { type: 'text/plain' }), {}, 'a b.txt', 'text/plain', 3],
	['a Blob', new Blob(['abc'], { type: 'text/css' }), {}, GENERATED, 'text/css', 3],
	[
		'a File under another name',
		new File(['abc'], 'a.txt'),
		{ name: '../../b.txt', type: 'x/y' },
		'b.txt',
		'x/y',
		3
	],
	['an ArrayBuffer', new ArrayBuffer(4), {}, GENERATED, 'application/octet-stream', 4],
	[
		'a view of part of a buffer',
		new Uint8Array(new ArrayBuffer(10), 2, 5),
		{ name: 'v' },
		'v',
		'application/octet-stream',
		5
	],
	['a stream', generated(3), { name: 's', size: 3 }, 's', 'application/octet-stream', 3],
	['a stream of unknown size', generated(3), {}, GENERATED, 'application/octet-stream', undefined],
	[
		'a type that no header can carry',
		new Blob(['a']),
		{ type: 'a/b\r\nx: y' },
		GENERATED,
		'application/octet-stream',
		1
	]
] as const)('%s is understood', (_name, source, options, name, type, size) => {
	const request = prepare(source as UploadSource, options);
	expect(request).toMatchObject({ name, type });
	expect(request.body.size).toBe(size);
});

test('a buffer that changes later does not change the file', async () => {
	const bytes = new TextEncoder().encode('before');
	const { body } = prepare(bytes);
	bytes.fill(0);
	expect(body.kind === 'blob' && (await body.blob.text())).toBe('before');
});

describe('what is refused before anything is sent', () => {
	const locked = generated(1);
	locked.getReader();
	test.each([
		['a stream that someone reads', locked, {}, 'malformed'],
		['a size that is not a whole number', generated(1), { size: 1.5 }, 'malformed'],
		['a blob of another size than declared', new Blob(['abc']), { size: 4 }, 'malformed'],
		['text', 'abc', {}, 'malformed'],
		['a known size beyond maxBytes', new Blob(['abc']), { maxBytes: 2 }, 'file-too-large'],
		['a declared size beyond maxBytes', generated(3), { size: 3, maxBytes: 2 }, 'file-too-large'],
		['a maxBytes that is not a number', new Blob(['abc']), { maxBytes: Number.NaN }, 'config'],
		['an aborted signal', new Blob(['abc']), { signal: AbortSignal.abort('why') }, 'aborted']
	])('%s', (_name, source, options, code) => {
		expect(() => prepare(source as UploadSource, options)).toThrow(expect.objectContaining({ code }));
	});

	test('a file of exactly maxBytes passes', () => {
		expect(prepare(new Blob(['abc']), { maxBytes: 3 }).body.size).toBe(3);
	});
});
