import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { combineCrc32c } from '../combine-crc32c.ts';
import { createDigest, type Digest, type HashAlgorithm } from '../digest.ts';

/** Bytes gathered before they go to disk in one call. At most twice this is held per upload. */
const BATCH_BYTES = 1024 ** 2;
const BATCH_PIECES = 1000;
const READ_BYTES = 1024 ** 2;

/** Contents on disk: the files at `parts`, one after the other. */
export interface StoredBytes {
	readonly parts: readonly string[];
	readonly size: number;
	/** In hex, those that were computed while writing. */
	readonly digests: ReadonlyMap<HashAlgorithm, string>;
}

/** How a body is taken. */
export interface BlobOptions {
	/** Digests to compute on the way. */
	digests: readonly HashAlgorithm[];
	/** Count and hash, but write nothing; the contents can't be read later. */
	discard?: boolean;
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
	create(options: BlobOptions): BlobWriter;
	/**
	 * Contents made of others, in order, without copying; the others must not be removed on their own. Of the digests
	 * only CRC-32C survives, where all have it.
	 */
	join(pieces: readonly StoredBytes[]): StoredBytes;
	/** Digests in hex; reads the contents for those that aren't known. Discarded contents have no others. */
	digest(
		bytes: StoredBytes,
		algorithms: readonly HashAlgorithm[]
	): Promise<ReadonlyMap<HashAlgorithm, string>>;
	read(bytes: StoredBytes): AsyncGenerator<Uint8Array>;
	/** Gives the contents one more owner: they go when each has removed them. */
	share(bytes: StoredBytes): StoredBytes;
	remove(bytes: StoredBytes): Promise<void>;
	/** Removes all contents. */
	clear(): Promise<void>;
}

export function createBlobStore(folder: string): BlobStore {
	/** Owners beyond the first, of contents that have more than one. */
	const others = new Map<string, number>();
	const leave = (path: string): boolean => {
		const left = others.get(path) ?? 0;
		if (left > 1) others.set(path, left - 1);
		else others.delete(path);
		return left === 0;
	};
	const remove = async (paths: readonly string[]) => {
		const last = paths.filter(leave);
		await Promise.all(last.map((path) => rm(path, { force: true }).catch(() => {})));
	};
	return {
		create: ({ digests, discard }) =>
			discard ? createCounter(digests) : createWriter(join(folder, randomUUID()), digests),
		join: (pieces) => ({
			parts: pieces.flatMap(({ parts }) => parts),
			size: pieces.reduce((sum, { size }) => sum + size, 0),
			digests: joinedDigests(pieces)
		}),
		async digest(bytes, algorithms) {
			const lacking = algorithms.filter((algorithm) => !bytes.digests.has(algorithm));
			if (lacking.length === 0 || wasDiscarded(bytes)) return bytes.digests;
			const digests = createDigests(lacking);
			for await (const chunk of readParts(bytes.parts)) digests.update(chunk);
			return new Map([...bytes.digests, ...digests.end()]);
		},
		read: async function* (bytes) {
			// Copied because a socket may still hold a piece when the buffer is filled again.
			for await (const chunk of readParts(bytes.parts)) yield Uint8Array.from(chunk);
		},
		share(bytes) {
			for (const path of bytes.parts) others.set(path, (others.get(path) ?? 0) + 1);
			return bytes;
		},
		remove: (bytes) => remove(bytes.parts),
		async clear() {
			others.clear();
			// A request that was cut may still write its last piece.
			await rm(folder, { recursive: true, force: true, maxRetries: 5 });
			await mkdir(folder, { recursive: true });
		}
	};
}

/** Whether the contents were counted and discarded. */
export const wasDiscarded = ({ parts, size }: StoredBytes): boolean => parts.length === 0 && size > 0;

/** Several digests of the same bytes. */
function createDigests(algorithms: readonly HashAlgorithm[]): {
	update(chunk: Uint8Array): void;
	end(): Map<HashAlgorithm, string>;
} {
	const running: [HashAlgorithm, Digest][] = algorithms.map((name) => [name, createDigest(name)]);
	return {
		update(chunk) {
			for (const [, digest] of running) digest.update(chunk);
		},
		end: () => new Map(running.map(([name, digest]) => [name, digest.digest()]))
	};
}

function joinedDigests(pieces: readonly StoredBytes[]): Map<HashAlgorithm, string> {
	const parts = pieces.map(({ digests, size }) => ({ crc32c: digests.get('crc32c'), size }));
	const crc32c = combineCrc32c(parts);
	return new Map(crc32c === undefined ? [] : [['crc32c', crc32c]]);
}

function createCounter(algorithms: readonly HashAlgorithm[]): BlobWriter {
	const digests = createDigests(algorithms);
	let size = 0;
	return {
		get size() {
			return size;
		},
		write(chunk) {
			digests.update(chunk);
			size += chunk.length;
			return undefined;
		},
		finish: async () => ({ parts: [], size, digests: digests.end() }),
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

function createWriter(path: string, algorithms: readonly HashAlgorithm[]): BlobWriter {
	const digests = createDigests(algorithms);
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
			digests.update(chunk);
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
			return { parts: [path], size, digests: digests.end() };
		},
		async discard() {
			await flushing?.catch(() => {});
			const file = await opening?.catch(() => undefined);
			await file?.close().catch(() => {});
			await rm(path, { force: true }).catch(() => {});
		}
	};
}
