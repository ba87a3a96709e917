import type { FileEntry } from '../../api.ts';
import { cleanFileName } from '../../rules/file-name.ts';

/** What a browser shows without running anything of it, as it names these types itself. SVG, HTML, XML and PDF are not. */
const INERT_TYPES = new Set([
	'image/png',
	'image/jpeg',
	'image/gif',
	'image/webp',
	'image/avif',
	'image/bmp',
	'audio/mpeg',
	'audio/mp4',
	'audio/aac',
	'audio/ogg',
	'audio/wav',
	'audio/webm',
	'audio/flac',
	'video/mp4',
	'video/webm',
	'video/ogg',
	'video/quicktime',
	'text/plain'
]);

/** Every header of a download. Of Fast.io's answer only the length is passed on, and only where it is that of the bytes. */
export function contentHeaders(
	{ name, type }: Pick<FileEntry, 'name' | 'type'>,
	upstream: Headers,
	inline: boolean
): Headers {
	const inert = inertType(type);
	const headers = new Headers({
		// A stored script or style sheet would be one of the app's own origin, which its CSP may trust.
		'content-type': inert ?? 'application/octet-stream',
		'content-disposition': contentDisposition(inline && inert ? 'inline' : 'attachment', name),
		'x-content-type-options': 'nosniff',
		'content-security-policy': "default-src 'none'; sandbox",
		'cross-origin-resource-policy': 'same-origin',
		'cache-control': 'private, no-store'
	});
	const length = upstream.get('content-length');
	const isWhole = (upstream.get('content-encoding') ?? 'identity') === 'identity';
	if (isWhole && length !== null && /^\d{1,16}$/u.test(length)) headers.set('content-length', length);
	return headers;
}

function inertType(declared: string): string | undefined {
	const type = declared.split(';', 1)[0]!.trim().toLowerCase();
	if (!INERT_TYPES.has(type)) return undefined;
	return type === 'text/plain' ? 'text/plain; charset=utf-8' : type;
}

/**
 * RFC 6266: the name in ASCII for old clients, and in full as RFC 8187 has it. Whatever the name holds, nothing of it can
 * end the quotes, the parameter or the header.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
	const clean = cleanFileName(name);
	const ascii = clean.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
	const encoded = encodeURIComponent(clean).replace(
		/['()*!]/gu,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
	);
	return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
