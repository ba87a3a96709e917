import type { UploadedFile } from '../../rules/results.ts';
import { sendBody } from '../body.ts';
import { FastioApiError } from '../errors.ts';
import { frameMultipart } from '../multipart.ts';
import { OutgoingBody } from '../outgoing.ts';
import { withRetry } from '../retry.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { summed } from './progress.ts';
import { targetFields } from './session-calls.ts';
import { startAssembly } from './session-complete.ts';
import { finishSession, openSession } from './session-finish.ts';
import { planSlices, type SlicePlan } from './slices.ts';
import type { PlanLimits, UploadBody, UploadRequest } from './upload-wire.ts';

/** Slices of one session in flight at a time: 3, the most Fast.io documents. */
export const PARALLEL_SLICES = 3;

/** An upload whose bytes can be read from any place, again. */
export type BlobUpload = UploadRequest & { body: Extract<UploadBody, { kind: 'blob' }> };

/** One slice of a session. */
export interface Slice {
	sessionId: string;
	/** From 1. */
	order: number;
	blob: Blob;
}

/**
 * A blob in slices, three at a time, each tried again on its own. Holds three chunks of the blob's stream (64 KiB
 * each in Node).
 *
 * @throws FastioLimitError `file-too-large` before anything is sent when the plan takes no such file.
 */
export async function uploadInChunks(
	connection: Connection,
	request: BlobUpload,
	limitsOf: (workspaceId: string, signal?: AbortSignal) => Promise<PlanLimits>
): Promise<UploadedFile> {
	const { destination, name, body, signal } = request;
	const limits = await limitsOf(destination.workspaceId, signal).catch(unlessCredentials);
	const plan = planSlices(body.size, limits);
	const form = { ...targetFields(destination, name), size: body.size };
	const sessionId = await openSession(connection, form, signal);
	return finishSession(connection, request, sessionId, {
		async send() {
			await sendSlices(connection, sessionId, request, plan);
			await startAssembly(connection, sessionId, signal);
			return undefined;
		},
		sentBytes: () => body.size
	});
}

/** The limits only help to cut well: a Fast.io that can't tell them still takes slices of the default size. */
function unlessCredentials(error: unknown): PlanLimits {
	const harmless = error instanceof FastioApiError && error.code !== 'credentials' && error.code !== 'plan';
	if (!harmless) throw error;
	return { maxFileBytes: undefined, maxSliceBytes: undefined, maxSlices: undefined };
}

/** The first slice that fails for good ends the others. */
async function sendSlices(
	connection: Connection,
	sessionId: string,
	request: BlobUpload,
	{ sliceBytes, count }: SlicePlan
): Promise<void> {
	const { body, signal } = request;
	const progress = summed(request.onProgress, body.size, count);
	const group = new AbortController();
	const onAbort = (): void => group.abort(signal?.reason);
	signal?.addEventListener('abort', onAbort, { once: true });
	let next = 0;
	let failure: { error: unknown } | undefined;
	const worker = async (): Promise<void> => {
		while (next < count && !failure) {
			const index = next++;
			const blob = body.blob.slice(index * sliceBytes, (index + 1) * sliceBytes);
			const onSent = progress && ((sentBytes: number) => progress(index, sentBytes));
			try {
				await sendSlice(connection, { sessionId, order: index + 1, blob }, group.signal, onSent);
			} catch (error) {
				failure ??= { error };
				group.abort();
			}
		}
	};
	try {
		await Promise.all(Array.from({ length: Math.min(PARALLEL_SLICES, count) }, worker));
	} finally {
		signal?.removeEventListener('abort', onAbort);
	}
	if (failure) throw failure.error;
}

/** Sends one slice, again where it may be: the same `order` replaces what came before. */
export async function sendSlice(
	connection: Connection,
	{ sessionId, order, blob }: Slice,
	signal: AbortSignal | undefined,
	onSent?: (sentBytes: number) => void
): Promise<void> {
	const { size } = blob;
	const file = { field: 'chunk', name: 'chunk', type: 'application/octet-stream' };
	const { contentType, before, after } = frameMultipart({}, file);
	const path = `/upload/${segment(sessionId)}/chunk/`;
	const call = { path, query: { order, size }, contentType, dialect: 'sessions', signal } as const;
	await withRetry(connection.retry, { kind: 'chunk', signal }, () =>
		sendBody(
			connection,
			call,
			new OutgoingBody({ source: blob.stream(), owned: true, size, before, after, onSent })
		)
	);
}
