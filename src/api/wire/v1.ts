import type { UploadRequest, UploadWire, WireFeatures } from './upload-wire.ts';
import { SINGLE_CALL_BYTES } from './sessions.ts';
import { FastioError } from '../../rules/errors.ts';
import { sendBody, type BodyCall } from '../body.ts';
import { FastioApiError } from '../errors.ts';
import { asText, type JsonObject } from '../fields.ts';
import { frameMultipart } from '../multipart.ts';
import { OutgoingBody } from '../outgoing.ts';
import { readAhead } from '../read-ahead.ts';
import { withRetry } from '../retry.ts';
import type { Connection } from '../settings.ts';

/** What the guide's protocol can do beside uploads: nothing. */
export const V1_FEATURES: WireFeatures = { slices: false, list: false, remove: false };

/**
 * The protocol of Fast.io's SvelteKit integration guide: `POST /v1/files` (multipart, for a known size of at most 4
 * MiB) and `POST /v1/files/stream` (raw body), both answered with `{ id }`. It has nothing else: every other call
 * throws `unsupported`. Nothing is known of repeats being harmless there, so a call is made again only when it
 * was refused for its rate or never left.
 */
export function createV1Wire(connection: Connection): UploadWire {
	return {
		name: 'v1',
		features: V1_FEATURES,
		async upload(request) {
			const { size } = request.body;
			const { fileId, sentBytes } =
				size !== undefined && size <= SINGLE_CALL_BYTES
					? await postForm(connection, request, size)
					: await postRaw(connection, request);
			return { fileId, name: request.name, size: sentBytes, type: request.type };
		},
		limits: () => Promise.reject(unsupported('plan limits')),
		// eslint-disable-next-line require-yield
		async *list() {
			throw unsupported('listing of files');
		},
		details: () => Promise.reject(unsupported('details of a file')),
		download: () => Promise.reject(unsupported('download')),
		undoUpload: () => Promise.reject(unsupported('removal of files')),
		remove: () => Promise.reject(unsupported('removal of files'))
	};
}

function unsupported(what: string): FastioError {
	return new FastioError(
		'unsupported',
		`The v1 wire of Fast.io has no ${what}. Use the sessions wire: an \`apiUrl\` that ends in /current.`
	);
}

async function postForm(connection: Connection, request: UploadRequest, size: number) {
	const { body, name, type, destination, maxBytes, signal } = request;
	const blob = body.kind === 'blob' ? body.blob : await readAhead(body.stream, size, { maxBytes, signal });
	const frame = frameMultipart({ workspace_id: destination.workspaceId }, { field: 'file', name, type });
	const call = { path: '/files', contentType: frame.contentType, dialect: 'v1', signal } as const;
	return post(
		connection,
		request,
		call,
		() =>
			new OutgoingBody({
				source: blob.stream(),
				owned: true,
				size,
				before: frame.before,
				after: frame.after,
				onSent: progressOf(request)
			})
	);
}

async function postRaw(connection: Connection, request: UploadRequest) {
	const { body, name, type, destination, maxBytes, signal } = request;
	const query = { workspace: destination.workspaceId, name };
	const call = { path: '/files/stream', query, contentType: type, dialect: 'v1', signal } as const;
	return post(connection, request, call, () =>
		body.kind === 'blob'
			? new OutgoingBody({
					source: body.blob.stream(),
					owned: true,
					size: body.size,
					onSent: progressOf(request)
				})
			: new OutgoingBody({
					source: body.stream,
					owned: false,
					size: body.size,
					maxBytes,
					onSent: progressOf(request)
				})
	);
}

async function post(
	connection: Connection,
	request: UploadRequest,
	call: BodyCall,
	bodyOf: () => OutgoingBody
) {
	let outgoing: OutgoingBody | undefined;
	const replayable = (): boolean => request.body.kind === 'blob' || outgoing?.started !== true;
	const payload = await withRetry(connection.retry, { kind: 'raw', signal: call.signal, replayable }, () => {
		outgoing = bodyOf();
		return sendBody(connection, call, outgoing);
	});
	return { fileId: fileIdOf(payload), sentBytes: outgoing?.sentBytes ?? 0 };
}

function fileIdOf(payload: JsonObject): string {
	const id = asText(payload['id']);
	if (id === undefined)
		throw new FastioApiError('upstream', 'Fast.io stored the file without telling its id.', { status: 200 });
	return id;
}

/** Never falls, also when a refused body is sent again. */
function progressOf({ onProgress, body }: UploadRequest): ((sentBytes: number) => void) | undefined {
	if (!onProgress) return undefined;
	let furthest = 0;
	return (sentBytes) => {
		if (sentBytes <= furthest) return;
		furthest = sentBytes;
		onProgress({ sentBytes, totalBytes: body.size });
	};
}
