import { FastioApiError } from '../errors.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { segment, type Parameters } from '../transport.ts';
import { itemsIn, toFileEntry } from './nodes.ts';
import type { FileEntry } from './upload-wire.ts';

/** Where the calls about a storage node are. */
export function nodePath(workspaceId: string, nodeId: string): string {
	return `/workspace/${segment(workspaceId)}/storage/${segment(nodeId)}`;
}

/** Reads one node; one in the trash as well. */
export async function readNode(
	connection: Connection,
	workspaceId: string,
	nodeId: string,
	signal: AbortSignal | undefined
): Promise<FileEntry> {
	const path = `${nodePath(workspaceId, nodeId)}/details/`;
	const payload = await callApi(connection, { method: 'GET', path, kind: 'read', signal });
	const entry = toFileEntry(payload['node'] ?? itemsIn(payload, 'nodes')[0]);
	if (!entry)
		throw new FastioApiError('upstream', 'Fast.io described the file without its id.', { status: 200 });
	return entry;
}

/** Changes a node. Repeated only when the call never left. */
export async function changeNode(
	connection: Connection,
	method: 'POST' | 'DELETE',
	path: string,
	options: { form?: Parameters; signal: AbortSignal | undefined }
): Promise<void> {
	await callApi(connection, { method, path, kind: 'write', ...options });
}
