import { download } from '../download.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { encodeParameters } from '../transport.ts';
import { changeNode, nodePath, readNode } from './node-calls.ts';
import { itemsIn, nextCursorIn, toFileEntry } from './nodes.ts';
import { everyPage } from './pages.ts';
import { undoVersion } from './undo.ts';
import type { Destination, FileEntry, FilePage, UploadWire } from './upload-wire.ts';

/** What the documented API does with stored files ("Storage" in https://api.fast.io/current/docs/). */
export function createStorage(
	connection: Connection
): Pick<UploadWire, 'list' | 'page' | 'details' | 'download' | 'remove' | 'undoUpload'> {
	return {
		details: (workspaceId, fileId, signal) => readNode(connection, workspaceId, fileId, signal),
		list: (destination, options) => listFolder(connection, destination, options),
		page: (destination, options) => readPage(connection, destination, options),
		download: (workspaceId, fileId, { versionId, signal }) => {
			const query = versionId === undefined ? '' : `?${encodeParameters({ version_id: versionId })}`;
			return download(connection, `${nodePath(workspaceId, fileId)}/read/${query}`, signal);
		},
		remove: (workspaceId, fileId, signal) =>
			changeNode(connection, 'DELETE', `${nodePath(workspaceId, fileId)}/delete/`, { signal }),
		undoUpload: (workspaceId, fileId, versionId, signal) =>
			undoVersion(connection, { workspaceId, fileId, versionId }, signal)
	};
}

type PageOptions = Parameters<UploadWire['page']>[1];

export async function readPage(
	connection: Connection,
	{ workspaceId, folderId }: Destination,
	{ pageSize, cursor, signal }: PageOptions
): Promise<FilePage> {
	const payload = await callApi(connection, {
		method: 'GET',
		path: `${nodePath(workspaceId, folderId)}/list/`,
		query: { page_size: pageSize, cursor },
		kind: 'read',
		signal
	});
	const entries = itemsIn(payload, 'nodes').flatMap((item) => toFileEntry(item) ?? []);
	return { entries, nextCursor: nextCursorIn(payload) };
}

/** Page by page, holding one page. */
const listFolder = (
	connection: Connection,
	destination: Destination,
	options: Omit<PageOptions, 'cursor'>
): AsyncIterable<FileEntry> =>
	everyPage((cursor) => readPage(connection, destination, { ...options, cursor }));
