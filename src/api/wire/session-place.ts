import type { UploadedFile } from '../../rules/results.ts';
import { FastioApiError } from '../errors.ts';
import { ABORT_GRACE_MS, graceful } from '../grace.ts';
import { foldersOf } from '../relative-path.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { abortedError, throwIfAborted } from '../transport.ts';
import { makeFolder } from './folders.ts';
import { nodePath, readNode } from './node-calls.ts';
import { itemsIn, toFileEntry } from './nodes.ts';
import { CLEANUP_TIMEOUT_MS, readSession } from './session-calls.ts';
import { isAmbiguous } from './session-complete.ts';
import { isUnknown, orGone } from './session-gone.ts';
import { undoVersion } from './undo.ts';
import type { Destination, FileEntry } from './upload-wire.ts';

/** A held upload on its way into a folder. */
export interface Placement {
	destination: Destination;
	sessionId: string;
	file: { name: string; size: number; type: string };
	/** Checked; `undefined` for the folder itself. */
	relativePath: string | undefined;
}

/**
 * Puts a held upload into a folder, creating those below it that `relativePath` names, and leaves its session. When an
 * answer is lost the session is asked where the file went; only then the call is made again, which Fast.io's rule for
 * files of one name makes harmless. An abort takes the file back; it waits up to 5 s for a file that is just placed.
 *
 * @throws `gone` for a session that is not there or whose file was placed and taken away; `not-found` for a folder; `conflict` when what is stored has another size, as
 * somebody else's version does; `aborted`; else as `callApi`.
 */
export async function placeSession(
	connection: Connection,
	placement: Placement,
	signal: AbortSignal | undefined
): Promise<UploadedFile> {
	const { destination, file } = placement;
	throwIfAborted(signal);
	const folderId = await ensureFolders(connection, placement, signal);
	const target = { workspaceId: destination.workspaceId, folderId };
	const grace = graceful(signal, () => true);
	let entry: FileEntry;
	try {
		entry = await addFile(connection, target, placement, grace.signal);
		if (entry.size !== file.size)
			entry = await readNode(connection, target.workspaceId, entry.fileId, grace.signal);
	} catch (error) {
		if (!signal?.aborted) throw error;
		await takeBackAfterDoubt(connection, target, placement);
		throw abortedError(signal);
	} finally {
		grace[Symbol.dispose]();
	}
	if (entry.size !== file.size) throw otherSize(entry.size, file.size);
	const { fileId, versionId } = entry;
	if (signal?.aborted) {
		const limit = AbortSignal.timeout(CLEANUP_TIMEOUT_MS);
		const { workspaceId } = target;
		await undoVersion(connection, { workspaceId, fileId, versionId }, limit).catch(() => {});
		throw abortedError(signal);
	}
	const { name, size, type } = file;
	return { fileId, name, size, type, ...(versionId !== undefined && { versionId }) };
}

/** The innermost folder. Creating one that exists gives that one. */
async function ensureFolders(
	connection: Connection,
	{ destination: { workspaceId, folderId }, relativePath }: Placement,
	signal: AbortSignal | undefined
): Promise<string> {
	let parentId = folderId;
	for (const name of relativePath === undefined ? [] : foldersOf(relativePath)) {
		parentId = (await makeFolder(connection, { workspaceId, folderId: parentId }, name, signal)).fileId;
	}
	return parentId;
}

async function addFile(
	connection: Connection,
	{ workspaceId, folderId }: Destination,
	{ sessionId, file: { name, size } }: Placement,
	signal: AbortSignal
): Promise<FileEntry> {
	const path = `${nodePath(workspaceId, folderId)}/addfile/`;
	const form = { name, from: JSON.stringify({ type: 'upload', upload: { id: sessionId } }) };
	for (let triesLeft = connection.retry.retries; ; triesLeft -= 1) {
		try {
			const payload = await callApi(connection, { method: 'POST', path, form, kind: 'place', signal });
			const entry = toFileEntry(payload['node'] ?? itemsIn(payload, 'nodes')[0] ?? payload);
			if (entry) return entry;
			throw new FastioApiError('upstream', 'Fast.io placed the file without telling its id.', {
				status: 200
			});
		} catch (error) {
			const lost = isAmbiguous(error);
			if (!lost && !isRefusal(error)) throw error;
			// `gone` when it is the session that is missing, and not the folder.
			const { fileId } = await orGone(readSession(connection, sessionId, { signal }));
			if (fileId !== undefined) {
				const placed = await orGone(readNode(connection, workspaceId, fileId, signal));
				if (lost || isStill(placed, name, size)) return placed;
				throw usedError(error);
			}
			if (!lost || triesLeft <= 0) throw error;
		}
	}
}

function isRefusal(error: unknown): boolean {
	return isUnknown(error) || (error instanceof FastioApiError && /^(?:rejected|conflict)$/u.test(error.code));
}

/** Whether the file is as an earlier call has placed it. */
function isStill({ name, size, parentId }: FileEntry, expectedName: string, expectedSize: number): boolean {
	return name === expectedName && size === expectedSize && parentId !== 'trash';
}

function usedError(cause: unknown): FastioApiError {
	const message = 'This upload was placed before, and its file is not there any more. Start it again.';
	return new FastioApiError('gone', message, { status: 200, cause });
}

/** The call was cut off: what it placed all the same goes, as far as the session knows of it. Never a failure. */
async function takeBackAfterDoubt(
	connection: Connection,
	{ workspaceId }: Destination,
	{ sessionId, file }: Placement
): Promise<void> {
	try {
		const limit = AbortSignal.timeout(ABORT_GRACE_MS);
		const { fileId } = await readSession(connection, sessionId, { signal: limit });
		if (fileId === undefined) return;
		const { size, versionId } = await readNode(connection, workspaceId, fileId, limit);
		if (size === file.size) await undoVersion(connection, { workspaceId, fileId, versionId }, limit);
	} catch {
		// The caller is told that it was aborted.
	}
}

function otherSize(stored: number, expected: number): FastioApiError {
	return new FastioApiError(
		'conflict',
		`The stored file has ${stored} bytes, not the ${expected} that were uploaded: another upload took its name.`,
		{ status: 200 }
	);
}
