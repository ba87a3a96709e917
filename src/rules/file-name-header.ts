/** RFC 5987 (8187): `charset'language'percent-encoded`. */
const EXTENDED = /^([\w.:+-]+)'[\w-]*'([ -~]*)$/u;
/** RFC 2047: encoded words, which white space may part. */
const ENCODED_WORDS = /^(?:=\?[\w.:+*-]+\?[bq]\?[!->@-~]*\?=\s*)+$/iu;
const ENCODED_WORD = /=\?([\w.:+-]+)(?:\*[\w-]*)?\?([bq])\?([!->@-~]*)\?=/giu;

/**
 * The name that `x-file-name` declares, whichever way its sender wrote it: percent-encoded UTF-8 as
 * `encodeURIComponent` makes it, RFC 5987 (`UTF-8''na%C3%AFve.txt`), RFC 2047 (`=?UTF-8?B?bmHDr3ZlLnR4dA==?=`), or
 * plain UTF-8, which servers hand on as Latin-1. Never throws: what is none of them is taken as it stands, uncleaned.
 * `undefined` when there is no such header.
 */
export function decodeFileNameHeader(header: string | null): string | undefined {
	const text = utf8OfLatin1(header?.trim() ?? '');
	if (text === '') return undefined;
	return orNothing(() => fromEncodedWords(text) ?? fromExtended(text) ?? decodeURIComponent(text)) ?? text;
}

function fromEncodedWords(text: string): string | undefined {
	if (!ENCODED_WORDS.test(text)) return undefined;
	// One character may be spread over two words: bytes of one charset are joined before they are decoded.
	const runs: { charset: string; bytes: string }[] = [];
	for (const [, charset = '', encoding = '', content = ''] of text.matchAll(ENCODED_WORD)) {
		const bytes = encoding.toLowerCase() === 'b' ? atob(content) : bytesOf(content.replaceAll('_', ' '), '=');
		const last = runs.at(-1);
		if (last?.charset === charset.toLowerCase()) last.bytes += bytes;
		else runs.push({ charset: charset.toLowerCase(), bytes });
	}
	return runs.map(({ charset, bytes }) => decode(bytes, charset)).join('');
}

function fromExtended(text: string): string | undefined {
	const [, charset, value = ''] = EXTENDED.exec(text) ?? [];
	// An apostrophe or two in a name do not make a charset of what comes before them.
	return charset === undefined ? undefined : orNothing(() => decode(bytesOf(value, '%'), charset));
}

/** Latin-1 text that is UTF-8 byte for byte, as text; any other as it is. */
function utf8OfLatin1(text: string): string {
	if (!/[\u0080-\u00ff]/u.test(text) || /[^\u0000-\u00ff]/u.test(text)) return text;
	return orNothing(() => decode(text, 'utf-8')) ?? text;
}

/** Undoes an escape of two hex digits. One that is broken stays. */
function bytesOf(text: string, escape: '%' | '='): string {
	return text.replace(new RegExp(`${escape}([0-9a-f]{2})`, 'giu'), (_, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16))
	);
}

/** @throws TypeError for bytes that the charset does not have, RangeError for a charset that nobody knows. */
function decode(bytes: string, charset: string): string {
	const codes = Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
	return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(codes);
}

function orNothing(read: () => string | undefined): string | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}
