import { download } from '../download.ts';
import { FastioApiError } from '../errors.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { changeNode, nodePath, readNode } from './node-calls.ts';
import { itemsIn, nextCursorIn, toFileEntry } from './nodes.ts';
import { undoVersion } from './undo.ts';
import type { FileEntry, UploadWire } from './upload-wire.ts';

/** What the documented API does with stored files ("Storage" in https://api.fast.io/current/docs/). */
export function createStorage(
	connection: Connection
): Pick<UploadWire, 'list' | 'details' | 'download' | 'remove' | 'undoUpload'> {
	return {
		details: (workspaceId, fileId, signal) => readNode(connection, workspaceId, fileId, signal),
		list: (destination, options) =>
			listFolder(connection, nodePath(destination.workspaceId, destination.folderId), options),
		download: (workspaceId, fileId, signal) =>
			download(connection, `${nodePath(workspaceId, fileId)}/read/`, signal),
		remove: (workspaceId, fileId, signal) =>
			changeNode(connection, 'DELETE', `${nodePath(workspaceId, fileId)}/delete/`, { signal }),
		undoUpload: (workspaceId, fileId, versionId, signal) =>
			undoVersion(connection, { workspaceId, fileId, versionId }, signal)
	};
}

/** Page by page, holding one page. */
async function* listFolder(
	connection: Connection,
	folderPath: string,
	options: { pageSize: number; signal: AbortSignal | undefined }
): AsyncGenerator<FileEntry, void, undefined> {
	const seen = new Set<string>();
	let cursor: string | undefined;
	do {
		const payload = await callApi(connection, {
			method: 'GET',
			path: `${folderPath}/list/`,
			query: { page_size: options.pageSize, cursor },
			kind: 'read',
			signal: options.signal
		});
		for (const item of itemsIn(payload, 'nodes')) {
			const entry = toFileEntry(item);
			if (entry) yield entry;
		}
		cursor = nextCursorIn(payload);
		if (cursor === undefined) return;
		if (seen.has(cursor))
			throw new FastioApiError('upstream', 'Fast.io lists the same page again and again.', { status: 200 });
		seen.add(cursor);
	} while (true);
}
