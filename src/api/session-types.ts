/** One resumable upload as Fast.io has it. */
export interface UploadSession {
	/** `complete` without a `fileId`: it is held, or (in older deployments) not placed yet; then ask again. */
	status: 'uploading' | 'assembling' | 'storing' | 'complete' | 'failed';
	/** Why it failed, in Fast.io's words. */
	message: string | undefined;
	/** Why it failed, for programs. `undefined` while it has not. */
	failure: 'checksum-mismatch' | 'conflict' | 'upstream' | undefined;
	/** The stored file, once there is one. A held upload has none. */
	fileId: string | undefined;
	/** Bytes of every slice that has arrived, by its number. */
	received: ReadonlyMap<number, number>;
}

/** A session that was just opened, and how its file is cut. */
export interface OpenedSession {
	uploadId: string;
	/** Bytes of every slice but the last. */
	sliceBytes: number;
	/** How many there are, numbered from 1. */
	slices: number;
}

/** Where the bytes of one slice come from. */
export interface SliceSource {
	/** From 1. */
	number: number;
	/** Exact bytes of the slice. */
	size: number;
	/**
	 * A stream is sent once and never repeated; on failure it is left unlocked where it stopped, and its owner cancels
	 * it. A Blob is sent again where that is safe.
	 */
	source: Blob | ReadableStream<Uint8Array>;
	/** CRC-32C of the slice, 8 hex digits: Fast.io refuses other bytes with `checksum-mismatch`. */
	crc32c?: string;
	/** CRC-32C of the whole file, on the last slice to be sent only. */
	fileCrc32c?: string;
}
