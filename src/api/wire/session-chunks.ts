import { sendBody } from '../body.ts';
import { FastioApiError, FastioNetworkError } from '../errors.ts';
import { frameMultipart } from '../multipart.ts';
import { OutgoingBody } from '../outgoing.ts';
import { withRetry } from '../retry.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { completeSession, readSession } from './session-calls.ts';
import { planSlices } from './slices.ts';
import type { PlanLimits, UploadRequest } from './upload-wire.ts';

/** Slices of one session in flight at a time: 3, the most Fast.io documents. */
export const PARALLEL_SLICES = 3;

/** One slice of a session. */
export interface Slice {
	sessionId: string;
	/** From 1. */
	order: number;
	blob: Blob;
}

/**
 * Sends every slice of a blob and starts the assembly. Three at a time, each tried again on its own; the first that
 * fails for good ends the others. Holds three chunks of the blob's stream (64 KiB each in Node).
 */
export async function sendInChunks(
	connection: Connection,
	sessionId: string,
	request: UploadRequest & { body: { kind: 'blob' } },
	limits: PlanLimits
): Promise<void> {
	const { blob, size } = request.body;
	const { sliceBytes, count } = planSlices(size, limits);
	const progress = sliceProgress(count, size, request.onProgress);
	const group = new AbortController();
	const onAbort = (): void => group.abort(request.signal?.reason);
	request.signal?.addEventListener('abort', onAbort, { once: true });
	let next = 0;
	let failure: { error: unknown } | undefined;
	const worker = async (): Promise<void> => {
		while (next < count && !failure) {
			const index = next++;
			const slice = {
				sessionId,
				order: index + 1,
				blob: blob.slice(index * sliceBytes, (index + 1) * sliceBytes)
			};
			try {
				await sendSlice(connection, slice, group.signal, (sentBytes) => progress(index, sentBytes));
			} catch (error) {
				failure ??= { error };
				group.abort();
			}
		}
	};
	try {
		await Promise.all(Array.from({ length: Math.min(PARALLEL_SLICES, count) }, worker));
	} finally {
		request.signal?.removeEventListener('abort', onAbort);
	}
	if (failure) throw failure.error;
	await assemble(connection, sessionId, request.signal);
}

/** Sends one slice, again where it may be: the same `order` replaces what came before. */
export async function sendSlice(
	connection: Connection,
	{ sessionId, order, blob }: Slice,
	signal: AbortSignal | undefined,
	onSent?: (sentBytes: number) => void
): Promise<void> {
	const frame = frameMultipart({}, { field: 'chunk', name: 'chunk', type: 'application/octet-stream' });
	await withRetry(connection.retry, { kind: 'chunk', signal }, () =>
		sendBody(
			connection,
			{
				path: `/upload/${segment(sessionId)}/chunk/`,
				query: { order, size: blob.size },
				contentType: frame.contentType,
				dialect: 'sessions',
				signal
			},
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
}

/**
 * Starts the assembly once. When the answer is lost (Fast.io's 504 often means that it was done), the session is
 * read instead, and only one that still waits for slices is asked again.
 */
async function assemble(
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

function isAmbiguous(error: unknown): boolean {
	if (error instanceof FastioNetworkError) return error.sent;
	return error instanceof FastioApiError && error.code === 'upstream';
}

/** Sums the slices. A slice that is sent again counts its furthest point, so the sum never falls. */
function sliceProgress(count: number, totalBytes: number, onProgress: UploadRequest['onProgress']) {
	const sent = new Float64Array(count);
	let sum = 0;
	return (index: number, sentBytes: number): void => {
		const before = sent[index] ?? 0;
		if (!onProgress || sentBytes <= before) return;
		sent[index] = sentBytes;
		sum += sentBytes - before;
		onProgress({ sentBytes: sum, totalBytes });
	};
}
