/** Media type and Fast.io's category by file extension; the session wire carries no media type of its own. */
const BY_EXTENSION: Record<string, readonly [type: string, category: string]> = {
	csv: ['text/csv', 'spreadsheet'],
	css: ['text/css', 'code'],
	doc: ['application/msword', 'document'],
	docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
	gif: ['image/gif', 'image'],
	html: ['text/html', 'code'],
	jpeg: ['image/jpeg', 'image'],
	jpg: ['image/jpeg', 'image'],
	js: ['text/javascript', 'code'],
	json: ['application/json', 'code'],
	md: ['text/markdown', 'document'],
	mov: ['video/quicktime', 'video'],
	mp3: ['audio/mpeg', 'audio'],
	mp4: ['video/mp4', 'video'],
	pdf: ['application/pdf', 'document'],
	png: ['image/png', 'image'],
	pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'document'],
	svg: ['image/svg+xml', 'image'],
	ts: ['text/typescript', 'code'],
	txt: ['text/plain', 'document'],
	wav: ['audio/wav', 'audio'],
	webm: ['video/webm', 'video'],
	webp: ['image/webp', 'image'],
	xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'spreadsheet'],
	zip: ['application/zip', 'archive']
};

const DEFAULT_TYPE = 'application/octet-stream';

/** The media type for a file name; `application/octet-stream` where the extension is unknown. */
export function typeOfName(name: string): string {
	const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
	return BY_EXTENSION[extension]?.[0] ?? DEFAULT_TYPE;
}

/** Fast.io's `mimecategory` for a media type. */
export function categoryOfType(type: string): string {
	const known = Object.values(BY_EXTENSION).find(([candidate]) => candidate === type);
	if (known) return known[1];
	const family = type.split('/')[0] ?? '';
	return ['image', 'video', 'audio'].includes(family) ? family : family === 'text' ? 'document' : 'unknown';
}
