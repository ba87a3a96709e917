import { FastioError } from '../../rules/errors.ts';
import { asDate, asObject, sameId } from '../fields.ts';
import type { Connection } from '../settings.ts';
import { changeNode, nodePath, readNode } from './node-calls.ts';
import { readVersions, versionIdOf } from './versions.ts';

/** One version of one file. */
export interface VersionRef {
	workspaceId: string;
	fileId: string;
	/** `undefined` where it is not known. */
	versionId: string | undefined;
}

/** An entry of `versions/`; `id` is `undefined` where none is readable. */
export type Version = { id: string | undefined; current: boolean; createdMs: number };

/**
 * The version that an upload has just made: the file's current one, read right after placing. `undefined` when its
 * size is not that of the upload: then someone else's version came in between, and it must not pass for ours. (One of
 * the same size within that round trip can't be told apart: no answer to an upload names the version.)
 */
export async function versionOfUpload(
	connection: Connection,
	file: { workspaceId: string; fileId: string; sizeBytes: number },
	signal: AbortSignal | undefined
): Promise<string | undefined> {
	const { versionId, size } = await readNode(connection, file.workspaceId, file.fileId, signal);
	return size === file.sizeBytes ? versionId : undefined;
}

/**
 * Takes back one version, and no other: the one before it becomes current; without one the file goes to the trash and
 * is purged. The versions are read first and the current one right before each change, since Fast.io can't make
 * these changes conditional; a version that arrives within that round trip stays in the file's history and is
 * never purged.
 *
 * @throws FastioError `conflict`, with nothing changed, when `versionId` is not the current version or not known.
 */
export async function undoVersion(
	connection: Connection,
	{ workspaceId, fileId, versionId }: VersionRef,
	signal: AbortSignal | undefined
): Promise<void> {
	if (versionId === undefined) throw conflict('it is not known which version of the file the upload made');
	const path = nodePath(workspaceId, fileId);
	const isCurrent = async (): Promise<boolean> => {
		const current = (await readNode(connection, workspaceId, fileId, signal)).versionId;
		return current !== undefined && sameId(current, versionId);
	};
	const versions = (await readVersions(connection, path, { signal })).entries.map(toVersion);
	if (!(await isCurrent())) throw conflict('the file has another version by now');
	const previous = previousVersion(versions, versionId);
	if (previous !== undefined) {
		const form = { version_id: previous };
		return changeNode(connection, 'POST', `${path}/restore-version/`, { form, signal });
	}
	const onlyOurs =
		versions.length > 0 && versions.every(({ id }) => id !== undefined && sameId(id, versionId));
	await changeNode(connection, 'DELETE', `${path}/delete/`, { signal });
	// In the trash no upload reaches the file any more: what is current now stays so.
	if (!(await isCurrent())) {
		await changeNode(connection, 'POST', `${path}/restore/`, { signal });
		throw conflict('the file has another version by now');
	}
	if (onlyOurs) await changeNode(connection, 'DELETE', `${path}/purge/`, { signal });
}

/** Reads an entry whose fields are not documented by name. */
export function toVersion(version: unknown): Version {
	const fields = asObject(version) ?? {};
	return {
		id: versionIdOf(fields),
		current: fields['current'] === true,
		createdMs: asDate(fields['created'])?.getTime() ?? 0
	};
}

/**
 * The version that the current one replaced: the newest of the others. Where no dates tell, the list is taken as
 * newest first.
 */
export function previousVersion(versions: Version[], currentId: string): string | undefined {
	return versions
		.filter(({ id, current }) => id !== undefined && !current && !sameId(id, currentId))
		.sort((a, b) => b.createdMs - a.createdMs)[0]?.id;
}

function conflict(why: string): FastioError {
	return new FastioError('conflict', `The upload was not taken back: ${why}.`);
}
