import type { UploadedFile } from '../rules/results.ts';
import type { FastioOptions } from './options.ts';
import type { FileEntry, PlanLimits, UploadProgress, UploadWire } from './wire/upload-wire.ts';

/**
 * Anything whose bytes can be uploaded. A stream is read once and passed through; only one of a declared `size` of at
 * most 4 MiB is held whole. On failure it is left unlocked where it stopped, and its owner cancels it. The bytes of a
 * buffer are copied once.
 */
export type UploadSource = Blob | ReadableStream<Uint8Array> | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** What `upload` may be told beside the bytes. */
export interface UploadOptions {
	/** Default: the `File`'s name, else `file`. Cleaned before it is used. */
	name?: string;
	/** Default: the `Blob`'s type, else `application/octet-stream`. */
	type?: string;
	/** Bytes of a stream, where known: fewer or more fail with `malformed`. A stream of up to 4 MiB is then held whole. */
	size?: number;
	/** Default: the client's. */
	workspaceId?: string;
	/** Default: the client's, else `root`. The v1 wire has no other: it fails with `unsupported`. */
	folderId?: string;
	/** Another account's token for this call. */
	token?: string;
	/** A source with more bytes fails with `file-too-large`, whatever it declared. */
	maxBytes?: number;
	/**
	 * Ends the upload with code `aborted`, once its session is deleted and a file that Fast.io has placed already is
	 * taken back. Waits up to 5 s for a session that is just opening, and for a file that is just being placed.
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
	/**
	 * Takes back the upload that made `versionId` (of the `UploadedFile`): the version it replaced returns; without one
	 * the file is gone for good. Fails with `conflict`, and changes nothing, when that version is not known or no longer
	 * the current one: what another sender stored since is never taken away.
	 */
	undoUpload(fileId: string, options: CallOptions & { versionId: string | undefined }): Promise<void>;
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
	 * with, unchanged, or with the `FastioError` family; then nothing of it stays in an upload session, and a file that
	 * was placed already is taken back. When the answer to a small file is lost, it can't be known whether it is stored.
	 */
	upload(source: UploadSource, options?: UploadOptions): Promise<UploadedFile>;
	/** What the plan takes. Cached for 5 minutes per workspace. */
	limits(options?: CallOptions): Promise<PlanLimits>;
}
