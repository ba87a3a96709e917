import { callApi } from '../request.ts';
import { asCount, asId, asObject, asText, type JsonObject } from '../fields.ts';
import type { Connection } from '../settings.ts';
import { segment, type Parameters } from '../transport.ts';
import type { Destination, PlanLimits } from './upload-wire.ts';
import { FastioApiError } from '../errors.ts';

/** Longest wait for the deletion of a session, each try: 10 s. */
export const CLEANUP_TIMEOUT_MS = 10_000;

/** An upload session as `details/` shows it. */
export interface SessionStatus {
	status: string;
	statusMessage: string | undefined;
	/** The stored file, once there is one. */
	fileId: string | undefined;
	/** Bytes of every slice that is there, by its number. */
	received: ReadonlyMap<number, number>;
	/** It failed because the bytes are not those of the checksum. */
	mismatch: boolean;
}

/** The fields that name the target of an upload; the same on every way up. */
export function targetFields(destination: Destination, name: string): Parameters {
	return {
		profile_type: 'workspace',
		instance_id: destination.workspaceId,
		folder_id: destination.folderId,
		action: 'create',
		name
	};
}

/** The fields that declare the CRC-32C of what the call carries; the same in a form and in a query. */
export function hashFields(crc32c: string | undefined): { hash?: string; hash_algo?: string } {
	return crc32c === undefined ? {} : { hash_algo: 'crc32c', hash: crc32c };
}

/** Opens a session and resolves to its id: `POST /upload/` without a file. */
export async function createSession(
	connection: Connection,
	form: Parameters,
	signal: AbortSignal | undefined
): Promise<string> {
	return sessionIdIn(
		await callApi(connection, { method: 'POST', path: '/upload/', form, kind: 'create-session', signal })
	);
}

/** `id`, or `session.id` in some answers. @throws FastioApiError `upstream` when there is neither. */
export function sessionIdIn(payload: JsonObject): string {
	const id = asText(payload['id']) ?? asText(asObject(payload['session'])?.['id']);
	if (id === undefined)
		throw new FastioApiError('upstream', 'Fast.io opened an upload without telling its id.', { status: 200 });
	return id;
}

/** The stored file an upload answer names already; usually `null`, since placing is asynchronous. */
export function fileIdIn(payload: JsonObject): string | undefined {
	return asId(payload['new_file_id']) ?? asId(asObject(payload['session'])?.['new_file_id']);
}

/** Starts the assembly of the slices. */
export async function completeSession(
	connection: Connection,
	sessionId: string,
	signal: AbortSignal | undefined
): Promise<void> {
	await callApi(connection, {
		method: 'POST',
		path: `/upload/${segment(sessionId)}/complete/`,
		kind: 'complete',
		signal
	});
}

/** Reads a session; with `waitSeconds` Fast.io answers at the next change of status, at the latest after that time. */
export async function readSession(
	connection: Connection,
	sessionId: string,
	options: { waitSeconds?: number | undefined; signal: AbortSignal | undefined }
): Promise<SessionStatus> {
	const payload = await callApi(connection, {
		method: 'GET',
		path: `/upload/${segment(sessionId)}/details/`,
		query: { wait: options.waitSeconds },
		kind: 'poll',
		signal: options.signal
	});
	const session = asObject(payload['session']) ?? payload;
	return {
		status: asText(session['status']) ?? '',
		statusMessage: asText(session['status_message']),
		fileId: asId(session['new_file_id']),
		received: receivedIn(session['chunks']),
		mismatch: asObject(session['integrity_failure']) !== undefined
	};
}

/**
 * Which slices have arrived: `{ "1": bytes }`. A list of objects with a number and a size is read as well, and what
 * is neither counts as not received.
 */
export function receivedIn(chunks: unknown): ReadonlyMap<number, number> {
	const entries: [unknown, unknown][] = Array.isArray(chunks)
		? chunks.map((chunk: unknown) => [undefined, chunk])
		: Object.entries(asObject(chunks) ?? {});
	const received = new Map<number, number>();
	for (const [key, value] of entries) {
		const fields = asObject(value);
		const number = asCount(key ?? fields?.['order'] ?? fields?.['number']);
		const bytes = asCount(fields ? (fields['size'] ?? fields['bytes']) : value);
		if (number !== undefined && Number.isInteger(number) && number >= 1 && bytes !== undefined)
			received.set(number, bytes);
	}
	return received;
}

/**
 * Deletes a session: cancels it, or clears it away after success. Awaited, bounded by its own timeout since the
 * caller's signal may be what ended the upload, and never a failure of its own: a session that stays expires.
 */
export async function deleteSession(connection: Connection, sessionId: string): Promise<void> {
	await removeSession(connection, sessionId, undefined).catch(() => {});
}

/**
 * Deletes a session. Each try takes at most 10 s, and so does a wait that Fast.io asks for in between.
 *
 * @throws what the call fails with, `not-found` where there is none.
 */
export async function removeSession(
	connection: Connection,
	sessionId: string,
	signal: AbortSignal | undefined
): Promise<void> {
	const timeoutMs = Math.min(CLEANUP_TIMEOUT_MS, connection.timeouts.callMs);
	const path = `/upload/${segment(sessionId)}/`;
	const { retry } = connection;
	const maxDelayMs = Math.min(CLEANUP_TIMEOUT_MS, retry.maxDelayMs);
	await callApi(
		{ ...connection, retry: { ...retry, maxDelayMs } },
		{ method: 'DELETE', path, kind: 'cleanup', timeoutMs, signal }
	);
}

/** `GET /upload/limits/`: the numbers stand at the top level or under `limits`. */
export async function readLimits(
	connection: Connection,
	workspaceId: string,
	signal: AbortSignal | undefined
): Promise<PlanLimits> {
	const payload = await callApi(connection, {
		method: 'GET',
		path: '/upload/limits/',
		query: { action: 'create', instance_id: workspaceId },
		kind: 'read',
		signal
	});
	const limits = asObject(payload['limits']) ?? payload;
	return {
		maxFileBytes: asCount(limits['size']),
		maxSliceBytes: asCount(limits['chunk_size']),
		maxSlices: asCount(limits['chunks'])
	};
}
