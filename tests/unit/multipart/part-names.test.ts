import { describe, expect, test } from 'vitest';
import { BodyReader } from '../../../src/multipart/body-reader.ts';
import { readMultipart } from '../../../src/multipart/read-multipart.ts';
import { multipartBody, streamOf } from '../../support/multipart.ts';

const LIMITS = { maxFiles: 3, maxFields: 3, maxFieldBytes: 100 };

/** The names of the parts of a form, as `field:fileName`. */
async function namesOf(form: { bytes: Uint8Array; contentType: string }): Promise<string[]> {
	const names: string[] = [];
	const body = new BodyReader({ body: streamOf([form.bytes]), headers: new Headers() });
	await readMultipart(body, form.contentType, LIMITS, {
		onField: (name) => void names.push(name),
		onFile: async ({ field, fileName }) => void names.push(`${field}:${fileName}`)
	});
	return names;
}

/** A form of one part with this `content-disposition`, between two good ones. */
const withDisposition = (disposition: string) => ({
	bytes: Buffer.from(
		`--B\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n` +
			`--B\r\ncontent-disposition: ${disposition}\r\ncontent-type: a/b\r\n\r\nx\r\n` +
			`--B\r\ncontent-disposition: form-data; name="z"\r\n\r\n2\r\n--B--\r\n`
	),
	contentType: 'multipart/form-data; boundary=B'
});

describe('the name of a part arrives as its sender meant it:', () => {
	test.each([
		['plain', 'filename="a.txt"', 'a.txt'],
		['without quotes', 'filename=a.txt', 'a.txt'],
		['in UTF-8', 'filename="\u00fc \u65e5.txt"', '\u00fc \u65e5.txt'],
		[
			'with the full path that old browsers sent',
			String.raw`filename="C:\Users\me\a.txt"`,
			String.raw`C:\Users\me\a.txt`
		],
		['with quoted pairs', String.raw`filename="a\"b\\c.txt"`, String.raw`a"b\c.txt`],
		['with the escapes of browsers', 'filename="a%22b%0D%0Ac%41.txt"', 'a"b\r\nc%41.txt'],
		['in RFC 5987', "filename*=UTF-8''%e2%82%ac.txt", '\u20ac.txt'],
		['in RFC 5987 and Latin-1', "filename*=ISO-8859-1''%e9.txt", '\u00e9.txt'],
		['both ways', `filename="old.txt"; filename*=UTF-8''%e2%82%ac.txt`, '\u20ac.txt'],
		['both ways, the other way round', `filename*=UTF-8''%e2%82%ac.txt; filename="old.txt"`, '\u20ac.txt'],
		['twice: the first counts', 'filename="a.txt"; filename="b.txt"', 'a.txt']
	])('%s', async (_, parameters, name) => {
		const form = withDisposition(`form-data; name="f"; ${parameters}`);
		expect(await namesOf(form)).toEqual(['a', `f:${name}`, 'z']);
	});

	test.each(['"', '\r\n', 'a"b\r\nc', '__proto__', 'constructor', '\u00fc[]'])(
		'the field %j of a browser',
		async (field) => {
			const form = multipartBody([
				{ name: field, value: 'x' },
				{ name: field, fileName: 'a', content: 'x' }
			]);
			expect(await namesOf(form)).toEqual([field, `${field}:a`]);
		}
	);
});

describe('a part that can not be read ends the form instead of being left out:', () => {
	test.each([
		['another disposition', 'attachment; name="f"; filename="a.txt"'],
		['no disposition at all', '\r\nx-other: form-data; name="f"'],
		['a quote within the quotes', 'form-data; name="f"; filename="a"b.txt"'],
		['a quote that is never closed', String.raw`form-data; name="f"; filename="dir\"`],
		['a blank outside of quotes', 'form-data; name="f"; filename=a b.txt'],
		['RFC 5987 with a broken escape', `form-data; name="f"; filename="a.txt"; filename*=UTF-8''%zz`],
		['RFC 5987 without a value', `form-data; name="f"; filename="a.txt"; filename*=UTF-8''`],
		['RFC 5987 without a charset', 'form-data; name="f"; filename="a.txt"; filename*=nonsense'],
		['RFC 5987 in a charset that busboy lacks', `form-data; name="f"; filename*=windows-1251''%cf%f0.txt`],
		['no field name', 'form-data; filename="a.txt"'],
		['an empty field name', 'form-data; name=""; filename="a.txt"']
	])('%s', async (_, disposition) => {
		await expect(namesOf(withDisposition(disposition))).rejects.toMatchObject({ code: 'malformed' });
	});

	test('what follows a damaged delimiter', async () => {
		const { bytes, contentType } = withDisposition('form-data; name="f"; filename="a.txt"');
		const damaged = Buffer.from(bytes.toString('latin1').replace('1\r\n--B\r\n', '1\r\n--B \r\n'), 'latin1');
		await expect(namesOf({ bytes: damaged, contentType })).rejects.toMatchObject({ code: 'malformed' });
	});

	test('a boundary inside of another parameter is none', async () => {
		const form = multipartBody([{ name: 'a', value: 'x' }], 'B');
		const after = Buffer.concat([
			form.bytes,
			Buffer.from('--B\r\ncontent-disposition: form-data; name="f"; filename="b"')
		]);
		const contentType = 'multipart/form-data; x="; boundary=q"; boundary=B';
		expect(await namesOf({ bytes: after, contentType })).toEqual(['a']);
	});

	test('an escaped boundary is the one that the parser looks for', async () => {
		const form = multipartBody([{ name: 'a', value: 'x' }], 'a"b');
		const contentType = String.raw`multipart/form-data; boundary="a\"b"`;
		expect(await namesOf({ ...form, contentType })).toEqual(['a']);
	});
});
