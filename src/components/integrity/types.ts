/** CRC-32C of parts of files, off the main thread. Loaded lazily: `import('../integrity/index.ts')`. */
export interface Checksums {
	/** CRC-32C of a blob, 8 lower-case hex digits. At most 1 MiB of it is in memory at a time. */
	crc32c(blob: Blob, signal?: AbortSignal): Promise<string>;
	/** CRC-32C of the whole from those of its parts, in order, without reading a byte again. */
	combine(parts: Iterable<{ crc32c: string; bytes: number }>): string;
	/** Ends the worker. */
	close(): void;
}
