import { FastioApiError } from '../errors.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { nodePath } from './node-calls.ts';
import { toFileEntry } from './nodes.ts';
import type { Destination, FileEntry } from './upload-wire.ts';

/**
 * Makes a folder in another; where there is one of that name, it is that one. Safe to repeat.
 *
 * @throws FastioApiError `upstream` when Fast.io does not tell its id; else as `callApi`.
 */
export async function makeFolder(
	connection: Connection,
	{ workspaceId, folderId }: Destination,
	name: string,
	signal: AbortSignal | undefined
): Promise<FileEntry> {
	const path = `${nodePath(workspaceId, folderId)}/createfolder/`;
	const payload = await callApi(connection, { method: 'POST', path, form: { name }, kind: 'folder', signal });
	const folder = toFileEntry(payload['node'] ?? payload['folder'] ?? payload);
	if (!folder)
		throw new FastioApiError('upstream', 'Fast.io made a folder without telling its id.', { status: 200 });
	return folder;
}
