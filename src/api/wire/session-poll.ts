import { FastioApiError, FastioNetworkError } from '../errors.ts';
import { publicText } from '../public-text.ts';
import type { Connection } from '../settings.ts';
import { sleep } from '../sleep.ts';
import { readSession, type SessionStatus } from './session-calls.ts';

/** Longest wait for Fast.io to assemble and place a file: 10 minutes. */
export const STORE_TIMEOUT_MS = 10 * 60_000;
/** Longest wait for the file's id once a session calls itself complete: 30 s. */
export const FILE_ID_TIMEOUT_MS = 30_000;
/** Longest wait that one call asks Fast.io for, in seconds. Kept 5 s below the call's own timeout. */
export const MAX_WAIT_SECONDS = 25;
/** Pause between two calls that were answered at once: from 100 ms, growing to 2 s. */
const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

/**
 * Waits until Fast.io has placed the file of a session and resolves to the file's id. The status comes by
 * `details/?wait=`, which answers at each change.
 *
 * @throws FastioApiError when the session failed, with its `status_message`; FastioNetworkError `timeout` after 10
 * minutes; `aborted`.
 */
export async function waitUntilStored(
	connection: Connection,
	sessionId: string,
	signal: AbortSignal | undefined
): Promise<string> {
	const waitSeconds = boundedWait(connection, MAX_WAIT_SECONDS);
	const started = performance.now();
	let completeSince: number | undefined;
	let pauseMs = MIN_PAUSE_MS;
	let last = '';
	for (;;) {
		const asked = performance.now();
		const session = await readSession(connection, sessionId, {
			waitSeconds,
			signal
		});
		if (isFailure(session.status)) throw storeError(session, connection.token);
		if (isStored(session.status)) {
			if (session.fileId !== undefined) return session.fileId;
			// `complete` once meant "assembled", before the file was placed: its id follows.
			completeSince ??= asked;
		}
		const now = performance.now();
		if (completeSince !== undefined && now - completeSince > FILE_ID_TIMEOUT_MS) {
			throw new FastioApiError('upstream', 'Fast.io stored the file without telling its id.', {
				status: 200
			});
		}
		if (now - started > STORE_TIMEOUT_MS) {
			throw new FastioNetworkError(
				'timeout',
				`Fast.io did not place the file within ${STORE_TIMEOUT_MS / 60_000} minutes.`,
				{ sent: true }
			);
		}
		pauseMs = session.status === last ? Math.min(MAX_PAUSE_MS, pauseMs * 1.5) : MIN_PAUSE_MS;
		last = session.status;
		await sleep(pauseMs - (now - asked), signal);
	}
}

/** How long a status may be waited for, in whole seconds: at most 25, and 5 less than the call itself may take. */
export function boundedWait(connection: Connection, seconds: number | undefined): number | undefined {
	const longest = Math.min(MAX_WAIT_SECONDS, connection.timeouts.callMs / 1000 - 5);
	const wait = Math.floor(Math.min(seconds ?? 0, longest));
	return wait >= 1 ? wait : undefined;
}

/** `complete` today, `stored` in older deployments. */
export function isStored(status: string): boolean {
	return status === 'complete' || status === 'stored';
}

/** Whether a session has ended without a file. */
export function isFailure(status: string): boolean {
	return status.endsWith('_failed') || status === 'failed';
}

/** Why a failed session failed. */
export function failureCode({
	mismatch,
	statusMessage
}: SessionStatus): 'checksum-mismatch' | 'conflict' | 'upstream' {
	if (mismatch) return 'checksum-mismatch';
	return statusMessage?.startsWith('CONFLICT_VERSION_MISMATCH') === true ? 'conflict' : 'upstream';
}

function storeError(session: SessionStatus, token: string): FastioApiError {
	const { status, statusMessage } = session;
	const told = publicText(statusMessage, token);
	return new FastioApiError(
		failureCode(session),
		`Fast.io could not store the file (${publicText(status, token)})${told === undefined ? '.' : `: ${told}`}`,
		{ status: 200, reason: publicText(status, token) }
	);
}
