import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDigest, type HashAlgorithm } from '../digest.ts';

/** Bytes gathered before they go to disk in one call. At most twice this is held per upload. */
const BATCH_BYTES = 1024 ** 2;
const BATCH_PIECES = 1000;
const READ_BYTES = 1024 ** 2;

/** Contents on disk: the files at `parts`, one after the other. */
export interface StoredBytes {
	readonly parts: readonly string[];
	readonly size: number;
	/** Hex SHA-256, where it was computed while writing. */
	readonly sha256: string | undefined;
}

/** Writes one body to disk. */
export interface BlobWriter {
	/** Bytes taken so far. */
	readonly size: number;
	/** Takes a piece without copying it; a promise asks the caller to wait before the next one, and reports errors. */
	write(chunk: Buffer): Promise<void> | undefined;
	finish(): Promise<StoredBytes>;
	/** Removes what was written. Never fails; may be called at any time. */
	discard(): Promise<void>;
}

/** Contents of all uploads, as files in one folder. Memory doesn't grow with their size. */
export interface BlobStore {
	/**
	 * @param options.sha256 compute the SHA-256 while writing.
	 * @param options.discard count and hash, but write nothing; the contents can't be read later.
	 */
	create(options: { sha256: boolean; discard?: boolean }): BlobWriter;
	/** Contents made of others, in order, without copying; the others must not be removed on their own. */
	join(pieces: readonly StoredBytes[]): StoredBytes;
	/** Reads the contents once and gives their digests as hex. */
	digest(bytes: StoredBytes, algorithms: readonly HashAlgorithm[]): Promise<Map<HashAlgorithm, string>>;
	read(bytes: StoredBytes): AsyncGenerator<Uint8Array>;
	remove(bytes: StoredBytes): Promise<void>;
	/** Removes all contents. */
	clear(): Promise<void>;
}

export function createBlobStore(folder: string): BlobStore {
	const remove = async (paths: readonly string[]) => {
		await Promise.all(paths.map((path) => rm(path, { force: true }).catch(() => {})));
	};
	return {
		create: ({ sha256, discard }) =>
			discard ? createCounter(sha256) : createWriter(join(folder, randomUUID()), sha256),
		join: (pieces) => ({
			parts: pieces.flatMap(({ parts }) => parts),
			size: pieces.reduce((sum, { size }) => sum + size, 0),
			sha256: undefined
		}),
		async digest(bytes, algorithms) {
			const digests = algorithms.map((algorithm) => ({ algorithm, digest: createDigest(algorithm) }));
			for await (const chunk of readParts(bytes.parts))
				for (const { digest } of digests) digest.update(chunk);
			return new Map(digests.map(({ algorithm, digest }) => [algorithm, digest.digest()]));
		},
		read: async function* (bytes) {
			// Copied because a socket may still hold a piece when the buffer is filled again.
			for await (const chunk of readParts(bytes.parts)) yield Uint8Array.from(chunk);
		},
		remove: (bytes) => remove(bytes.parts),
		async clear() {
			await rm(folder, { recursive: true, force: true });
			await mkdir(folder, { recursive: true });
		}
	};
}

/** Whether the contents were counted and discarded. */
export const wasDiscarded = ({ parts, size }: StoredBytes): boolean => parts.length === 0 && size > 0;

function createCounter(sha256: boolean): BlobWriter {
	const digest = sha256 ? createDigest('sha256') : undefined;
	let size = 0;
	return {
		get size() {
			return size;
		},
		write(chunk) {
			digest?.update(chunk);
			size += chunk.length;
			return undefined;
		},
		finish: async () => ({ parts: [], size, sha256: digest?.digest() }),
		discard: async () => {}
	};
}

/** Pieces share one buffer: each is valid until the next is asked for. */
async function* readParts(paths: readonly string[]): AsyncGenerator<Uint8Array> {
	const buffer = Buffer.allocUnsafe(READ_BYTES);
	for (const path of paths) {
		const file = await open(path, 'r');
		try {
			for (;;) {
				const { bytesRead } = await file.read(buffer, 0, READ_BYTES);
				if (bytesRead === 0) break;
				yield buffer.subarray(0, bytesRead);
			}
		} finally {
			await file.close();
		}
	}
}

function createWriter(path: string, sha256: boolean): BlobWriter {
	const digest = sha256 ? createDigest('sha256') : undefined;
	let opening: Promise<FileHandle> | undefined;
	let batch: Buffer[] = [];
	let batchBytes = 0;
	let size = 0;
	let flushing: Promise<void> | undefined;

	const flush = async (): Promise<void> => {
		const pieces = batch;
		const expected = batchBytes;
		batch = [];
		batchBytes = 0;
		opening ??= open(path, 'wx', 0o600);
		const { bytesWritten } = await (await opening).writev(pieces);
		if (bytesWritten !== expected)
			throw new Error(`Wrote ${bytesWritten} of ${expected} bytes: is the disk full?`);
	};

	return {
		get size() {
			return size;
		},
		write(chunk) {
			digest?.update(chunk);
			size += chunk.length;
			batchBytes += chunk.length;
			batch.push(chunk);
			if (batchBytes < BATCH_BYTES && batch.length < BATCH_PIECES) return undefined;
			// The batch before this one is written while this one was gathered; only a slow disk makes the caller wait.
			const before = flushing;
			if (!before) {
				flushing = flush();
				flushing.catch(() => {});
				return undefined;
			}
			flushing = before.then(flush);
			flushing.catch(() => {});
			return before;
		},
		async finish() {
			await flushing;
			await flush();
			await (await opening)?.close();
			return { parts: [path], size, sha256: digest?.digest() };
		},
		async discard() {
			await flushing?.catch(() => {});
			const file = await opening?.catch(() => undefined);
			await file?.close().catch(() => {});
			await rm(path, { force: true }).catch(() => {});
		}
	};
}
