/**
 * Types of which one may be declared and the other found: names for the same thing, or variants in one container that
 * the first bytes do not tell apart. Lower case.
 */
const FAMILIES: readonly (readonly string[])[] = [
	['image/jpeg', 'image/jpg', 'image/pjpeg'],
	['image/png', 'image/apng', 'image/x-png'],
	['image/bmp', 'image/x-bmp', 'image/x-ms-bmp'],
	['image/x-icon', 'image/vnd.microsoft.icon'],
	['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
	['image/jp2', 'image/jpx', 'image/jpm', 'image/j2c', 'image/jpeg2000'],
	['image/vnd.adobe.photoshop', 'image/x-photoshop', 'application/x-photoshop', 'application/photoshop'],
	[
		'video/mp4',
		'video/quicktime',
		'video/x-m4v',
		'video/x-f4v',
		'audio/mp4',
		'audio/x-m4a',
		'audio/m4a',
		'audio/aac',
		'application/mp4'
	],
	['video/3gpp', 'video/3gpp2', 'audio/3gpp', 'audio/3gpp2', 'video/mp4', 'audio/mp4'],
	['video/webm', 'audio/webm', 'video/matroska', 'video/x-matroska', 'audio/x-matroska', 'audio/matroska'],
	['video/ogg', 'audio/ogg', 'audio/opus', 'audio/x-opus+ogg', 'application/ogg', 'audio/x-vorbis+ogg'],
	['video/vnd.avi', 'video/x-msvideo', 'video/avi', 'video/msvideo'],
	['video/x-ms-asf', 'audio/x-ms-asf', 'application/vnd.ms-asf', 'video/x-ms-wmv', 'audio/x-ms-wma'],
	['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
	['audio/mpeg', 'audio/mp3', 'audio/x-mp3', 'audio/mpeg3', 'audio/x-mpeg', 'audio/mp1s', 'audio/aac'],
	['audio/aac', 'audio/aacp', 'audio/x-aac', 'audio/x-hx-aac-adts'],
	['audio/flac', 'audio/x-flac'],
	['audio/aiff', 'audio/x-aiff'],
	['audio/midi', 'audio/mid', 'audio/x-midi', 'audio/sp-midi'],
	['video/mpeg', 'video/mp1s', 'video/mp2p', 'video/mp2t'],
	['application/zip', 'application/x-zip-compressed', 'application/x-zip'],
	['application/gzip', 'application/x-gzip', 'application/x-tgz', 'application/x-compressed-tar'],
	['application/x-rar-compressed', 'application/vnd.rar', 'application/x-rar'],
	['application/x-bzip2', 'application/x-bzip'],
	['application/zstd', 'application/x-zstd'],
	['application/pdf', 'application/x-pdf'],
	['application/rtf', 'text/rtf', 'text/richtext'],
	['application/postscript', 'application/eps', 'application/x-eps', 'image/x-eps'],
	['application/x-sqlite3', 'application/vnd.sqlite3'],
	[
		'application/x-msdownload',
		'application/vnd.microsoft.portable-executable',
		'application/x-msdos-program'
	],
	['font/ttf', 'font/otf', 'font/sfnt', 'application/font-sfnt', 'application/x-font-ttf', 'font/collection'],
	['font/woff', 'application/font-woff'],
	['font/woff2', 'application/font-woff2']
];

/** Containers that many types are built on, by what is found: which declared types may be one. */
const CONTAINERS: Readonly<Record<string, RegExp>> = {
	'application/zip':
		/^application\/(?:vnd\.openxmlformats|vnd\.oasis\.|vnd\.ms-.*\.12$|vnd\.apple\.|vnd\.android\.|java-archive|epub|x-cbz|vnd\.comicbook|x-xpinstall)|\+zip$|^model\//u,
	'application/x-cfb': /^application\/(?:msword|vnd\.ms-|vnd\.visio|x-msi|x-ms|mspowerpoint|excel)/u,
	'application/gzip': /^(?:application\/x-|image\/svg)/u,
	'application/xml': /[/+]xml$|^text\/|^image\/svg/u,
	'image/tiff': /^image\/(?:x-|tiff|geotiff)/u
};

/** Whether a file declared as one type may be found to be the other. */
export function mayBe(declared: string, found: string): boolean {
	const one = declared.toLowerCase();
	const other = found.toLowerCase();
	if (one === other || CONTAINERS[other]?.test(one)) return true;
	return FAMILIES.some((family) => family.includes(one) && family.includes(other));
}
