import { FastioError } from '../../rules/errors.ts';
import { cleanFileName } from '../../rules/file-name.ts';
import { sameId } from '../fields.ts';
import { nodePath, readNode } from '../wire/node-calls.ts';
import { everyPage } from '../wire/pages.ts';
import { readVersions, toFileVersion, type FileVersion } from '../wire/versions.ts';
import { changed, copied, purge } from './change.ts';
import type { ContextOf, StorageContext } from './context.ts';
import { readMany } from './read-many.ts';
import type { FastioFiles } from './types.ts';

/** What of `fastio.files` only the documented API has. */
export function createFileCalls(
	contextOf: ContextOf
): Pick<
	FastioFiles,
	'detailsOf' | 'rename' | 'move' | 'copy' | 'restore' | 'purge' | 'versions' | 'restoreVersion'
> {
	const change = (call: Parameters<ContextOf>[0] = {}): StorageContext => contextOf(call, 'changes of files');
	return {
		async *detailsOf(fileIds, call = {}) {
			yield* readMany(contextOf(call, 'details of files'), fileIds);
		},
		async rename(fileId, name, call = {}) {
			const clean = cleanFileName(name, '');
			if (clean === '') throw new FastioError('malformed', 'Nothing is left of the name of the file.');
			const form = { name: clean, if_version_id: call.ifVersionId };
			return changed(change(call), fileId, {
				action: 'update',
				form,
				isDone: (entry) => entry.name === clean
			});
		},
		move: async (fileId, folderId, call) =>
			changed(change(call), fileId, {
				action: 'move',
				form: { parent: folderId },
				isDone: ({ parentId }) => parentId !== undefined && sameId(parentId, folderId)
			}),
		copy: async (fileId, folderId, call) => copied(change(call), fileId, folderId),
		restore: async (fileId, call) =>
			changed(change(call), fileId, { action: 'restore', isDone: ({ trashed }) => !trashed }),
		purge: async (fileId, call) => purge(change(call), fileId),
		async *versions(fileId, call = {}) {
			yield* listVersions(contextOf(call, 'versions of files'), fileId);
		},
		restoreVersion: async (fileId, versionId, call) =>
			changed(change(call), fileId, {
				action: 'restore-version',
				form: { version_id: versionId },
				isDone: (entry) => entry.versionId !== undefined && sameId(entry.versionId, versionId)
			})
	};
}

/** Where no entry says which version is the current one, the file is asked. */
async function* listVersions(
	{ connection, workspaceId, signal }: StorageContext,
	fileId: string
): AsyncGenerator<FileVersion, void, undefined> {
	const path = nodePath(workspaceId, fileId);
	let currentId: string | undefined;
	const read = async (cursor: string | undefined) => {
		const { entries, nextCursor } = await readVersions(connection, path, { cursor, signal });
		return { entries: entries.map(toFileVersion), nextCursor };
	};
	for await (const { current, ...version } of everyPage(read)) {
		if (current === undefined) {
			currentId ??= (await readNode(connection, workspaceId, fileId, signal)).versionId ?? '';
		}
		yield { ...version, current: current ?? version.versionId === currentId };
	}
}
