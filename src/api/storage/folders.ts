import { FastioError } from '../../rules/errors.ts';
import { cleanFileName } from '../../rules/file-name.ts';
import { makeFolder } from '../wire/folders.ts';
import { everyPage } from '../wire/pages.ts';
import { readPage } from '../wire/storage.ts';
import type { FileEntry } from '../wire/upload-wire.ts';
import type { ContextOf, StorageContext } from './context.ts';
import type { FastioFolders, FolderEntry } from './types.ts';

/** Entries of a page while a folder is looked for: the most Fast.io gives. */
const LOOKUP_PAGE_SIZE = 500;

/** See `Fastio.folders`. */
export function createFolders(contextOf: ContextOf): FastioFolders {
	const folders = 'folders';
	return {
		async create(path, call = {}) {
			const names = segmentsOf(path).map((name) => cleanFileName(name, ''));
			if (names.includes('')) throw noPath();
			const { connection, workspaceId, folderId, signal } = contextOf(call, folders);
			let folder: FileEntry | undefined;
			for (const name of names) {
				const parent = { workspaceId, folderId: folder?.fileId ?? folderId };
				folder = await makeFolder(connection, parent, name, signal);
			}
			return toFolderEntry(folder!);
		},
		async *list(call = {}) {
			for await (const entry of subfolders(contextOf(call, folders), call.pageSize ?? 250)) {
				yield toFolderEntry(entry);
			}
		},
		async byPath(path, call = {}) {
			const context = contextOf(call, folders);
			let folder: FileEntry | undefined;
			for (const name of segmentsOf(path)) {
				folder = await find({ ...context, folderId: folder?.fileId ?? context.folderId }, name);
			}
			return toFolderEntry(folder!);
		}
	};
}

/** The names of a path, at least one, whether or not it begins or ends with a slash. */
function segmentsOf(path: string): string[] {
	const names = path.replace(/^\/|\/$/gu, '').split('/');
	if (names.includes('')) throw noPath();
	return names;
}

function noPath(): FastioError {
	return new FastioError('malformed', 'A path of folders is like "a/b": names with a slash between.');
}

/** Page by page, until the folder is found. */
async function find(context: StorageContext, name: string): Promise<FileEntry> {
	for await (const folder of subfolders(context, LOOKUP_PAGE_SIZE)) if (folder.name === name) return folder;
	throw new FastioError('not-found', `There is no folder "${name}" there.`);
}

async function* subfolders(
	{ connection, workspaceId, folderId, signal }: StorageContext,
	pageSize: 100 | 250 | 500
): AsyncGenerator<FileEntry, void, undefined> {
	const read = (cursor: string | undefined) =>
		readPage(connection, { workspaceId, folderId }, { pageSize, cursor, signal });
	for await (const entry of everyPage(read)) if (entry.kind === 'folder') yield entry;
}

function toFolderEntry(entry: FileEntry): FolderEntry {
	const { fileId: folderId, name, parentId, createdAt, modifiedAt } = entry;
	return { folderId, name, parentId, createdAt, modifiedAt };
}
