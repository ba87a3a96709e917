import { FastioApiError } from '../errors.ts';
import { publicText } from '../public-text.ts';
import type { UploadSession } from '../session-types.ts';
import type { Connection } from '../settings.ts';
import { abortedError } from '../transport.ts';
import {
	deleteSession,
	readSession,
	removeSession,
	targetFields,
	type SessionStatus
} from './session-calls.ts';
import { startAssembly } from './session-complete.ts';
import { openSession } from './session-finish.ts';
import { isUnknown, orGone } from './session-gone.ts';
import { placeSession } from './session-place.ts';
import { boundedWait, failureCode, isFailure, isStored } from './session-poll.ts';
import { sendSlice } from './session-slice.ts';
import { planSlices, unlessCredentials } from './slices.ts';
import { versionOfUpload } from './undo.ts';
import type { PlanLimits, SessionCalls } from './upload-wire.ts';

/** `error.code` of a `complete/` that found fewer or more bytes than were declared. */
const WRONG_TOTAL = '10522';

/** The calls of a session, one by one ("Upload" in https://api.fast.io/current/docs/). */
export function createSessionUploads(
	connection: Connection,
	limitsOf: (workspaceId: string, signal?: AbortSignal) => Promise<PlanLimits>
): SessionCalls {
	return {
		async open(destination, { name, size }, { relativePath, held, maxSliceBytes, signal }) {
			const limits = await limitsOf(destination.workspaceId, signal).catch(unlessCredentials);
			const { sliceBytes, count } = planSlices(size, limits, maxSliceBytes);
			const form = held
				? { name, size }
				: { ...targetFields(destination, name), relative_path: relativePath, size };
			const uploadId = await openSession(connection, form, signal);
			if (signal?.aborted) {
				await deleteSession(connection, uploadId);
				throw abortedError(signal);
			}
			return { uploadId, sliceBytes, slices: count };
		},
		putSlice: (uploadId, slice, signal) => orGone(sendSlice(connection, uploadId, slice, { signal })),
		async status(uploadId, options) {
			const waitSeconds = boundedWait(connection, options.waitSeconds);
			const { signal } = options;
			const session = await orGone(readSession(connection, uploadId, { waitSeconds, signal }));
			return toUploadSession(session, connection.token);
		},
		complete: (uploadId, signal) => orGone(complete(connection, uploadId, signal)),
		async cancel(uploadId, signal) {
			try {
				await removeSession(connection, uploadId, signal);
			} catch (error) {
				if (!isUnknown(error)) throw error;
			}
		},
		async place(destination, uploadId, file, { relativePath, signal }) {
			const placement = { destination, sessionId: uploadId, file, relativePath };
			return placeSession(connection, placement, signal);
		},
		async versionOf(workspaceId, fileId, sizeBytes, signal) {
			try {
				return await versionOfUpload(connection, { workspaceId, fileId, sizeBytes }, signal);
			} catch (error) {
				if (signal?.aborted) throw abortedError(signal);
				if (error instanceof FastioApiError && error.code === 'credentials') throw error;
				return undefined;
			}
		}
	};
}

/** Starts the assembly. Fast.io refuses the second call of it by the state of the session, which is then read. */
async function complete(
	connection: Connection,
	uploadId: string,
	signal: AbortSignal | undefined
): Promise<void> {
	try {
		await startAssembly(connection, uploadId, signal);
	} catch (error) {
		if (!(error instanceof FastioApiError)) throw error;
		if (error.upstreamCode === WRONG_TOTAL) throw missingBytes(error);
		if (error.code !== 'rejected' && error.code !== 'conflict') throw error;
		const { status } = await readSession(connection, uploadId, { signal });
		if (status === 'ready' || status === 'uploading') throw error;
	}
}

function missingBytes(cause: FastioApiError): FastioApiError {
	const { status, upstreamCode, requestId } = cause;
	const message = 'Slices of the file are missing, so Fast.io has given the upload up. Start it again.';
	return new FastioApiError('malformed', message, { status, upstreamCode, requestId, cause });
}

function toUploadSession(session: SessionStatus, token: string): UploadSession {
	const status = stageOf(session.status);
	return {
		status,
		message: publicText(session.statusMessage, token),
		failure: status === 'failed' ? failureCode(session) : undefined,
		fileId: session.fileId,
		received: session.received
	};
}

/** Our words for Fast.io's. One that is not known is on its way somewhere. */
function stageOf(status: string): UploadSession['status'] {
	if (isFailure(status)) return 'failed';
	if (isStored(status)) return 'complete';
	if (status === 'ready' || status === 'uploading') return 'uploading';
	return status === 'storing' || status === 'store' ? 'storing' : 'assembling';
}
