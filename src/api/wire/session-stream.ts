import type { UploadedFile } from '../../rules/results.ts';
import { sendBody } from '../body.ts';
import { OutgoingBody } from '../outgoing.ts';
import { withRetry } from '../retry.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { rising } from './progress.ts';
import { hashFields, targetFields } from './session-calls.ts';
import { finishSession, openSession, type Sending } from './session-finish.ts';
import type { UploadBody, UploadRequest } from './upload-wire.ts';

/** An upload whose bytes can be read once. */
export type StreamUpload = UploadRequest & { body: Extract<UploadBody, { kind: 'stream' }> };

/**
 * A stream as one raw body of a stream session, which Fast.io completes by itself. Holds the stream's own chunk.
 * Sent again only when the connection was refused before anything was read.
 */
export async function uploadAsStream(connection: Connection, request: StreamUpload): Promise<UploadedFile> {
	const { destination, name, body, maxBytes, signal } = request;
	const form = { ...targetFields(destination, name), stream: true, max_size: body.size ?? maxBytes };
	const sessionId = await openSession(connection, form, signal);
	return finishSession(connection, request, sessionId, sendingOf(connection, request, sessionId));
}

function sendingOf(connection: Connection, request: StreamUpload, sessionId: string): Sending {
	const { body, crc32c, maxBytes, signal } = request;
	const call = {
		path: `/upload/${segment(sessionId)}/stream/`,
		query: hashFields(crc32c),
		contentType: 'application/octet-stream',
		dialect: 'sessions',
		signal
	} as const;
	const onSent = rising(request.onProgress, body.size);
	let outgoing: OutgoingBody | undefined;
	const replayable = (): boolean => outgoing?.started !== true;
	return {
		async send() {
			await withRetry(connection.retry, { kind: 'raw', signal, replayable }, () => {
				outgoing = new OutgoingBody({ source: body.stream, owned: false, size: body.size, maxBytes, onSent });
				return sendBody(connection, call, outgoing);
			});
			return undefined;
		},
		sentBytes: () => outgoing?.sentBytes ?? 0
	};
}
