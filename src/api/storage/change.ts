import { FastioApiError } from '../errors.ts';
import { callApi } from '../request.ts';
import type { Parameters } from '../transport.ts';
import { changeNode, nodePath, readNode } from '../wire/node-calls.ts';
import { toFileEntry } from '../wire/nodes.ts';
import { isAmbiguous } from '../wire/session-complete.ts';
import type { FileEntry } from '../wire/upload-wire.ts';
import type { StorageContext } from './context.ts';

/** A change of one node. */
export interface NodeChange {
	/** The last segment of the call's path. */
	action: 'update' | 'move' | 'restore' | 'restore-version';
	form?: Parameters;
	/** Whether the node is as the change makes it. */
	isDone: (entry: FileEntry) => boolean;
}

/**
 * Changes a node and gives it as it is then. Made again only when the call never left; when its answer is lost, the
 * node is read instead: one that is as asked counts as changed.
 */
export async function changed(
	{ connection, workspaceId, signal }: StorageContext,
	nodeId: string,
	{ action, form, isDone }: NodeChange
): Promise<FileEntry> {
	const path = `${nodePath(workspaceId, nodeId)}/${action}/`;
	try {
		const payload = await callApi(connection, {
			method: 'POST',
			path,
			...(form && { form }),
			kind: 'write',
			signal
		});
		const entry = toFileEntry(payload['node']);
		if (entry) return entry;
	} catch (error) {
		if (!isAmbiguous(error)) throw error;
		const entry = await readNode(connection, workspaceId, nodeId, signal).catch(() => undefined);
		if (entry && isDone(entry)) return entry;
		throw error;
	}
	return readNode(connection, workspaceId, nodeId, signal);
}

/** Deletes a node of the trash for good. When the answer is lost, a node that is not there any more was deleted. */
export async function purge(
	{ connection, workspaceId, signal }: StorageContext,
	nodeId: string
): Promise<void> {
	try {
		await changeNode(connection, 'DELETE', `${nodePath(workspaceId, nodeId)}/purge/`, { signal });
	} catch (error) {
		if (!isAmbiguous(error)) throw error;
		const failure: unknown = await readNode(connection, workspaceId, nodeId, signal).catch(
			(why: unknown) => why
		);
		if (!(failure instanceof FastioApiError && failure.code === 'not-found')) throw error;
	}
}

/**
 * Copies a node into a folder and gives the copy. Made again only when the call never left: a second one would be a
 * second copy.
 *
 * @throws FastioApiError `upstream` when Fast.io does not tell what the copy is.
 */
export async function copied(
	{ connection, workspaceId, signal }: StorageContext,
	nodeId: string,
	folderId: string
): Promise<FileEntry> {
	const payload = await callApi(connection, {
		method: 'POST',
		path: `${nodePath(workspaceId, nodeId)}/copy/`,
		form: { parent: folderId },
		kind: 'write',
		signal
	});
	const entry = toFileEntry(payload['node']);
	if (!entry)
		throw new FastioApiError('upstream', 'Fast.io copied without telling the copy’s id.', { status: 200 });
	return entry;
}
