/** Looks at a file's bytes as they pass. What it throws becomes the error of the stream that is metered. */
export interface ByteMeter {
	/** Called with each chunk's length before the chunk is handed on. */
	add(bytes: number): void;
	/** Called once after the last chunk, before the end is handed on. */
	end(): void;
}
