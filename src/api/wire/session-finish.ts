import type { UploadedFile } from '../../rules/results.ts';
import { NO_CIRCUIT } from '../circuit.ts';
import { ABORT_GRACE_MS, graceful } from '../grace.ts';
import type { Connection } from '../settings.ts';
import { abortedError, throwIfAborted, type Parameters } from '../transport.ts';
import { CLEANUP_TIMEOUT_MS, createSession, deleteSession, readSession } from './session-calls.ts';
import { isFailure, waitUntilStored } from './session-poll.ts';
import { undoVersion, versionOfUpload } from './undo.ts';
import type { UploadRequest } from './upload-wire.ts';

/** What fills a session. */
export interface Sending {
	/** Sends the bytes and starts the assembly. Resolves to the file's id where an answer has named it already. */
	send(): Promise<string | undefined>;
	/** Bytes of the file that have been sent; all of them once `send` has resolved. */
	sentBytes(): number;
}

/** Opens the session of an upload. An abort meanwhile waits for the id, at most 5 s, so that it can be deleted. */
export async function openSession(
	connection: Connection,
	form: Parameters,
	signal: AbortSignal | undefined
): Promise<string> {
	const grace = graceful(signal, () => true);
	try {
		return await createSession(connection, form, grace.signal);
	} catch (error) {
		throw signal?.aborted ? abortedError(signal) : error;
	} finally {
		grace[Symbol.dispose]();
	}
}

/**
 * Fills a session, waits until the file is placed, and deletes the session whatever comes of it: cancelled after a
 * failure, cleared away after success, as Fast.io advises. After a failure, a file that was placed all the same is
 * taken back first. Settles after all of that.
 *
 * @throws what `send` or the wait failed with; `aborted` when the caller's signal did that.
 */
export async function finishSession(
	connection: Connection,
	request: UploadRequest,
	sessionId: string,
	sending: Sending
): Promise<UploadedFile> {
	const { name, type, signal } = request;
	// What ends an upload is done even while Fast.io counts as down: it is little, and left undone it stays behind.
	const ending = { ...connection, circuit: NO_CIRCUIT };
	try {
		throwIfAborted(signal);
		const fileId = (await sending.send()) ?? (await waitUntilStored(connection, sessionId, signal));
		const size = sending.sentBytes();
		const { workspaceId } = request.destination;
		// The file is safe: neither its version nor a session that can't be deleted is worth more than one try.
		const once = { ...ending, retry: { ...connection.retry, retries: 0 } };
		const limit = AbortSignal.timeout(CLEANUP_TIMEOUT_MS);
		const [versionId] = await Promise.all([
			versionOfUpload(once, { workspaceId, fileId, sizeBytes: size }, limit).catch(() => undefined),
			deleteSession(once, sessionId)
		]);
		return { fileId, name, size, type, ...(versionId !== undefined && { versionId }) };
	} catch (error) {
		await takeBackPlaced(ending, request, sessionId, sending.sentBytes());
		await deleteSession(connection, sessionId);
		throw signal?.aborted ? abortedError(signal) : error;
	}
}

/**
 * Takes back the file of a failed upload where Fast.io has placed it. One that is being assembled or placed at this
 * moment is waited for, at most 5 s: deleting its session could come a moment too late, and leave a file that nobody
 * knows. Never a failure of its own.
 */
async function takeBackPlaced(
	connection: Connection,
	{ destination: { workspaceId } }: UploadRequest,
	sessionId: string,
	sizeBytes: number
): Promise<void> {
	try {
		const fileId = await placedFile(connection, sessionId, AbortSignal.timeout(ABORT_GRACE_MS));
		if (fileId === undefined) return;
		const limit = AbortSignal.timeout(CLEANUP_TIMEOUT_MS);
		const versionId = await versionOfUpload(connection, { workspaceId, fileId, sizeBytes }, limit);
		await undoVersion(connection, { workspaceId, fileId, versionId }, limit);
	} catch {
		// Why the upload failed is what the caller has to know.
	}
}

async function placedFile(
	connection: Connection,
	sessionId: string,
	limit: AbortSignal
): Promise<string | undefined> {
	const { status, fileId } = await readSession(connection, sessionId, { signal: limit });
	// Bytes are missing: nothing is being placed, and the deletion that follows makes sure of it.
	const idle = status === 'ready' || status === 'uploading' || isFailure(status);
	if (fileId !== undefined || idle) return fileId;
	return waitUntilStored(connection, sessionId, limit);
}
