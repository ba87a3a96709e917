import { abortedError } from './transport.ts';
import { tooLarge, wrongSize } from './outgoing.ts';

/**
 * Reads a stream of a known, small size into memory, so that it can be sent, and sent again, in one call. Holds
 * `size` bytes. The stream is unlocked when this settles and never cancelled.
 *
 * @throws what the stream failed with, unchanged; `malformed` when it holds more or fewer bytes than `size`;
 * `aborted` when `signal` aborts first.
 */
export async function readAhead(
	stream: ReadableStream<Uint8Array>,
	size: number,
	options: { maxBytes: number | undefined; signal: AbortSignal | undefined }
): Promise<Blob> {
	const { signal, maxBytes } = options;
	if (maxBytes !== undefined && size > maxBytes) throw tooLarge(maxBytes);
	const reader = stream.getReader();
	// Unlocking rejects the read that is waiting, which is how an abort gets through a source that never answers.
	const onAbort = (): void => reader.releaseLock();
	signal?.addEventListener('abort', onAbort, { once: true });
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	let received = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			received += value.byteLength;
			if (received > size) throw wrongSize('more', size);
			chunks.push(value as Uint8Array<ArrayBuffer>);
		}
	} catch (error) {
		throw signal?.aborted ? abortedError(signal) : error;
	} finally {
		signal?.removeEventListener('abort', onAbort);
		reader.releaseLock();
	}
	if (received < size) throw wrongSize('fewer', size);
	return new Blob(chunks);
}
