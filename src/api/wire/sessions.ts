import type { LimitsCache } from '../limits-cache.ts';
import { readAhead } from '../read-ahead.ts';
import type { Connection } from '../settings.ts';
import { readLimits } from './session-calls.ts';
import { uploadInChunks } from './session-chunks.ts';
import { uploadInOneCall } from './session-single.ts';
import { uploadAsStream } from './session-stream.ts';
import { createSessionUploads } from './session-uploads.ts';
import { SINGLE_CALL_BYTES } from './slices.ts';
import { createStorage } from './storage.ts';
import type { PlanLimits, UploadWire, WireFeatures } from './upload-wire.ts';

/** What sessions can do: everything. */
export const SESSIONS_FEATURES: WireFeatures = { slices: true, list: true, remove: true };

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
		sessions: createSessionUploads(connection, limits),
		async upload(request) {
			const { body, maxBytes, signal } = request;
			const small = body.size !== undefined && body.size <= SINGLE_CALL_BYTES;
			if (body.kind === 'blob') {
				if (small) return uploadInOneCall(connection, request, body.blob);
				return uploadInChunks(connection, { ...request, body }, limits);
			}
			if (!small) return uploadAsStream(connection, { ...request, body });
			const blob = await readAhead(body.stream, body.size ?? 0, { maxBytes, signal });
			return uploadInOneCall(connection, request, blob);
		},
		...createStorage(connection)
	};
}
