import {
	createSession,
	deleteSession,
	fileIdIn,
	readLimits,
	sessionIdIn,
	targetFields
} from './session-calls.ts';
import { sendInChunks } from './session-chunks.ts';
import { waitUntilStored } from './session-poll.ts';
import { createStorage } from './storage.ts';
import { planSlices } from './slices.ts';
import type { PlanLimits, UploadBody, UploadRequest, UploadWire, WireFeatures } from './upload-wire.ts';
import type { UploadedFile } from '../../rules/results.ts';
import { sendBody } from '../body.ts';
import { FastioApiError } from '../errors.ts';
import type { LimitsCache } from '../limits-cache.ts';
import { frameMultipart } from '../multipart.ts';
import { OutgoingBody } from '../outgoing.ts';
import { readAhead } from '../read-ahead.ts';
import { withRetry } from '../retry.ts';
import type { Connection } from '../settings.ts';
import { abortedError, segment } from '../transport.ts';

/** Largest file that goes up in one call: 4 MiB (4,194,304 bytes, inclusive). */
export const SINGLE_CALL_BYTES = 4 * 1024 * 1024;

/** What sessions can do: everything. */
export const SESSIONS_FEATURES: WireFeatures = { slices: true, list: true, remove: true };

type BlobBody = Extract<UploadBody, { kind: 'blob' }>;
type StreamBody = Extract<UploadBody, { kind: 'stream' }>;

/**
 * The documented live API: upload sessions ("Upload" in https://api.fast.io/current/docs/). Which way a file goes:
 *
 * - size known and at most 4 MiB: one multipart `POST /upload/`; a stream is read into memory first;
 * - a larger blob: a session, its slices three at a time, `complete/`;
 * - a larger stream, or one of unknown size: a stream session and one raw body, which can't be sent twice.
 *
 * Then `details/?wait=` until the file is placed, and the session is deleted.
 */
export function createSessionsWire(connection: Connection, limitsCache: LimitsCache): UploadWire {
	const limits = (workspaceId: string, signal?: AbortSignal): Promise<PlanLimits> =>
		limitsCache.get(workspaceId, connection.token, () => readLimits(connection, workspaceId, signal));
	return {
		name: 'sessions',
		features: SESSIONS_FEATURES,
		limits,
		async upload(request) {
			const { body } = request;
			if (body.size !== undefined && body.size <= SINGLE_CALL_BYTES)
				return uploadInOneCall(connection, request, await inMemory(request, body.size));
			if (body.kind === 'stream') return uploadAsStream(connection, { ...request, body });
			return uploadInChunks(connection, { ...request, body }, limits);
		},
		...createStorage(connection)
	};
}

async function inMemory(request: UploadRequest, size: number): Promise<Blob> {
	const { body, maxBytes, signal } = request;
	return body.kind === 'blob' ? body.blob : readAhead(body.stream, size, { maxBytes, signal });
}

async function uploadInOneCall(
	connection: Connection,
	request: UploadRequest,
	blob: Blob
): Promise<UploadedFile> {
	const { name, type, signal, onProgress } = request;
	const frame = frameMultipart(
		{ ...targetFields(request.destination, name), size: blob.size },
		{ field: 'chunk', name, type }
	);
	let furthest = 0;
	const onSent =
		onProgress &&
		((sentBytes: number): void => {
			if (sentBytes <= furthest) return;
			furthest = sentBytes;
			onProgress({ sentBytes, totalBytes: blob.size });
		});
	const payload = await withRetry(connection.retry, { kind: 'single-call', signal }, () =>
		sendBody(
			connection,
			{ path: '/upload/', contentType: frame.contentType, dialect: 'sessions', signal },
			new OutgoingBody({
				source: blob.stream(),
				owned: true,
				size: blob.size,
				before: frame.before,
				after: frame.after,
				onSent
			})
		)
	);
	const named = fileIdIn(payload);
	return finish(connection, request, sessionIdIn(payload), async (sessionId) => ({
		fileId: named ?? (await waitUntilStored(connection, sessionId, signal)),
		size: blob.size
	}));
}

async function uploadInChunks(
	connection: Connection,
	request: UploadRequest & { body: BlobBody },
	limitsOf: (workspaceId: string, signal?: AbortSignal) => Promise<PlanLimits>
): Promise<UploadedFile> {
	const { destination, name, body, signal } = request;
	const limits = await limitsOf(destination.workspaceId, signal).catch((error: unknown): PlanLimits => {
		// The limits only help to cut well; a Fast.io that can't tell them still takes slices of the default size.
		if (error instanceof FastioApiError && (error.code === 'upstream' || error.code === 'not-found'))
			return unknownLimits;
		throw error;
	});
	planSlices(body.size, limits);
	const sessionId = await createSession(
		connection,
		{ ...targetFields(destination, name), size: body.size },
		signal
	);
	return finish(connection, request, sessionId, async () => {
		await sendInChunks(connection, sessionId, request, limits);
		return { fileId: await waitUntilStored(connection, sessionId, signal), size: body.size };
	});
}

const unknownLimits: PlanLimits = { maxFileBytes: undefined, maxSliceBytes: undefined, maxSlices: undefined };

async function uploadAsStream(
	connection: Connection,
	request: UploadRequest & { body: StreamBody }
): Promise<UploadedFile> {
	const { destination, name, body, maxBytes, signal, onProgress } = request;
	const form = { ...targetFields(destination, name), stream: true, max_size: body.size ?? maxBytes };
	const sessionId = await createSession(connection, form, signal);
	return finish(connection, request, sessionId, async () => {
		let outgoing: OutgoingBody | undefined;
		const attempt = () => {
			outgoing = new OutgoingBody({
				source: body.stream,
				owned: false,
				size: body.size,
				maxBytes,
				onSent: onProgress && ((sentBytes) => onProgress({ sentBytes, totalBytes: body.size }))
			});
			const path = `/upload/${segment(sessionId)}/stream/`;
			return sendBody(
				connection,
				{ path, contentType: 'application/octet-stream', dialect: 'sessions', signal },
				outgoing
			);
		};
		// Only a body that was not begun can be sent again: the connection was refused.
		const replayable = (): boolean => outgoing?.started !== true;
		await withRetry(connection.retry, { kind: 'raw', signal, replayable }, attempt);
		return { fileId: await waitUntilStored(connection, sessionId, signal), size: outgoing?.sentBytes ?? 0 };
	});
}

/** Runs what follows the opening of a session, and deletes the session whatever comes of it. */
async function finish(
	connection: Connection,
	request: UploadRequest,
	sessionId: string,
	work: (sessionId: string) => Promise<{ fileId: string; size: number }>
): Promise<UploadedFile> {
	try {
		const { fileId, size } = await work(sessionId);
		return { fileId, name: request.name, size, type: request.type };
	} catch (error) {
		throw request.signal?.aborted ? abortedError(request.signal) : error;
	} finally {
		await deleteSession(connection, sessionId);
	}
}
