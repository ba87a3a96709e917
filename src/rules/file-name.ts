/** Longest name in UTF-8 bytes: what common file systems take, and within Fast.io's 255 characters. */
export const MAX_FILE_NAME_BYTES = 255;
/** Longest extension that is kept when a name is cut, its dot included; what is longer is part of the stem. */
const MAX_EXTENSION_BYTES = 32;

const encoder = new TextEncoder();
/**
 * What shows nothing: controls, line separators, annotations, noncharacters, and all that Unicode calls default
 * ignorable: bidi controls, zero-width characters, variation selectors, tags, fillers.
 */
const INVISIBLE = /[\p{Cc}\p{DI}\p{NChar}\u2028\u2029\ufff9-\ufffb]/gu;
/**
 * Characters that compatibility normalisation (NFKC) or Windows' conversion to 8-bit text turns into a slash or
 * backslash. Mere look-alikes, which stay what they are everywhere, are left alone.
 */
const LATENT_SEPARATORS = /[\u2044\u2100\u2101\u2105\u2106\u2215\u2216\ufe68\uff0f\uff3c]/gu;
/** Spaces, the blank Braille pattern, dots, and what NFKC turns into dots. */
const BLANK = String.raw`\s\u2800.\u2024-\u2026\ufe19\ufe30\ufe52\uff0e`;
const LEADING_SPACE = /^[\s\u2800]+/u;
const IS_BLANK = new RegExp(`[${BLANK}]`, 'u');
/** Names that Windows keeps for devices, with or without an extension. */
const DEVICE = new RegExp(
	`^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$|clock\\$)[${BLANK}]*(?:[.:]|$)`,
	'iu'
);

/**
 * A file name that Fast.io takes and that means the same everywhere: the last path segment, NFC, without invisible
 * characters, without spaces or dots at its end, not a device name, at most 255 bytes of UTF-8 with the extension
 * kept. Cleaning it again changes nothing. Never fails: what leaves nothing becomes `fallback`, which must be clean;
 * by default {@link generateFileName}.
 */
export function cleanFileName(raw: string, fallback?: string): string {
	const lastSegment = raw.split(/[/\\]/u).findLast((segment) => segment.trim() !== '') ?? '';
	const visible = lastSegment.toWellFormed().replace(INVISIBLE, '').replace(LATENT_SEPARATORS, '_');
	let name = shorten(trimEnds(visible.normalize('NFC')));
	if (DEVICE.test(name)) name = shorten(`_${name}`);
	return name === '' ? (fallback ?? generateFileName()) : name;
}

/** A name for a file that has none. Random, since Fast.io stores a second file of one name as a version of the first. */
export function generateFileName(): string {
	return `file-${crypto.randomUUID().slice(0, 8)}`;
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

/** By hand at the end: a pattern that ends in `$` takes seconds over a name of nothing but spaces and one letter. */
function trimEnds(name: string): string {
	let end = name.length;
	while (end > 0 && IS_BLANK.test(name.charAt(end - 1))) end -= 1;
	return name.slice(0, end).replace(LEADING_SPACE, '');
}

/** Cuts the stem, not the extension, at a character boundary. */
function shorten(name: string): string {
	if (byteLength(name) <= MAX_FILE_NAME_BYTES) return name;
	const { stem, extension } = splitName(name);
	return trimEnds(cut(stem, MAX_FILE_NAME_BYTES - byteLength(extension))) + extension;
}

function splitName(name: string): { stem: string; extension: string } {
	const dot = name.lastIndexOf('.');
	const extension = dot > 0 && byteLength(name.slice(dot)) <= MAX_EXTENSION_BYTES ? name.slice(dot) : '';
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
