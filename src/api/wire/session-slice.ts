import { sendBody } from '../body.ts';
import { frameMultipart } from '../multipart.ts';
import { OutgoingBody } from '../outgoing.ts';
import { withRetry } from '../retry.ts';
import type { SliceSource } from '../session-types.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { hashFields } from './session-calls.ts';

/**
 * Sends one slice with its exact length, framing included. The same number replaces what came before, so a blob is
 * sent again where that is safe; a stream never is. Holds one chunk of the source.
 *
 * @throws what a stream failed with, unchanged; `malformed` for more or fewer bytes than `size`; `checksum-mismatch`;
 * else as `sendBody`.
 */
export async function sendSlice(
	connection: Connection,
	sessionId: string,
	slice: SliceSource,
	options: { signal: AbortSignal | undefined; onSent?: ((sentBytes: number) => void) | undefined }
): Promise<void> {
	const { number, size, source, crc32c, fileCrc32c } = slice;
	const { signal, onSent } = options;
	const file = { field: 'chunk', name: 'chunk', type: 'application/octet-stream' };
	const { contentType, before, after } = frameMultipart({}, file);
	const query = {
		order: number,
		size,
		...hashFields(crc32c),
		file_crc32c: fileCrc32c
	};
	const path = `/upload/${segment(sessionId)}/chunk/`;
	const call = { path, query, contentType, dialect: 'sessions', signal } as const;
	const framed = { size, before, after, onSent };
	if (source instanceof Blob) {
		await withRetry(connection.retry, { kind: 'chunk', signal }, () =>
			sendBody(connection, call, new OutgoingBody({ ...framed, source: source.stream(), owned: true }))
		);
	} else {
		await sendBody(connection, call, new OutgoingBody({ ...framed, source, owned: false }));
	}
}
