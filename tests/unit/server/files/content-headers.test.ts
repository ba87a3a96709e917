import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentDisposition, contentHeaders } from '../../../../src/server/files/content-headers.ts';

const headersOf = (
	type: string,
	{ inline = false, upstream = {} }: { inline?: boolean; upstream?: Record<string, string> } = {}
) => Object.fromEntries(contentHeaders({ name: 'a.bin', type }, new Headers(upstream), inline));

test('a download has these headers and no others', () => {
	const upstream = {
		'content-length': '12',
		'content-type': 'text/html',
		'content-disposition': 'inline',
		'set-cookie': 'a=b',
		location: 'https://evil.test',
		refresh: '0; url=https://evil.test',
		'access-control-allow-origin': '*',
		'content-security-policy': "default-src 'unsafe-inline'"
	};
	expect(headersOf('image/png', { upstream })).toEqual({
		'content-type': 'image/png',
		'content-disposition': `attachment; filename="a.bin"; filename*=UTF-8''a.bin`,
		'content-length': '12',
		'x-content-type-options': 'nosniff',
		'content-security-policy': "default-src 'none'; sandbox",
		'cross-origin-resource-policy': 'same-origin',
		'cache-control': 'private, no-store'
	});
});

describe('?inline shows', () => {
	test.each([
		['image/png', 'image/png'],
		['IMAGE/JPEG; x=y', 'image/jpeg'],
		['video/mp4', 'video/mp4'],
		['audio/mpeg', 'audio/mpeg'],
		['text/plain; charset=utf-7', 'text/plain; charset=utf-8']
	])('%s', (type, sent) => {
		const headers = headersOf(type, { inline: true });
		expect(headers['content-type']).toBe(sent);
		expect(headers['content-disposition']).toMatch(/^inline; filename=/u);
		expect(headers['x-content-type-options']).toBe('nosniff');
		expect(headers['content-security-policy']).toBe("default-src 'none'; sandbox");
	});
});

describe('never shown, and sent as bytes of no type:', () => {
	test.each([
		'text/html',
		'image/svg+xml',
		'IMAGE/SVG+XML',
		'application/xhtml+xml',
		'text/xml',
		'application/xml',
		'text/javascript',
		'application/wasm',
		'text/css',
		'application/pdf',
		'multipart/x-mixed-replace',
		'message/rfc822',
		'text/plain,text/html',
		'image/png\r\nset-cookie: a=b',
		'image/*',
		'',
		'nonsense'
	])('%j', (type) => {
		const headers = headersOf(type, { inline: true });
		expect(headers['content-type']).toBe('application/octet-stream');
		expect(headers['content-disposition']).toMatch(/^attachment; /u);
	});
});

test.each([
	['a length that is none', { 'content-length': '12, 12' }],
	['the length of what was compressed', { 'content-length': '12', 'content-encoding': 'gzip' }],
	['no length', {}]
])('%s is not passed on', (_, upstream) => {
	expect(headersOf('image/png', { upstream })['content-length']).toBeUndefined();
});

test.each([
	['a.txt', `attachment; filename="a.txt"; filename*=UTF-8''a.txt`],
	['Übersicht 1.pdf', `attachment; filename="_bersicht 1.pdf"; filename*=UTF-8''%C3%9Cbersicht%201.pdf`],
	['a"; x="b', `attachment; filename="a_; x=_b"; filename*=UTF-8''a%22%3B%20x%3D%22b`],
	["it's (1)*!.txt", `attachment; filename="it's (1)*!.txt"; filename*=UTF-8''it%27s%20%281%29%2A%21.txt`],
	['100%41.txt', `attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt`]
])('the name %j is told as %s', (name, header) => {
	expect(contentDisposition('attachment', name)).toBe(header);
});

test('no name can end the header or add a parameter to it', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
			const header = contentDisposition('attachment', name);
			expect(header).toMatch(
				/^attachment; filename="[\x20\x21\x23-\x24\x26-\x5b\x5d-\x7e]+"; filename\*=UTF-8''(?:%[\dA-F]{2}|[\w.~-])+$/u
			);
			expect(new Headers({ 'content-disposition': header }).get('content-disposition')).toBe(header);
		})
	);
});
