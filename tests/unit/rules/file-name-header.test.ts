import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFileNameHeader } from '../../../src/rules/file-name-header.ts';
import { hostileName } from '../../support/names.ts';

/** What a server hands on when the header's bytes are these: Node reads headers as Latin-1. */
const asLatin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const percent = (bytes: Uint8Array) =>
	[...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

describe('x-file-name', () => {
	test.each([
		['none', null, undefined],
		['an empty one', '', undefined],
		['blanks', '  ', undefined],
		['plain', 'plain.txt', 'plain.txt'],
		['percent-encoded', 'h%C3%A9.bin', 'h\u00e9.bin'],
		['percent-encoded, with a path', '%2e%2e%2fpasswd', '../passwd'],
		['a percent sign that encodes nothing', '100%.txt', '100%.txt'],
		['percent-encoded Latin-1', 'h%E9.bin', 'h%E9.bin'],
		['RFC 5987', "UTF-8''na%C3%AFve.txt", 'na\u00efve.txt'],
		['RFC 5987 with a language', "utf-8'en-US'%e2%82%ac.txt", '\u20ac.txt'],
		['RFC 5987 in Latin-1', "ISO-8859-1''h%E9.txt", 'h\u00e9.txt'],
		['RFC 5987 in Cyrillic', "windows-1251''%cf%f0.txt", '\u041f\u0440.txt'],
		['RFC 5987 in a charset of nobody', "klingon''a%20b.txt", "klingon''a b.txt"],
		['RFC 5987 that is no UTF-8', "UTF-8''%ff.txt", "UTF-8''%ff.txt"],
		['apostrophes of a name', "it's ada's.txt", "it's ada's.txt"],
		['RFC 2047, base64', '=?UTF-8?B?bmHDr3ZlLnR4dA==?=', 'na\u00efve.txt'],
		['RFC 2047, quoted-printable', '=?utf-8?q?na=C3=AFve_file.txt?=', 'na\u00efve file.txt'],
		['RFC 2047 with a language', '=?ISO-8859-1*fr?Q?h=E9.txt?=', 'h\u00e9.txt'],
		['RFC 2047, a character over two words', '=?UTF-8?Q?=C3?= =?UTF-8?Q?=AF.txt?=', '\u00ef.txt'],
		['RFC 2047, two charsets', '=?UTF-8?Q?a=C3=AF?= =?iso-8859-1?Q?=EF.txt?=', 'a\u00ef\u00ef.txt'],
		['RFC 2047 that is no base64', '=?UTF-8?B?!!!?=', '=?UTF-8?B?!!!?='],
		['RFC 2047 that is no UTF-8', '=?UTF-8?Q?=FF?=', '=?UTF-8?Q?=FF?='],
		['RFC 2047 without its end', '=?UTF-8?B?bmHD', '=?UTF-8?B?bmHD'],
		[
			'UTF-8, read as Latin-1',
			asLatin1('\u00dcbersicht \u65e5\u672c.pdf'),
			'\u00dcbersicht \u65e5\u672c.pdf'
		],
		['Latin-1', 'h\u00e9.txt', 'h\u00e9.txt']
	])('%s', (_, header, name) => {
		expect(decodeFileNameHeader(header)).toBe(name);
	});

	test('gives back any name that was percent-encoded', () => {
		fc.assert(
			fc.property(hostileName(), (raw) => {
				const name = raw.toWellFormed();
				fc.pre(!/^[^']+'[^']*'/u.test(name) && encodeURIComponent(name) !== '');
				expect(decodeFileNameHeader(encodeURIComponent(name))).toBe(name);
			})
		);
	});

	test('gives back any name in RFC 5987 and RFC 2047, words cut anywhere', () => {
		fc.assert(
			fc.property(hostileName(), fc.integer({ min: 1, max: 40 }), (raw, wordBytes) => {
				const name = raw.toWellFormed();
				const bytes = Buffer.from(name, 'utf8');
				fc.pre(bytes.length > 0);
				expect(decodeFileNameHeader(`UTF-8''${percent(bytes)}`)).toBe(name);
				const words = [];
				for (let at = 0; at < bytes.length; at += wordBytes) words.push(bytes.subarray(at, at + wordBytes));
				const base64 = words.map((word) => `=?UTF-8?B?${word.toString('base64')}?=`).join(' ');
				expect(decodeFileNameHeader(base64)).toBe(name);
				const quoted = words.map((word) => `=?utf-8?q?${percent(word).replaceAll('%', '=')}?=`).join('\t');
				expect(decodeFileNameHeader(quoted)).toBe(name);
			})
		);
	});

	test('gives back any name that came as plain UTF-8', () => {
		fc.assert(
			fc.property(hostileName(), (raw) => {
				const name = raw.toWellFormed().trim();
				fc.pre(name !== '' && !/[%'=]/u.test(name) && asLatin1(name).trim() === asLatin1(name));
				expect(decodeFileNameHeader(asLatin1(name))).toBe(name);
			})
		);
	});

	test('never throws, whatever it says', () => {
		const broken = fc
			.array(
				fc.constantFrom('=?', '?=', '?', 'UTF-8', 'B', 'q', '%', '%C3', '=C3', "'", '\u00c3', 'x', ' ', '*')
			)
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(fc.oneof(broken, fc.string({ unit: 'binary' })), (header) => {
				const name = decodeFileNameHeader(header);
				expect(name === undefined).toBe(header.trim() === '');
			}),
			{ numRuns: 1000 }
		);
	});
});
