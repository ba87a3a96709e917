import type { UploadedFile } from '../../rules/results.ts';
import { graceful } from '../grace.ts';
import type { Connection } from '../settings.ts';
import { abortedError, throwIfAborted, type Parameters } from '../transport.ts';
import { createSession, deleteSession } from './session-calls.ts';
import type { UploadRequest } from './upload-wire.ts';

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
 * Does what follows the opening of a session, and deletes the session whatever comes of it: cancelled after a failure,
 * cleared away after success, as Fast.io advises. Settles after the deletion.
 *
 * @throws what `work` failed with; `aborted` when the caller's signal did that.
 */
export async function finishSession(
	connection: Connection,
	request: UploadRequest,
	sessionId: string,
	work: () => Promise<{ fileId: string; size: number }>
): Promise<UploadedFile> {
	const { name, type, signal } = request;
	try {
		throwIfAborted(signal);
		const { fileId, size } = await work();
		// The file is safe: a session that can't be deleted is worth one try, not a wait.
		await deleteSession({ ...connection, retry: { ...connection.retry, retries: 0 } }, sessionId);
		return { fileId, name, size, type };
	} catch (error) {
		await deleteSession(connection, sessionId);
		throw signal?.aborted ? abortedError(signal) : error;
	}
}
