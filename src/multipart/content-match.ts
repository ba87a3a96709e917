import { essence } from '../rules/accept.ts';
import { mayBe } from './media-families.ts';
import { signatures } from './sniff.ts';
import type { Signatures } from './sniff.ts';
import { isTextType, looksLikeText } from './text-content.ts';

/** What is done about types that have no signature to look for: text, CSV, JSON, SVG, scripts. */
export type WithoutSignature =
	/** The first 4 KiB must read as text. */
	| 'text'
	/** As declared. */
	| 'any'
	/** Refused. */
	| 'refuse';

/** A file whose first bytes are not what it says it is. */
export interface Contradiction {
	/** The type that was declared, or that its extension stands for. */
	claimed: string;
	/** What the bytes are, where they have a signature. */
	found: string | undefined;
}

/** PDF readers take a header anywhere in the first KiB (ISO 32000-1, annex H.3.4.1). */
const PDF_HEADER_BYTES = 1024;

/**
 * What browsers take from the operating system's table of extensions, and the content says otherwise: TypeScript is
 * declared as MPEG transport stream, CSV as Excel, Illustrator's PDF as PostScript.
 */
const MISDECLARED: Readonly<Record<string, { as: string; content: string }>> = {
	ts: { as: 'video/mp2t', content: 'text/plain' },
	mts: { as: 'video/mp2t', content: 'text/plain' },
	csv: { as: 'application/vnd.ms-excel', content: 'text/csv' },
	ai: { as: 'application/postscript', content: 'application/pdf' }
};

/** Types whose signature is a few letters that a text may begin with, such as `BM` and `solid`. */
const WORDS: ReadonlySet<string> = new Set([
	'application/pgp-encrypted',
	'application/postscript',
	'application/x-bzip2',
	'application/x-ms-regedit',
	'application/x-msdownload',
	'application/x-shockwave-flash',
	'audio/mpeg',
	'audio/x-musepack',
	'image/bmp',
	'model/stl',
	'text/calendar',
	'text/vcard',
	'text/vtt'
]);

/**
 * Holds the declared type of a file, and what its extension stands for, against its first 4 KiB. A type that is
 * declared as `application/octet-stream` claims nothing by itself; one that no signature is known of can't be
 * contradicted.
 *
 * @returns the contradiction, or `undefined` when there is none.
 */
export async function findContradiction(
	file: { name: string; type: string },
	head: Uint8Array,
	withoutSignature: WithoutSignature
): Promise<Contradiction | undefined> {
	const known = await signatures();
	const found = await known.find(head);
	const byName = known.ofExtension(file.name);
	const declared = essence(file.type);
	const content: Content = { head, found, known, withoutSignature };
	const another = MISDECLARED[file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase()];
	// For that one declared type only: `x.csv` declared as a picture is no table.
	const claim = isGeneric(declared) ? byName : declared;
	if (another && another.as === claim && isContent(another.content, content)) {
		return undefined;
	}
	const claims = isGeneric(declared) ? [] : [declared];
	// Beside a declared type, an extension is heard where it would make a text of a binary file: `picture.html`.
	if (byName !== undefined && !isGeneric(byName) && (claims.length === 0 || isTextType(byName))) {
		claims.push(byName);
	}
	const claimed = claims.find((claim) => !isContent(claim, content));
	return claimed === undefined ? undefined : { claimed, found };
}

interface Content {
	head: Uint8Array;
	found: string | undefined;
	known: Signatures;
	withoutSignature: WithoutSignature;
}

/** Whether the bytes may be of this type. */
function isContent(type: string, { head, found, known, withoutSignature }: Content): boolean {
	if (isTextType(type)) {
		if (withoutSignature === 'refuse') return false;
		const isText = looksLikeText(head);
		if (found !== undefined) return mayBe(type, found) || (isText && WORDS.has(found));
		return isText || withoutSignature === 'any';
	}
	if (found !== undefined && mayBe(type, found)) return true;
	if (found === undefined && type === 'application/pdf') return hasPdfHeader(head);
	return !known.has(type);
}

function isGeneric(type: string): boolean {
	return type === '' || type === 'application/octet-stream';
}

function hasPdfHeader(head: Uint8Array): boolean {
	return new TextDecoder('latin1').decode(head.subarray(0, PDF_HEADER_BYTES)).includes('%PDF-');
}
