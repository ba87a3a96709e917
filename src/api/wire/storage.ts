import { download } from '../download.ts';
import { FastioApiError } from '../errors.ts';
import { asDate, asObject, asText, sameId } from '../fields.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { itemsIn, nextCursorIn, toFileEntry } from './nodes.ts';
import type { FileEntry, UploadWire } from './upload-wire.ts';

/** What the documented API does with stored files ("Storage" in https://api.fast.io/current/docs/). */
export function createStorage(
	connection: Connection
): Pick<UploadWire, 'list' | 'details' | 'download' | 'remove' | 'undoUpload'> {
	const details = async (workspaceId: string, fileId: string, signal?: AbortSignal): Promise<FileEntry> => {
		const path = `${nodePath(workspaceId, fileId)}/details/`;
		const payload = await callApi(connection, { method: 'GET', path, kind: 'read', signal });
		const entry = toFileEntry(payload['node'] ?? itemsIn(payload, 'nodes')[0]);
		if (!entry)
			throw new FastioApiError('upstream', 'Fast.io described the file without its id.', { status: 200 });
		return entry;
	};
	const change = async (
		method: 'POST' | 'DELETE',
		path: string,
		signal?: AbortSignal,
		form?: Record<string, string>
	) => {
		await callApi(connection, { method, path, kind: 'write', signal, ...(form && { form }) });
	};
	return {
		details,
		list: (destination, options) =>
			listFolder(connection, nodePath(destination.workspaceId, destination.folderId), options),
		download: (workspaceId, fileId, signal) =>
			download(connection, `${nodePath(workspaceId, fileId)}/read/`, signal),
		remove: (workspaceId, fileId, signal) =>
			change('DELETE', `${nodePath(workspaceId, fileId)}/delete/`, signal),
		async undoUpload(workspaceId, fileId, signal) {
			const node = nodePath(workspaceId, fileId);
			const { versionId } = await details(workspaceId, fileId, signal);
			const payload = await callApi(connection, {
				method: 'GET',
				path: `${node}/versions/`,
				kind: 'read',
				signal
			});
			const previous = previousVersion(itemsIn(payload, 'versions'), versionId);
			if (previous !== undefined)
				return change('POST', `${node}/restore-version/`, signal, { version_id: previous });
			await change('DELETE', `${node}/delete/`, signal);
			await change('DELETE', `${node}/purge/`, signal);
		}
	};
}

function nodePath(workspaceId: string, nodeId: string): string {
	return `/workspace/${segment(workspaceId)}/storage/${segment(nodeId)}`;
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

/**
 * The version that the current one replaced: the newest of the others. Where no dates tell, the list is taken as
 * newest first.
 */
export function previousVersion(versions: unknown[], currentId: string | undefined): string | undefined {
	const others = versions
		.map((version) => {
			const fields = asObject(version) ?? {};
			const id = asText(fields['version_id']) ?? asText(fields['version']) ?? asText(fields['id']);
			return { id, current: fields['current'] === true, at: asDate(fields['created'])?.getTime() ?? 0 };
		})
		.filter(
			({ id, current }) => id !== undefined && !current && !(currentId !== undefined && sameId(id, currentId))
		);
	return others.sort((a, b) => b.at - a.at)[0]?.id;
}
