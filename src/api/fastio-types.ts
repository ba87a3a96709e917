import type { UploadedFile } from '../rules/results.ts';
import type { FastioOptions } from './options.ts';
import type { FileEntry, PlanLimits, UploadProgress, UploadWire } from './wire/upload-wire.ts';

/**
 * Anything whose bytes can be uploaded. A stream is read once and never held; on failure it is left unlocked where it
 * stopped, and its owner cancels it. The bytes of a buffer are copied once.
 */
export type UploadSource = Blob | ReadableStream<Uint8Array> | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** What `upload` may be told beside the bytes. */
export interface UploadOptions {
	/** Default: the `File`'s name, else `file`. Cleaned before it is used. */
	name?: string;
	/** Default: the `Blob`'s type, else `application/octet-stream`. */
	type?: string;
	/** Bytes of a stream, where known: fewer or more fail with `malformed`. Up to 4 MiB are then held and may be retried. */
	size?: number;
	/** Default: the client's. */
	workspaceId?: string;
	/** Default: the client's, else `root`. */
	folderId?: string;
	/** Another account's token for this call. */
	token?: string;
	/** A source with more bytes fails with `file-too-large`, whatever it declared. */
	maxBytes?: number;
	/**
	 * Ends the upload with code `aborted`, after its session is deleted: at once, or within 5 s of an abort at the moment
	 * when the session opens.
	 */
	signal?: AbortSignal;
	/** Called per chunk, so keep it small. What it throws ends the upload. */
	onProgress?: (progress: UploadProgress) => void;
}

/** What every other call may be told. */
export interface CallOptions {
	workspaceId?: string;
	token?: string;
	signal?: AbortSignal;
}

/** Stored files. On the v1 wire every one of these rejects with `unsupported`. */
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
	/**
	 * Stores one file and resolves when Fast.io has placed it. The same name in the same folder becomes a new version.
	 * A stream is passed through; a stream of a known size up to 4 MiB is held whole. Fails with what the source failed
	 * with, unchanged, or with the `FastioError` family; then nothing of it stays in an upload session.
	 */
	upload(source: UploadSource, options?: UploadOptions): Promise<UploadedFile>;
	/** What the plan takes. Cached for 5 minutes per workspace. */
	limits(options?: CallOptions): Promise<PlanLimits>;
}
