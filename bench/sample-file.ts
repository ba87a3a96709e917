import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BLOCK_BYTES = 1024 ** 2;

/** A file to send. */
export interface SampleFile extends AsyncDisposable {
	path: string;
	bytes: number;
	/** Lower-case hex. */
	sha256: string;
}

/** Makes a temporary file of random bytes. Disposing it removes it, and so does an abort. */
export async function createSampleFile(bytes: number, signal?: AbortSignal): Promise<SampleFile> {
	const folder = await mkdtemp(join(tmpdir(), 'fastio-sample-'));
	const remove = () => rm(folder, { recursive: true, force: true });
	const path = join(folder, 'sample.bin');
	try {
		const hash = createHash('sha256');
		const file = createWriteStream(path);
		const block = randomBytes(BLOCK_BYTES);
		for (let at = 0; at < bytes; at += BLOCK_BYTES) {
			signal?.throwIfAborted();
			// One random block for all, told apart by its place: a block that is lost, doubled or moved changes the hash.
			const piece = Buffer.from(block.subarray(0, Math.min(BLOCK_BYTES, bytes - at)));
			if (piece.byteLength >= 8) piece.writeDoubleLE(at, 0);
			hash.update(piece);
			if (!file.write(piece)) await once(file, 'drain');
		}
		file.end();
		await once(file, 'finish');
		return { path, bytes, sha256: hash.digest('hex'), [Symbol.asyncDispose]: remove };
	} catch (error) {
		await remove();
		throw error;
	}
}
