/** How much of a file is looked at: 4 KiB. Signatures are at the front; no more is held. */
export const HEAD_BYTES = 4 * 1024;

/** What is known of the signatures that files begin with. */
export interface Signatures {
	/** The MIME type that the bytes have a signature of; `undefined` for text and for what has none. */
	find(head: Uint8Array): Promise<string | undefined>;
	/** Whether every file of this type begins with a signature that `find` knows. */
	has(type: string): boolean;
	/** The MIME type that the extension of a name stands for. */
	ofExtension(name: string): string | undefined;
}

/** Types that `file-type` knows, but not in every file of theirs or not within 4 KiB: finding none says nothing. */
const UNSURE: ReadonlySet<string> = new Set([
	'application/pgp-encrypted',
	'application/vnd.iccprofile',
	'application/x-apple-diskimage',
	'application/x-blender',
	'application/x-iso9660-image',
	'application/x-jmp-data',
	'application/x-ms-regedit',
	'application/x-tar',
	'audio/mpeg',
	'model/stl',
	'video/mp2t',
	'video/mpeg'
]);

let loading: Promise<Signatures> | undefined;

/** Loaded once, when the first file needs it: an app that starts does not wait for it. */
export function signatures(): Promise<Signatures> {
	return (loading ??= load());
}

async function load(): Promise<Signatures> {
	const [fileType, { lookup }] = await Promise.all([import('file-type'), import('mrmime')]);
	const known: ReadonlySet<string> = fileType.supportedMimeTypes;
	return {
		// What is cut off in the middle of a signature has none.
		find: async (head) => (await fileType.fileTypeFromBuffer(head).catch(() => undefined))?.mime,
		has: (type) => known.has(type) && !UNSURE.has(type),
		ofExtension: lookup
	};
}
