import { createHash } from 'node:crypto';
import {
	closeSync,
	ftruncateSync,
	mkdtempSync,
	openSync,
	readSync,
	rmSync,
	writeFileSync,
	writeSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { PDF, PNG } from '../../support/samples.ts';

/** A file on disk: content handed to the browser by value is slow from a few megabytes on. */
export interface TestFile {
	name: string;
	path: string;
	size: number;
	sha256: string;
}

const folder = mkdtempSync(join(tmpdir(), 'fastio-browser-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const made = new Map<string, TestFile>();

/** What a file of this name has to begin with where the rules look into it. */
const SIGNATURES: Readonly<Record<string, Uint8Array>> = { '.png': PNG, '.pdf': PDF };

/**
 * A file whose bytes are all different from its neighbours': lost, doubled or moved ones change the digest. Begins as
 * its extension says. Made once.
 */
export function fileOf(name: string, size: number): TestFile {
	const known = made.get(`${size} ${name}`);
	if (known) return known;
	const bytes = Buffer.alloc(size);
	for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
	bytes.set((SIGNATURES[extname(name)] ?? new Uint8Array()).subarray(0, size));
	const path = join(mkdtempSync(join(folder, 'file-')), name);
	writeFileSync(path, bytes);
	const file = { name, path, size, sha256: createHash('sha256').update(bytes).digest('hex') };
	made.set(`${size} ${name}`, file);
	return file;
}

/**
 * A file that takes no room on the disk but for the number in each of its MiB: lost, doubled or moved slices change
 * the digest. Hashed in pieces, so that it may have any size.
 */
export function sparseFileOf(name: string, size: number): TestFile {
	const path = join(mkdtempSync(join(folder, 'sparse-')), name);
	const file = openSync(path, 'wx+');
	try {
		ftruncateSync(file, size);
		const piece = Buffer.alloc(MiB);
		const hash = createHash('sha256');
		for (let at = 0; at < size; at += MiB) {
			writeSync(file, `MiB ${at / MiB}`.slice(0, size - at), at);
			hash.update(piece.subarray(0, readSync(file, piece, 0, MiB, at)));
		}
		return { name, path, size, sha256: hash.digest('hex') };
	} finally {
		closeSync(file);
	}
}

export const KiB = 1024;
export const MiB = 1024 ** 2;
/** Past what goes to Fast.io in one call: calls for files of this size are not tried again for seconds after a 500. */
export const UNREPEATED = 5 * MiB;
