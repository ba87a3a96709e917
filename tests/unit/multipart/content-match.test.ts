import { describe, expect, test } from 'vitest';
import { findContradiction } from '../../../src/multipart/content-match.ts';
import type { WithoutSignature } from '../../../src/multipart/content-match.ts';
import { EXE, GIF, GIF_SCRIPT, HTML_SCRIPT, JPEG, MP4, PDF, PNG, SVG_SCRIPT } from '../../support/samples.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const ZIP = Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, ...Array.from({ length: 60 }, () => 0)]);
const CFB = Uint8Array.from([
	0xd0,
	0xcf,
	0x11,
	0xe0,
	0xa1,
	0xb1,
	0x1a,
	0xe1,
	...Array.from({ length: 80 }, () => 0)
]);
const GZIP = Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
const UTF16 = Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x62, 0]);

const check = (name: string, type: string, head: Uint8Array, policy: WithoutSignature = 'text') =>
	findContradiction({ name, type }, head, policy);

describe('the first bytes bear out', () => {
	test.each<[string, string, string, Uint8Array]>([
		['a PNG', 'a.png', 'image/png', PNG],
		['a JPEG by its other name', 'a.jpg', 'image/jpg', JPEG],
		['an upper-case type with parameters', 'a.pdf', 'Application/PDF; x=y', PDF],
		[
			'a PDF with something before its header',
			'a.pdf',
			'application/pdf',
			text(`\n\n${'x'.repeat(900)}%PDF-1.4`)
		],
		['a movie that is declared as its sibling', 'a.mov', 'video/quicktime', MP4],
		[
			'a Word file, which is a ZIP',
			'a.docx',
			'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
			ZIP
		],
		['an old Word file', 'a.doc', 'application/msword', CFB],
		['text', 'a.txt', 'text/plain', text('hello')],
		['text in UTF-16 with its mark', 'a.txt', 'text/plain', UTF16],
		['text in Latin-1', 'a.csv', 'text/csv', Uint8Array.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72])],
		['text that begins like a bitmap', 'a.txt', 'text/plain', text('BMW and others')],
		['text about PDF', 'a.md', 'text/markdown', text('A header is `%PDF-1.4`.')],
		['CSV, which Windows with Office calls Excel', 'a.csv', 'application/vnd.ms-excel', text('a;b')],
		['TypeScript, which browsers call a video', 'a.ts', 'video/mp2t', text('export {};')],
		['SVG with an XML declaration', 'a.svg', 'image/svg+xml', text('<?xml version="1.0"?><svg/>')],
		['SVG without one', 'a.svg', 'image/svg+xml', SVG_SCRIPT],
		['compressed SVG', 'a.svgz', 'image/svg+xml', GZIP],
		['what no signature is known of', 'a.foo', 'application/x-foo', Uint8Array.from([0, 1, 2])],
		['a program that claims nothing', 'a.bin', 'application/octet-stream', EXE],
		['a picture that is declared as bytes', 'a.png', 'application/octet-stream', PNG],
		['a picture with two extensions', 'a.php.png', 'image/png', PNG]
	])('%s', async (_, name, type, head) => {
		expect(await check(name, type, head)).toBeUndefined();
	});
});

describe('the first bytes give away', () => {
	test.each<[string, string, string, Uint8Array, string | undefined]>([
		['a script as a picture', 'a.png', 'image/png', HTML_SCRIPT, undefined],
		['a program as a picture', 'a.png', 'image/png', EXE, 'application/x-msdownload'],
		['a script as a picture whose name is a table', 'a.csv', 'image/png', HTML_SCRIPT, undefined],
		['a script as a picture whose name is a program', 'a.ts', 'image/png', HTML_SCRIPT, undefined],
		['a PDF as a picture by an artist', 'a.ai', 'image/png', PDF, 'application/pdf'],
		['a GIF as a PNG', 'a.png', 'image/png', GIF, 'image/gif'],
		['one letter as a picture', 'a.png', 'image/png', text('x'), undefined],
		['a ZIP as a PDF', 'a.pdf', 'application/pdf', ZIP, 'application/zip'],
		[
			'a Word file as an Excel file of the other kind',
			'a.xlsx',
			'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			CFB,
			'application/x-cfb'
		],
		['a picture as text', 'a.txt', 'text/plain', PNG, 'image/png'],
		['bytes as text', 'a.txt', 'text/plain', Uint8Array.from([1, 0, 2, 0]), undefined],
		['a picture that is a script by its name', 'a.js', 'image/gif', GIF_SCRIPT, 'image/gif'],
		['a picture that is a page by its name', 'a.html', 'image/png', PNG, 'image/png'],
		['a script whose name alone says picture', 'a.png', 'application/octet-stream', HTML_SCRIPT, undefined],
		[
			'a program that Windows would call Excel',
			'a.csv',
			'application/vnd.ms-excel',
			EXE,
			'application/x-msdownload'
		]
	])('%s', async (_, name, type, head, found) => {
		expect(await check(name, type, head)).toMatchObject({ claimed: expect.any(String), found });
	});
});

describe('types without a signature', () => {
	test.each<[WithoutSignature, string, Uint8Array, boolean]>([
		['text', 'text', text('x'), true],
		['text', 'bytes', Uint8Array.from([7, 8, 1]), false],
		['any', 'bytes', Uint8Array.from([7, 8, 1]), true],
		['any', 'a picture', PNG, false],
		['refuse', 'text', text('x'), false]
	])('by the policy %s: %s', async (policy, _, head, passes) => {
		expect((await check('a.csv', 'text/csv', head, policy)) === undefined).toBe(passes);
	});

	test('and `refuse` leaves types with one alone', async () => {
		expect(await check('a.png', 'image/png', PNG, 'refuse')).toBeUndefined();
	});
});
