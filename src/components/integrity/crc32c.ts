import { createCRC32 } from 'hash-wasm';

/** The Castagnoli polynomial, reflected (RFC 3720, appendix B.4). */
export const CASTAGNOLI = 0x82f63b78;
/** Bytes of a blob in memory at a time: 1 MiB. */
const PIECE_BYTES = 1024 ** 2;

/**
 * CRC-32C of a blob, 8 lower-case hex digits. Waits for the disk between pieces, so that the thread stays free.
 *
 * @throws what reading the blob throws; the signal's reason; an Error where WebAssembly is not allowed.
 */
export async function crc32cOf(blob: Blob, signal?: AbortSignal): Promise<string> {
	const hasher = await createCRC32(CASTAGNOLI);
	hasher.init();
	for (let at = 0; at < blob.size; at += PIECE_BYTES) {
		signal?.throwIfAborted();
		hasher.update(new Uint8Array(await blob.slice(at, at + PIECE_BYTES).arrayBuffer()));
	}
	return hasher.digest('hex');
}
