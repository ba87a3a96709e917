import { FastioApiError, FastioNetworkError } from '../errors.ts';
import type { Connection } from '../settings.ts';
import { completeSession, readSession } from './session-calls.ts';

/**
 * Starts the assembly of a session once. When the answer is lost (Fast.io's 504 often means that it was done), the
 * session is read instead, and only one that still waits for slices is asked again.
 *
 * @throws FastioApiError for a refusal; the first doubt again when the retries are used up; `aborted`.
 */
export async function startAssembly(
	connection: Connection,
	sessionId: string,
	signal: AbortSignal | undefined
): Promise<void> {
	for (let triesLeft = connection.retry.retries; ; triesLeft -= 1) {
		try {
			return await completeSession(connection, sessionId, signal);
		} catch (error) {
			if (!isAmbiguous(error)) throw error;
			const { status } = await readSession(connection, sessionId, { signal });
			if (status !== 'ready' && status !== 'uploading') return;
			if (triesLeft <= 0) throw error;
		}
	}
}

/** Whether the call may have been carried out all the same. */
export function isAmbiguous(error: unknown): boolean {
	if (error instanceof FastioNetworkError) return error.sent;
	return error instanceof FastioApiError && error.code === 'upstream';
}
