import type { UploadedFile } from '../../rules/results.ts';
import type { Connection } from '../settings.ts';
import { summed } from './progress.ts';
import { targetFields } from './session-calls.ts';
import { startAssembly } from './session-complete.ts';
import { finishSession, openSession } from './session-finish.ts';
import { sendSlice } from './session-slice.ts';
import { planSlices, unlessCredentials, type SlicePlan } from './slices.ts';
import type { PlanLimits, UploadBody, UploadRequest } from './upload-wire.ts';

/** Slices of one session in flight at a time: 3, the most Fast.io documents. */
export const PARALLEL_SLICES = 3;

/** An upload whose bytes can be read from any place, again. */
export type BlobUpload = UploadRequest & { body: Extract<UploadBody, { kind: 'blob' }> };

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

/** The first slice that fails for good ends the others. */
async function sendSlices(
	connection: Connection,
	sessionId: string,
	request: BlobUpload,
	{ sliceBytes, count }: SlicePlan
): Promise<void> {
	const { body, crc32c, signal } = request;
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
				const slice = { number: index + 1, size: blob.size, source: blob };
				// One slice carries the checksum of the whole: the last.
				const fileCrc32c = index === count - 1 ? crc32c : undefined;
				const checked = { ...slice, ...(fileCrc32c !== undefined && { fileCrc32c }) };
				await sendSlice(connection, sessionId, checked, { signal: group.signal, onSent });
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
