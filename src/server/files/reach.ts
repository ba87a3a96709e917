import type { RequestEvent } from '@sveltejs/kit';
import type { FileEntry } from '../../api.ts';
import { sameId } from '../../api/fields.ts';
import { resolveDestination } from '../../api/settings.ts';
import { FastioError } from '../../rules/errors.ts';
import { accountOf } from '../account.ts';
import { admitToFiles } from '../admit.ts';
import type { Definition } from '../define.ts';
import type { MountCall } from '../mount-call.ts';
import { MAX_RELATIVE_FOLDERS } from '../relative-path.ts';

/** Ids of Fast.io with or without hyphens. No comma: its API takes several ids there at once. */
const FILE_ID = /^[\da-z-]{1,64}$/iu;

/** Where the files of a definition are, for the visitor who asks. */
export interface FilesPlace {
	definition: Definition;
	event: RequestEvent;
	/** Whose workspace, for calls of the client. */
	account: { workspaceId?: string; token?: string };
	folderId: string;
}

/** One stored file that the visitor may have to do with. */
export interface ReachedFile extends FilesPlace {
	file: FileEntry;
}

/**
 * Lets a call on stored files in.
 *
 * @throws FastioError `cross-site`, `not-allowed`, or `unsupported` on a wire that can't read; what the app throws.
 */
export async function enterFiles(
	{ definition, event }: MountCall,
	options: { changes: boolean } = { changes: false }
): Promise<FilesPlace> {
	const destination = await admitToFiles(definition, event, options);
	if (!definition.fastio.wire.features.list) {
		throw new FastioError('unsupported', 'This Fast.io API can neither list, read nor remove files.');
	}
	const { folderId } = resolveDestination(definition.fastio.options, destination);
	return { definition, event, account: accountOf(destination), folderId };
}

/**
 * Finds the file that the call names. One that is not there, lies outside the destination or may not be read looks the
 * same from outside.
 *
 * @throws FastioError `not-found`; what {@link enterFiles} throws.
 */
export async function reachFile(
	call: MountCall,
	options: { changes: boolean } = { changes: false }
): Promise<ReachedFile> {
	const place = await enterFiles(call, options);
	const id = call.params['id'] ?? '';
	if (!FILE_ID.test(id)) throw noSuchFile();
	const file = await readEntry(place, id);
	// Fast.io's answer must be about the file that was asked for: what is done next is done to its id.
	const isIt = sameId(file.fileId, id) && file.kind === 'file' && !file.trashed;
	if (!isIt || !(await isInside(place, file))) throw noSuchFile();
	return { ...place, file };
}

/** Whether the definition's rule lets the visitor. Without the rule nobody is. */
export async function isAllowed(
	rule: 'canRead' | 'canRemove',
	{ definition, event }: FilesPlace,
	file: FileEntry
): Promise<boolean> {
	return (await definition.rules[rule]?.(file, event)) === true;
}

/** The one answer for everything that can't be reached. */
export function noSuchFile(): FastioError {
	return new FastioError('not-found', 'There is no such file.');
}

/** Runs a call about one file; Fast.io's 404 is about that file. */
export async function aboutFile<T>(work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (thrown) {
		throw thrown instanceof FastioError && thrown.code === 'not-found' ? noSuchFile() : thrown;
	}
}

function readEntry({ definition, event, account }: FilesPlace, id: string): Promise<FileEntry> {
	const { signal } = event.request;
	return aboutFile(definition.fastio.files.details(id, { ...account, signal }));
}

/** Climbs from the file to the destination's folder; uploads lie at most 32 folders below it. */
async function isInside(place: FilesPlace, file: FileEntry): Promise<boolean> {
	if (place.folderId === 'root') return true;
	let { parentId } = file;
	for (let climbed = 0; parentId !== undefined && climbed <= MAX_RELATIVE_FOLDERS; climbed += 1) {
		if (sameId(parentId, place.folderId)) return true;
		if (parentId === 'root' || parentId === 'trash') return false;
		({ parentId } = await readEntry(place, parentId));
	}
	return false;
}
