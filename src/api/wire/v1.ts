import type { UploadRequest, UploadWire, WireFeatures } from './upload-wire.ts';
import { rising } from './progress.ts';
import { SINGLE_CALL_BYTES } from './slices.ts';
import { sendBody, type BodyCall } from '../body.ts';
import { FastioApiError } from '../errors.ts';
import { asText, type JsonObject } from '../fields.ts';
import { graceful } from '../grace.ts';
import { frameMultipart } from '../multipart.ts';
import { OutgoingBody, type OutgoingOptions } from '../outgoing.ts';
import { readAhead } from '../read-ahead.ts';
import { withRetry } from '../retry.ts';
import type { Connection } from '../settings.ts';
import { abortedError } from '../transport.ts';
import { unsupported } from '../unsupported.ts';

/** What the guide's protocol can do beside uploads: nothing. */
export const V1_FEATURES: WireFeatures = { slices: false, list: false, remove: false };

/**
 * The protocol of Fast.io's SvelteKit integration guide: `POST /v1/files` (multipart, for a known size of at most 4
 * MiB; a stream of such a size is held whole) and `POST /v1/files/stream` (raw body), both answered with `{ id }`. It has
 * nothing else: every other call throws `unsupported`, and so does an upload to a folder other than `root`. Nothing is
 * known of repeats being harmless there, so a call is made again only when it was refused for its rate or never left.
 */
export function createV1Wire(connection: Connection): UploadWire {
	return {
		name: 'v1',
		features: V1_FEATURES,
		async upload(request) {
			const { size } = request.body;
			if (request.destination.folderId !== 'root') throw unsupported('folders');
			const { fileId, sentBytes } =
				size !== undefined && size <= SINGLE_CALL_BYTES
					? await postForm(connection, request, size)
					: await postRaw(connection, request);
			return { fileId, name: request.name, size: sentBytes, type: request.type };
		},
		sessions: {
			open: noSessions,
			putSlice: noSessions,
			status: noSessions,
			complete: noSessions,
			cancel: noSessions,
			place: noSessions,
			versionOf: noSessions
		},
		limits: () => Promise.reject(unsupported('plan limits')),
		// eslint-disable-next-line require-yield
		async *list() {
			throw unsupported('listing of files');
		},
		page: () => Promise.reject(unsupported('listing of files')),
		details: () => Promise.reject(unsupported('details of a file')),
		download: () => Promise.reject(unsupported('download')),
		undoUpload: () => Promise.reject(unsupported('removal of files')),
		remove: () => Promise.reject(unsupported('removal of files'))
	};
}

function noSessions(): Promise<never> {
	return Promise.reject(unsupported('resumable uploads'));
}

async function postForm(connection: Connection, request: UploadRequest, size: number) {
	const { body, name, type, destination, maxBytes, signal, onProgress } = request;
	const blob = body.kind === 'blob' ? body.blob : await readAhead(body.stream, size, { maxBytes, signal });
	const file = { field: 'file', name, type };
	const { contentType, before, after } = frameMultipart({ workspace_id: destination.workspaceId }, file);
	const call = { path: '/files', contentType, dialect: 'v1', signal } as const;
	const framed = { owned: true, size, before, after, onSent: rising(onProgress, size) };
	return post(connection, call, { bodyOf: () => ({ ...framed, source: blob.stream() }), repeatable: true });
}

async function postRaw(connection: Connection, request: UploadRequest) {
	const { body, name, type, destination, maxBytes, signal, onProgress } = request;
	const query = { workspace: destination.workspaceId, name };
	const call = { path: '/files/stream', query, contentType: type, dialect: 'v1', signal } as const;
	const counted = { size: body.size, maxBytes, onSent: rising(onProgress, body.size) };
	const bodyOf = (): OutgoingOptions =>
		body.kind === 'blob'
			? { ...counted, source: body.blob.stream(), owned: true }
			: { ...counted, source: body.stream, owned: false };
	return post(connection, call, { bodyOf, repeatable: body.kind === 'blob' });
}

/**
 * An abort after the last byte waits for the answer, at most 5 s: this protocol can't delete, so a file that is stored
 * must be known as stored.
 */
async function post(
	connection: Connection,
	call: BodyCall,
	{ bodyOf, repeatable }: { bodyOf: () => OutgoingOptions; repeatable: boolean }
) {
	let outgoing: OutgoingBody | undefined;
	const replayable = (): boolean => repeatable || outgoing?.started !== true;
	const grace = graceful(call.signal, () => outgoing?.finished === true);
	const { signal } = grace;
	try {
		const payload = await withRetry(connection.retry, { kind: 'raw', signal, replayable }, () => {
			outgoing = new OutgoingBody(bodyOf());
			return sendBody(connection, { ...call, signal }, outgoing);
		});
		return { fileId: fileIdOf(payload), sentBytes: outgoing?.sentBytes ?? 0 };
	} catch (error) {
		throw call.signal?.aborted ? abortedError(call.signal) : error;
	} finally {
		grace[Symbol.dispose]();
	}
}

function fileIdOf(payload: JsonObject): string {
	const id = asText(payload['id']);
	if (id === undefined)
		throw new FastioApiError('upstream', 'Fast.io stored the file without telling its id.', { status: 200 });
	return id;
}
