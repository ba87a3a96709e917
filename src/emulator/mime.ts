/** Media type and Fast.io's category by file extension; the session wire carries no media type of its own. */
const BY_EXTENSION: Record<string, readonly [type: string, category: string]> = {
	'7z': ['application/x-7z-compressed', 'archive'],
	avi: ['video/x-msvideo', 'video'],
	avif: ['image/avif', 'image'],
	bmp: ['image/bmp', 'image'],
	c: ['text/x-c', 'code'],
	cpp: ['text/x-c++', 'code'],
	css: ['text/css', 'code'],
	csv: ['text/csv', 'spreadsheet'],
	doc: ['application/msword', 'document'],
	docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
	epub: ['application/epub+zip', 'document'],
	flac: ['audio/flac', 'audio'],
	gif: ['image/gif', 'image'],
	go: ['text/x-go', 'code'],
	gz: ['application/gzip', 'archive'],
	heic: ['image/heic', 'image'],
	html: ['text/html', 'code'],
	java: ['text/x-java-source', 'code'],
	jpeg: ['image/jpeg', 'image'],
	jpg: ['image/jpeg', 'image'],
	js: ['text/javascript', 'code'],
	json: ['application/json', 'code'],
	log: ['text/plain', 'document'],
	m4a: ['audio/mp4', 'audio'],
	md: ['text/markdown', 'document'],
	mjs: ['text/javascript', 'code'],
	mkv: ['video/x-matroska', 'video'],
	mov: ['video/quicktime', 'video'],
	mp3: ['audio/mpeg', 'audio'],
	mp4: ['video/mp4', 'video'],
	ods: ['application/vnd.oasis.opendocument.spreadsheet', 'spreadsheet'],
	odt: ['application/vnd.oasis.opendocument.text', 'document'],
	ogg: ['audio/ogg', 'audio'],
	pdf: ['application/pdf', 'document'],
	php: ['text/x-php', 'code'],
	png: ['image/png', 'image'],
	ppt: ['application/vnd.ms-powerpoint', 'document'],
	pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'document'],
	py: ['text/x-python', 'code'],
	rb: ['text/x-ruby', 'code'],
	rs: ['text/x-rust', 'code'],
	rtf: ['application/rtf', 'document'],
	sh: ['text/x-shellscript', 'code'],
	sql: ['application/sql', 'code'],
	svelte: ['text/x-svelte', 'code'],
	svg: ['image/svg+xml', 'image'],
	tar: ['application/x-tar', 'archive'],
	tiff: ['image/tiff', 'image'],
	ts: ['text/typescript', 'code'],
	tsv: ['text/tab-separated-values', 'spreadsheet'],
	txt: ['text/plain', 'document'],
	wav: ['audio/wav', 'audio'],
	webm: ['video/webm', 'video'],
	webp: ['image/webp', 'image'],
	xls: ['application/vnd.ms-excel', 'spreadsheet'],
	xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'spreadsheet'],
	xml: ['application/xml', 'code'],
	yaml: ['application/yaml', 'code'],
	yml: ['application/yaml', 'code'],
	zip: ['application/zip', 'archive']
};

const DEFAULT_TYPE = 'application/octet-stream';

/** The media type for a file name; `application/octet-stream` where the extension is unknown. */
export function typeOfName(name: string): string {
	const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
	return BY_EXTENSION[extension]?.[0] ?? DEFAULT_TYPE;
}

/** Fast.io's `mimecategory` for a media type, whose parameters don't matter. */
export function categoryOfType(typeWithParameters: string): string {
	const type = (typeWithParameters.split(';')[0] ?? '').trim().toLowerCase();
	const known = Object.values(BY_EXTENSION).find(([candidate]) => candidate === type);
	if (known) return known[1];
	const family = type.split('/')[0] ?? '';
	return ['image', 'video', 'audio'].includes(family) ? family : family === 'text' ? 'document' : 'unknown';
}
