import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameProblem } from '../../../src/emulator/names.ts';
import { cleanFileName, MAX_FILE_NAME_BYTES, uniqueFileName } from '../../../src/rules/file-name.ts';
import { hostileName } from '../../support/names.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const GENERATED = /^file-[0-9a-f]{8}$/u;

test.each([
	['report.pdf', 'report.pdf'],
	['../../etc/passwd', 'passwd'],
	['C:\\Users\\me\\report.pdf', 'report.pdf'],
	['folder/', 'folder'],
	['.gitignore', '.gitignore'],
	['archive.tar.gz', 'archive.tar.gz'],
	['invoice.pdf.exe', 'invoice.pdf.exe'],
	['name. . .', 'name'],
	['  spaced.txt ', 'spaced.txt'],
	['\u3000wide\u00a0\u2800', 'wide'],
	['a\u0000b\r\nc.txt', 'abc.txt'],
	['invoice\u202Efdp.exe', 'invoicefdp.exe'],
	['zero\u200Bwidth\uFEFF.txt', 'zerowidth.txt'],
	['family\u{1f468}\u200d\u{1f469}.png', 'family\u{1f468}\u{1f469}.png'],
	['hidden\u{e0068}\u{e0069}.txt', 'hidden.txt'],
	['a\u3164b\uffff.txt', 'ab.txt'],
	['e\u0301.txt', '\u00e9.txt'],
	['e\u200b\u0301.txt', '\u00e9.txt'],
	['CON', '_CON'],
	['nul.txt', '_nul.txt'],
	['aux .tar.gz', '_aux .tar.gz'],
	['com1:', '_com1:'],
	['LPT\u00b9.txt', '_LPT\u00b9.txt'],
	['CONIN$', '_CONIN$'],
	['console.txt', 'console.txt'],
	['com10.txt', 'com10.txt'],
	['\ud800.txt', '\ufffd.txt'],
	['AC\u2215DC.mp3', 'AC_DC.mp3'],
	['..\uff0f..\uff0fetc\uff3cpasswd', '.._.._etc_passwd'],
	['c\u29f8o.txt', 'c\u29f8o.txt'],
	['what?*<>|":.txt', 'what?*<>|":.txt'],
	['wait\u2026', 'wait']
])('%j becomes %j', (raw, clean) => {
	expect(cleanFileName(raw)).toBe(clean);
});

test.each([
	'..',
	'',
	'   ',
	'///',
	'.',
	'\u202e',
	'\u2026',
	'\uff0e\uff0e',
	'\ufe0f',
	'\u0000',
	'.'.repeat(300)
])('%j leaves nothing, so that a name is generated, another one for every file', (raw) => {
	const name = cleanFileName(raw);
	expect(name).toMatch(GENERATED);
	expect(cleanFileName(raw)).not.toBe(name);
	expect(cleanFileName(raw, 'upload.dat')).toBe('upload.dat');
});

describe('a name that is too long', () => {
	test('keeps its extension and ends at a character', () => {
		const name = cleanFileName(`${'ä'.repeat(300)}.jpeg`);
		expect(bytesOf(name)).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
		expect(name).toMatch(/^ä+\.jpeg$/u);
	});

	test('of exactly 255 bytes stays as it is', () => {
		const name = `${'a'.repeat(251)}.txt`;
		expect(cleanFileName(name)).toBe(name);
		expect(cleanFileName(`b${name}`)).toHaveLength(255);
	});

	test.each([
		['dots up to an extension that is none', `${'.'.repeat(300)}${'x'.repeat(40)}`, GENERATED],
		['a device name once its spaces are cut off', `con${' '.repeat(260)}${'x'.repeat(40)}`, /^_con$/u],
		['a device name with an extension', `nul${' '.repeat(300)}.txt`, /^_nul\.txt$/u],
		['spaces before its extension', `a${' '.repeat(300)}.txt`, /^a\.txt$/u]
	])('and is %s is still clean', (_, raw, expected) => {
		const name = cleanFileName(raw);
		expect(name).toMatch(expected);
		expect(cleanFileName(name)).toBe(name);
	});

	test('and all blanks but its end is cleaned in a moment', () => {
		const startedAt = performance.now();
		cleanFileName(`x${' '.repeat(2 ** 20)}x`);
		expect(performance.now() - startedAt).toBeLessThan(5000);
	});
});

test('any string becomes a name that Fast.io takes, and cleaning it again changes nothing', () => {
	fc.assert(
		fc.property(hostileName(), (raw) => {
			const name = cleanFileName(raw);
			expect(nameProblem(name)).toBeUndefined();
			expect(bytesOf(name)).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
			expect(name.isWellFormed()).toBe(true);
			expect(name.normalize('NFC')).toBe(name);
			expect(name.normalize('NFKC'), 'no normalisation finds a separator').not.toMatch(/[/\\]|^\.+$/u);
			expect(name).not.toMatch(/[\p{Cc}\p{DI}\p{Bidi_C}]|^\s|[\s.]$/u);
			expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu);
			expect(cleanFileName(name)).toBe(name);
		}),
		{ numRuns: 2000 }
	);
});

test('the short extension of a clean name survives however long the rest is', () => {
	fc.assert(
		fc.property(hostileName(), fc.stringMatching(/^\.[a-z0-9]{1,8}$/u), (stem, extension) => {
			const name = cleanFileName(`x${stem.replaceAll(/[/\\]/gu, '')}${extension}`);
			expect(name.endsWith(extension)).toBe(true);
		})
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

	test("get one that is clean, within the limit and nobody else's", () => {
		fc.assert(
			fc.property(fc.array(hostileName(), { minLength: 1, maxLength: 5 }), (raw) => {
				const taken = new Set<string>();
				const names = [...raw, ...raw].map((one) => uniqueFileName(cleanFileName(one), taken));
				expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
				for (const name of names) {
					expect(cleanFileName(name)).toBe(name);
					expect(bytesOf(name)).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
				}
			})
		);
	});

	test('stay within the limit', () => {
		const long = `${'a'.repeat(251)}.txt`;
		expect(uniqueFileName(long, new Set([long]))).toBe(`${'a'.repeat(247)} (2).txt`);
	});
});
