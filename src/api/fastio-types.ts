import type { UploadedFile } from '../rules/results.ts';
import type { FastioOptions } from './options.ts';
import type { FileEntry, PlanLimits, UploadProgress, UploadWire } from './wire/upload-wire.ts';

/**
 * Anything whose bytes can be uploaded. A stream is read once and never held; on failure it is left unlocked where it
 * stopped, and its owner cancels it. The bytes of a buffer are copied once.
 */
export type UploadSource = Blob | ReadableStream<Uint8Array> | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

export interface UploadOptions {
	/** Default: the `File`'s name, else `file`. Cleaned before it is used. */
	name?: string;
	/** Default: the `Blob`'s type, else `application/octet-stream`. */
	type?: string;
	/** Bytes of a stream, where known: checked against what arrives. */
	size?: number;
	workspaceId?: string;
	folderId?: string;
	/** Another account's token for this call. */
	token?: string;
	/** A source with more bytes fails with `file-too-large`, whatever it declared. */
	maxBytes?: number;
	signal?: AbortSignal;
	onProgress?: (progress: UploadProgress) => void;
}

export interface CallOptions {
	workspaceId?: string;
	token?: string;
	signal?: AbortSignal;
}

export interface FastioFiles {
	/** Every entry of a folder, fetched page by page while you iterate. */
	list(options?: CallOptions & { folderId?: string; pageSize?: 100 | 250 | 500 }): AsyncIterable<FileEntry>;
	details(fileId: string, options?: CallOptions): Promise<FileEntry>;
	/** The content as it arrives; read or cancel its `body`. */
	download(fileId: string, options?: CallOptions): Promise<Response>;
	/** Into the trash. */
	remove(fileId: string, options?: CallOptions): Promise<void>;
	/** Takes back the last upload of this file: the version it replaced returns; without one the file is gone for good. */
	undoUpload(fileId: string, options?: CallOptions): Promise<void>;
}

/** The client. Holds no connection and no state but its options. */
export interface Fastio {
	readonly options: FastioOptions;
	/** Which protocol it speaks and what that can do. Throws `config` when `apiUrl` is unusable. */
	readonly wire: Pick<UploadWire, 'name' | 'features'>;
	readonly files: FastioFiles;
	/** Stores one file and resolves when Fast.io has placed it. See {@link UploadOptions}. */
	upload(source: UploadSource, options?: UploadOptions): Promise<UploadedFile>;
	/** What the plan takes. Cached for 5 minutes per workspace. */
	limits(options?: CallOptions): Promise<PlanLimits>;
}
