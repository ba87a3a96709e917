const MiB = 1024 ** 2;

/** Text that is kept of one file, and of all, in bytes of UTF-8. The index over it takes several times as much. */
export const MAX_TEXT_BYTES = 2 * MiB;
export const MAX_ALL_TEXT_BYTES = 64 * MiB;

/** One passage of a file's text. */
export interface TextChunk {
	/** From 0, in the order of the text. */
	readonly position: number;
	/** Page that it is on, from 1; absent where a file has no pages. */
	readonly page?: number;
	readonly text: string;
}

/** The text of one version of a file. */
export interface FileText {
	readonly chunks: readonly TextChunk[];
	/** Number of pages, where the file has any. */
	readonly pages?: number;
	/** Whether the file goes on after `MAX_TEXT_BYTES`. */
	readonly isCut: boolean;
	/** Bytes of UTF-8 in all chunks. */
	readonly bytes: number;
}

/** The text of a file can't be had; the message says why. */
export class UnreadableText extends Error {
	override readonly name = 'UnreadableText';
}
