import { MAX_TEXT_BYTES, UnreadableText } from './file-text.ts';
import type { TextPage } from './chunks.ts';

/** Larger files aren't read, since one is in memory as a whole. */
export const MAX_PDF_BYTES = 32 * 1024 ** 2;
/** Longest time for one file. */
const READ_TIMEOUT_MS = 30_000;
/** `VerbosityLevel.ERRORS` of PDF.js: the emulator prints nothing. */
const QUIET = 0;

/** The text of a PDF by its pages. */
export interface PdfText {
	pages: TextPage[];
	/** Number of pages, those that weren't read included. */
	total: number;
	isCut: boolean;
}

/**
 * Reads the pages of a PDF one after the other, until there is enough text. `unpdf` is loaded by the first, and is the app's:
 * an optional peer.
 *
 * @param bytes taken over: PDF.js detaches it.
 * @throws UnreadableText when unpdf isn't installed, for a file that is no PDF or is locked, and after 30 s.
 */
export async function readPdf(bytes: Uint8Array): Promise<PdfText> {
	const { getDocumentProxy } = await loadUnpdf();
	const document = await getDocumentProxy(bytes, { verbosity: QUIET }).catch((error) => {
		throw new UnreadableText(`The PDF can't be read: ${messageOf(error)}`);
	});
	const timer = setTimeout(() => void document.loadingTask.destroy(), READ_TIMEOUT_MS);
	try {
		const pages: TextPage[] = [];
		let left = MAX_TEXT_BYTES;
		for (let n = 1; n <= document.numPages && left > 0; n++) {
			const page = await document.getPage(n);
			const text = await textOfPage(page.streamTextContent() as ReadableStream<TextPiece>, left);
			page.cleanup();
			left -= Buffer.byteLength(text);
			pages.push({ page: n, text });
		}
		return { pages, total: document.numPages, isCut: left <= 0 };
	} catch (error) {
		throw new UnreadableText(`The PDF can't be read: ${messageOf(error)}`);
	} finally {
		clearTimeout(timer);
		await document.loadingTask.destroy();
	}
}

/** What PDF.js gives of a page at a time; items without `str` mark structure. */
interface TextPiece {
	items: readonly ({ str: string; hasEOL: boolean } | object)[];
}

async function textOfPage(stream: ReadableStream<TextPiece>, maxBytes: number): Promise<string> {
	const pieces: string[] = [];
	let left = maxBytes;
	for await (const { items } of stream) {
		for (const item of items) {
			if (!('str' in item)) continue;
			const text = item.hasEOL ? `${item.str}\n` : item.str;
			pieces.push(text);
			left -= Buffer.byteLength(text);
		}
		if (left <= 0) break;
	}
	return pieces.join('');
}

async function loadUnpdf(): Promise<typeof import('unpdf')> {
	try {
		return await import('unpdf');
	} catch (cause) {
		throw new UnreadableText('PDF files are read by the package unpdf: npm install --save-dev unpdf', {
			cause
		});
	}
}

const messageOf = (error: unknown): string =>
	(error instanceof Error ? error.message : String(error)).slice(0, 200);
