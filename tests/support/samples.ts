/** Small real files, for tests of what looks at content. */

const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'latin1'));
const base64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64'));

/** One pixel. */
export const PNG = base64(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII='
);
export const GIF = base64('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==');
/** Only the head of one: enough to be known. */
export const JPEG = latin1('\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9');
export const PDF = latin1(
	'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n' +
		'trailer<</Root 1 0 R>>\n%%EOF\n'
);
export const MP4 = latin1('\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x08free');
/** The head of a Windows program. */
export const EXE = latin1(`MZ\x90\x00\x03\x00\x00\x00${'\x00'.repeat(56)}PE\x00\x00`);
/** A GIF that is a script as well. */
export const GIF_SCRIPT = latin1('GIF89a/*\x01\x00\x80\x00\x00*/=1;alert(1)//');
export const SVG_SCRIPT = latin1('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
export const HTML_SCRIPT = latin1('<!doctype html><script>alert(1)</script>');

/** The sample filled up with zeros to this many bytes. */
export function padded(sample: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
	const file = new Uint8Array(bytes);
	file.set(sample.subarray(0, bytes));
	return file;
}
