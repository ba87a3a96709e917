import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	cleanFileName,
	decodeFileNameHeader,
	FALLBACK_FILE_NAME,
	MAX_FILE_NAME_BYTES,
	uniqueFileName
} from '../../../src/rules/file-name.ts';

test.each([
	['report.pdf', 'report.pdf'],
	['../../etc/passwd', 'passwd'],
	['C:\\Users\\me\\report.pdf', 'report.pdf'],
	['folder/', 'folder'],
	['..', FALLBACK_FILE_NAME],
	['', FALLBACK_FILE_NAME],
	['   ', FALLBACK_FILE_NAME],
	['///', FALLBACK_FILE_NAME],
	['.gitignore', '.gitignore'],
	['name. . .', 'name'],
	['  spaced.txt ', 'spaced.txt'],
	['a\u0000b\r\nc.txt', 'abc.txt'],
	['invoice\u202Efdp.exe', 'invoicefdp.exe'],
	['zero\u200Bwidth\uFEFF.txt', 'zerowidth.txt'],
	['e\u0301.txt', '\u00e9.txt'],
	['CON', '_CON'],
	['nul.txt', '_nul.txt'],
	['console.txt', 'console.txt'],
	['\ud800.txt', '\ufffd.txt']
])('%j becomes %j', (raw, clean) => {
	expect(cleanFileName(raw)).toBe(clean);
});

test('a name that is too long keeps its extension and ends at a character', () => {
	const name = cleanFileName(`${'ä'.repeat(300)}.jpeg`);
	expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
	expect(name).toMatch(/^ä+\.jpeg$/u);
});

test('exactly 255 bytes stay as they are', () => {
	const name = `${'a'.repeat(251)}.txt`;
	expect(cleanFileName(name)).toBe(name);
	expect(cleanFileName(`b${name}`)).toHaveLength(255);
});

test('any string becomes a name that Fast.io takes, and cleaning it again changes nothing', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary', maxLength: 400 })), (raw) => {
			const name = cleanFileName(raw);
			expect(name).not.toBe('');
			expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
			// oxlint-disable-next-line no-control-regex -- what Fast.io refuses
			expect(name).not.toMatch(/[/\\\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
			expect(name).not.toMatch(/[ .]$/u);
			expect(cleanFileName(name)).toBe(name);
		}),
		{ numRuns: 500 }
	);
});

describe('names that are taken', () => {
	test('get a number before the extension, whatever their case', () => {
		const taken = new Set<string>();
		const names = ['image.jpg', 'IMAGE.JPG', 'image.jpg', 'image (2).jpg', 'other', 'other'];
		expect(names.map((name) => uniqueFileName(name, taken))).toEqual([
			'image.jpg',
			'IMAGE (2).JPG',
			'image (3).jpg',
			'image (2) (2).jpg',
			'other',
			'other (2)'
		]);
	});

	test('stay within the limit', () => {
		const long = `${'a'.repeat(251)}.txt`;
		expect(uniqueFileName(long, new Set([long]))).toBe(`${'a'.repeat(247)} (2).txt`);
	});
});

describe('x-file-name', () => {
	test.each([
		[null, undefined],
		['', undefined],
		['plain.txt', 'plain.txt'],
		['h%C3%A9.bin', 'hé.bin'],
		['100%.txt', '100%.txt'],
		['%2e%2e%2fpasswd', '../passwd']
	])('%j reads as %j', (header, name) => {
		expect(decodeFileNameHeader(header)).toBe(name);
	});
});
