import type { UploadedFile } from '../../rules/results.ts';
import { sendBody } from '../body.ts';
import type { JsonObject } from '../fields.ts';
import { graceful } from '../grace.ts';
import { frameMultipart } from '../multipart.ts';
import { OutgoingBody } from '../outgoing.ts';
import { withRetry } from '../retry.ts';
import type { Connection } from '../settings.ts';
import { abortedError } from '../transport.ts';
import { rising } from './progress.ts';
import { fileIdIn, hashFields, sessionIdIn, targetFields } from './session-calls.ts';
import { finishSession } from './session-finish.ts';
import type { UploadRequest } from './upload-wire.ts';

/** A small file in one multipart `POST /upload/`, which opens, fills and completes a session. */
export async function uploadInOneCall(
	connection: Connection,
	request: UploadRequest,
	blob: Blob
): Promise<UploadedFile> {
	const payload = await postFile(connection, request, blob);
	return finishSession(connection, request, sessionIdIn(payload), {
		send: async () => fileIdIn(payload),
		sentBytes: () => blob.size
	});
}

/** Once every byte is out, an abort waits for the answer, at most 5 s: it names the session to delete. */
async function postFile(connection: Connection, request: UploadRequest, blob: Blob): Promise<JsonObject> {
	const { destination, name, type, crc32c, signal, onProgress } = request;
	const { size } = blob;
	const fields = { ...targetFields(destination, name), size, ...hashFields(crc32c) };
	const { contentType, before, after } = frameMultipart(fields, { field: 'chunk', name, type });
	const onSent = rising(onProgress, size);
	let body: OutgoingBody | undefined;
	const grace = graceful(signal, () => body?.finished === true);
	const call = { path: '/upload/', contentType, dialect: 'sessions', signal: grace.signal } as const;
	try {
		return await withRetry(connection.retry, { kind: 'single-call', signal: grace.signal }, () => {
			body = new OutgoingBody({ source: blob.stream(), owned: true, size, before, after, onSent });
			return sendBody(connection, call, body);
		});
	} catch (error) {
		throw signal?.aborted ? abortedError(signal) : error;
	} finally {
		grace[Symbol.dispose]();
	}
}
