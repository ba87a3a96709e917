import type { BlobStore } from '../store/blobs.ts';
import type { FileNode } from '../store/nodes.ts';
import { UnreadableText } from './file-text.ts';
import { readText } from './read-text.ts';
import type { TextIndex } from './text-index.ts';

/** Brings the texts of files into the index, one file after the other, so that one is in memory at a time. */
export interface TextReader {
	/** Reads the current version. Never rejects: gives the reason why there is no text, or `undefined`. */
	read(file: FileNode): Promise<string | undefined>;
	/** Takes a file out of the index. */
	forget(file: FileNode): void;
	/** Empties the index. */
	clear(): void;
}

export function createTextReader(index: TextIndex, blobs: BlobStore): TextReader {
	let last: Promise<unknown> = Promise.resolve();
	/** What is wanted of each file that is waited for; a file that was forgotten meanwhile isn't taken in. */
	const wanted = new Map<FileNode, string>();
	const read = async (file: FileNode): Promise<string | undefined> => {
		const version = file.current;
		if (wanted.get(file) !== version.id) return undefined;
		try {
			const text = await readText(version, blobs);
			if (wanted.get(file) === version.id && file.current === version) await index.put(file, text);
			return undefined;
		} catch (error) {
			if (error instanceof UnreadableText) return error.message;
			return `The content can't be read: ${error instanceof Error ? error.message : String(error)}`;
		} finally {
			if (wanted.get(file) === version.id) wanted.delete(file);
		}
	};
	return {
		read(file) {
			wanted.set(file, file.current.id);
			const reading = last.then(() => read(file));
			last = reading;
			return reading;
		},
		forget(file) {
			wanted.delete(file);
			index.remove(file);
		},
		clear() {
			wanted.clear();
			index.clear();
		}
	};
}
