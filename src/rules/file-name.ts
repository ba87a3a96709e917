/** The name a file gets when nothing usable is left of its own. */
export const FALLBACK_FILE_NAME = 'file';
/** Longest name in UTF-8 bytes: what common file systems take, and within Fast.io's 255 characters. */
export const MAX_FILE_NAME_BYTES = 255;

const encoder = new TextEncoder();
/** C0, DEL, C1, line and paragraph separators, zero-width characters, bidi controls, BOM. */
const INVISIBLE =
	/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
/** Names that Windows keeps for devices, with or without an extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;

/**
 * A file name that Fast.io takes and that means the same everywhere: the last path segment, NFC, without control,
 * bidi or zero-width characters, without spaces or dots at its end, not a device name, at most 255 bytes of UTF-8
 * with the extension kept. Never fails: what leaves nothing becomes `fallback`.
 */
export function cleanFileName(raw: string, fallback: string = FALLBACK_FILE_NAME): string {
	const lastSegment =
		raw
			.toWellFormed()
			.split(/[/\\]/u)
			.findLast((segment) => segment.trim() !== '') ?? '';
	let name = trimEnds(lastSegment.replace(INVISIBLE, '').normalize('NFC'));
	if (name === '') return fallback;
	if (DEVICE.test(name)) name = `_${name}`;
	return shorten(name);
}

/**
 * The name a raw upload declares in `x-file-name`: percent-encoded UTF-8 as `encodeURIComponent` writes it. A value
 * that is no valid encoding is taken as it stands. `undefined` when there is no such header.
 */
export function decodeFileNameHeader(header: string | null): string | undefined {
	if (header === null || header.trim() === '') return undefined;
	try {
		return decodeURIComponent(header);
	} catch {
		return header;
	}
}

/**
 * The name, or `name (2).ext` and so on when `taken` has it, upper and lower case alike; adds the result to `taken`.
 * Fast.io stores a second file of one name as a new version of the first, and phones call every photo `image.jpg`.
 */
export function uniqueFileName(name: string, taken: Set<string>): string {
	const { stem, extension } = splitName(name);
	let unique = name;
	for (let count = 2; taken.has(unique.toLowerCase()); count += 1) {
		const number = ` (${count})`;
		unique = `${cut(stem, MAX_FILE_NAME_BYTES - byteLength(number + extension))}${number}${extension}`;
	}
	taken.add(unique.toLowerCase());
	return unique;
}

function trimEnds(name: string): string {
	return name.replace(/^\s+/u, '').replace(/[\s.]+$/u, '');
}

/** Cuts the stem, not the extension, at a character boundary. */
function shorten(name: string): string {
	if (byteLength(name) <= MAX_FILE_NAME_BYTES) return name;
	const { stem, extension } = splitName(name);
	return trimEnds(cut(stem, MAX_FILE_NAME_BYTES - byteLength(extension))) + extension;
}

/** An extension has at most 32 bytes with its dot; beyond that it is part of the stem. */
function splitName(name: string): { stem: string; extension: string } {
	const dot = name.lastIndexOf('.');
	const extension = dot > 0 && byteLength(name.slice(dot)) <= 32 ? name.slice(dot) : '';
	return { stem: name.slice(0, name.length - extension.length), extension };
}

function cut(text: string, maxBytes: number): string {
	let kept = '';
	let used = 0;
	for (const character of text) {
		used += byteLength(character);
		if (used > maxBytes) break;
		kept += character;
	}
	return kept;
}

function byteLength(text: string): number {
	return encoder.encode(text).length;
}
