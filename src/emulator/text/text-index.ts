import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileNode } from '../store/nodes.ts';
import { createTermIndex } from './bm25.ts';
import { type FileText, MAX_ALL_TEXT_BYTES, type TextChunk, UnreadableText } from './file-text.ts';

/** A passage of a file that fits a query. */
export interface Passage {
	file: FileNode;
	versionId: string;
	chunk: TextChunk;
	/** BM25: higher is better, without a bound. */
	score: number;
}

/** The text of one version of a file, in the index. */
export interface IndexedText extends FileText {
	versionId: string;
}

/** Passages that are taken in at a time, a few ms: other requests are served between. */
const BATCH_CHUNKS = 50;

/** The texts of all files, at most 64 MiB, and the words in them. In memory, of which it takes about ten times as much. */
export interface TextIndex {
	/** The text of a file's current version. Whether it may be searched is for its AI state to say. */
	of(file: FileNode): IndexedText | undefined;
	/**
	 * Takes the text of the current version in, in place of another. Ends early when the file is removed meanwhile.
	 *
	 * @throws UnreadableText when it doesn't fit any more.
	 */
	put(file: FileNode, text: FileText): Promise<void>;
	remove(file: FileNode): void;
	/** Passages that have at least one of the words, best first; in the same order each time. */
	search(words: readonly string[], accepts: (file: FileNode) => boolean): Passage[];
	clear(): void;
}

export function createTextIndex(maxBytes = MAX_ALL_TEXT_BYTES): TextIndex {
	const terms = createTermIndex();
	const texts = new Map<FileNode, IndexedText & { firstId: number; added: number }>();
	/** By the ids that the words lead to, which are given once. */
	const passages = new Map<number, Omit<Passage, 'score'>>();
	let nextId = 1;
	let bytes = 0;
	const remove = (file: FileNode) => {
		const text = texts.get(file);
		if (!text) return;
		for (const chunk of text.chunks.slice(0, text.added)) {
			terms.remove(text.firstId + chunk.position, chunk.text);
			passages.delete(text.firstId + chunk.position);
		}
		bytes -= text.bytes;
		texts.delete(file);
	};
	return {
		of(file) {
			const text = texts.get(file);
			return text?.versionId === file.current.id ? text : undefined;
		},
		async put(file, text) {
			remove(file);
			if (bytes + text.bytes > maxBytes) {
				throw new UnreadableText(`The index is full: it holds ${maxBytes} bytes of text.`);
			}
			bytes += text.bytes;
			const versionId = file.current.id;
			const entry = { ...text, versionId, firstId: nextId, added: 0 };
			nextId += text.chunks.length;
			texts.set(file, entry);
			for (const chunk of text.chunks) {
				const id = entry.firstId + chunk.position;
				terms.add(id, chunk.text);
				passages.set(id, { file, versionId, chunk });
				entry.added += 1;
				if (entry.added % BATCH_CHUNKS > 0) continue;
				await nextTurn();
				if (texts.get(file) !== entry) return;
			}
		},
		remove,
		search(words, accepts) {
			if (words.length === 0) return [];
			return terms
				.search(words, (id) => accepts(passages.get(id)!.file))
				.map(({ id, score }) => ({ ...passages.get(id)!, score, id }))
				.sort((a, b) => b.score - a.score || compareText(a.file.name, b.file.name) || a.id - b.id);
		},
		clear() {
			terms.clear();
			texts.clear();
			passages.clear();
			bytes = 0;
		}
	};
}

/** By code units: the same order on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
