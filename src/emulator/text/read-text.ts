import { categoryOfType } from '../mime.ts';
import { type BlobStore, wasDiscarded } from '../store/blobs.ts';
import type { FileVersion } from '../store/nodes.ts';
import { chunksOf, type TextPage } from './chunks.ts';
import { type FileText, MAX_TEXT_BYTES, UnreadableText } from './file-text.ts';
import { textOfHtml } from './html.ts';
import { MAX_PDF_BYTES, readPdf } from './pdf.ts';

/** A file of which more than this share isn't text in its encoding is no text. */
const MAX_BROKEN_SHARE = 0.1;
const NOTHING: FileText = { chunks: [], isCut: false, bytes: 0 };

/**
 * The text of a version: of text, Markdown, CSV, JSON and code as it is, of HTML without its markup, of PDF by pages. Of other
 * types (Word, EPUB) and of contents that were discarded there is none. Holds 2 MiB, for PDF the file (at most 32 MiB).
 *
 * @throws UnreadableText when there should be text, but can't be had.
 */
export async function readText(version: FileVersion, blobs: BlobStore): Promise<FileText> {
	const type = (version.type.split(';')[0] ?? '').trim().toLowerCase();
	if (wasDiscarded(version.bytes)) return NOTHING;
	if (type === 'application/pdf') {
		if (version.bytes.size > MAX_PDF_BYTES) {
			throw new UnreadableText(`The PDF has ${version.bytes.size} bytes; at most ${MAX_PDF_BYTES} are read.`);
		}
		const { pages, total, isCut } = await readPdf(await firstBytes(version, blobs, MAX_PDF_BYTES));
		return textOf(pages, isCut, total);
	}
	if (!isText(type)) return NOTHING;
	const text = decode(await firstBytes(version, blobs, MAX_TEXT_BYTES));
	const isCut = version.bytes.size > MAX_TEXT_BYTES;
	return textOf([{ text: type === 'text/html' ? textOfHtml(text) : text }], isCut);
}

const isText = (type: string): boolean => type.startsWith('text/') || categoryOfType(type) === 'code';

function textOf(pages: readonly TextPage[], isCut: boolean, total?: number): FileText {
	const chunks = chunksOf(pages);
	const bytes = chunks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
	return { chunks, ...(total !== undefined && { pages: total }), isCut, bytes };
}

async function firstBytes(
	{ bytes }: FileVersion,
	blobs: BlobStore,
	maxBytes: number
): Promise<Uint8Array<ArrayBuffer>> {
	const pieces: Uint8Array[] = [];
	let left = maxBytes;
	for await (const piece of blobs.read(bytes)) {
		pieces.push(piece.subarray(0, left));
		left -= piece.byteLength;
		if (left <= 0) break;
	}
	return Uint8Array.from(Buffer.concat(pieces));
}

/** UTF-8, or what the byte order mark says. The last character may have been cut. */
function decode(bytes: Uint8Array): string {
	const [first, second] = bytes;
	const encoding =
		first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
	const text = new TextDecoder(encoding).decode(bytes).replace(/\r\n?/gu, '\n');
	const broken = text.match(/[\0\ufffd]/gu)?.length ?? 0;
	if (broken > 1 && broken > text.length * MAX_BROKEN_SHARE) {
		throw new UnreadableText('The content is not text, though its type says so.');
	}
	return text.replaceAll(/[\0\u0001-\u0008\u000b\u000c\u000e-\u001f]/gu, ' ');
}
