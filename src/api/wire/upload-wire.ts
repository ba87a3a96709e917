import type { UploadedFile } from '../../rules/results.ts';
import type { OpenedSession, SliceSource, UploadSession } from '../session-types.ts';

/** Where a file goes. */
export interface Destination {
	workspaceId: string;
	/** A folder's id, or `root`. */
	folderId: string;
}

/** Bytes on their way up, whatever the caller had them in. */
export type UploadBody =
	/** May be read again from any offset, so it can be retried and cut into slices. Held by its owner, not by us. */
	| { kind: 'blob'; blob: Blob; size: number }
	/**
	 * Read once; one of a declared size of at most 4 MiB is held whole. `size` is `undefined` when the sender did not
	 * declare it. It is unlocked when the upload settles and never cancelled: on failure it is left where it stopped, and
	 * its owner cancels it (cancelling a request's body would cut the connection that the refusal should travel back on).
	 */
	| { kind: 'stream'; stream: ReadableStream<Uint8Array>; size: number | undefined };

export interface UploadProgress {
	/** Bytes handed to the connection so far. Never decreases; a retried slice is counted once. */
	sentBytes: number;
	totalBytes: number | undefined;
}

/** One upload as the wires see it: everything is resolved and checked. */
export interface UploadRequest {
	destination: Destination;
	name: string;
	type: string;
	body: UploadBody;
	/** CRC-32C of the whole file, for Fast.io to verify; 8 lower-case hex digits. */
	crc32c: string | undefined;
	/** Largest number of bytes the caller wants stored; lets Fast.io stop as well. */
	maxBytes: number | undefined;
	signal: AbortSignal | undefined;
	onProgress: ((progress: UploadProgress) => void) | undefined;
}

/** A file as the workspace lists it. */
export interface FileEntry {
	fileId: string;
	name: string;
	type: string;
	size: number;
	/** Hex digest of the content, where Fast.io reports one. */
	hash: string | undefined;
	/** Algorithm of `hash`, e.g. `sha256`. */
	hashAlgorithm: string | undefined;
	kind: 'file' | 'folder' | 'note' | 'link';
	parentId: string | undefined;
	versionId: string | undefined;
	createdAt: Date | undefined;
	modifiedAt: Date | undefined;
	/** It lies in the trash, where only `details` still finds it. */
	trashed: boolean;
	/** Somebody, perhaps ourselves, has it locked: `fastio.locks.status` tells who. */
	locked: boolean;
	/** Fast.io's family of the type: `document`, `code`, `image`, …; `undefined` for folders. */
	category: string | undefined;
	/** Where its indexing is, in Fast.io's words; `undefined` for folders. `fastio.files.indexed` says what it means. */
	aiState: 'disabled' | 'pending' | 'in_progress' | 'ready' | 'indexed' | 'failed' | undefined;
}

/** One page of a folder. */
export interface FilePage {
	entries: FileEntry[];
	/** Where the next page begins; `undefined` after the last. */
	nextCursor: string | undefined;
}

/** What a wire can do. What it can't do throws a {@link FastioError} with code `unsupported` that says so. */
export interface WireFeatures {
	/** Uploads can be cut into slices and resumed. */
	slices: boolean;
	list: boolean;
	remove: boolean;
}

/** Sizes the plan allows. */
export interface PlanLimits {
	maxFileBytes: number | undefined;
	maxSliceBytes: number | undefined;
	maxSlices: number | undefined;
}

/** Resumable uploads, call by call; see `FastioUploads` for what each promises. */
export interface SessionCalls {
	open(
		destination: Destination,
		file: { name: string; size: number },
		options: {
			relativePath: string | undefined;
			/** Without a target; the destination tells whose plan it is. */
			held: boolean;
			maxSliceBytes: number | undefined;
			signal: AbortSignal | undefined;
		}
	): Promise<OpenedSession>;
	putSlice(uploadId: string, slice: SliceSource, signal?: AbortSignal): Promise<void>;
	status(
		uploadId: string,
		options: { waitSeconds: number | undefined; signal: AbortSignal | undefined }
	): Promise<UploadSession>;
	complete(uploadId: string, signal?: AbortSignal): Promise<void>;
	cancel(uploadId: string, signal?: AbortSignal): Promise<void>;
	place(
		destination: Destination,
		uploadId: string,
		file: { name: string; size: number; type: string },
		options: { relativePath: string | undefined; signal: AbortSignal | undefined }
	): Promise<UploadedFile>;
	versionOf(
		workspaceId: string,
		fileId: string,
		sizeBytes: number,
		signal?: AbortSignal
	): Promise<string | undefined>;
}

/** One of Fast.io's two upload protocols. Both pass one contract suite. */
export interface UploadWire {
	readonly name: 'sessions' | 'v1';
	readonly features: WireFeatures;
	/**
	 * Stores one file. On failure or abort nothing that is known of stays behind: before this rejects, a file that was
	 * placed already is taken back and the session is deleted. What the answer to a single call would have named stays
	 * unknown when that answer is lost.
	 */
	upload(request: UploadRequest): Promise<UploadedFile>;
	readonly sessions: SessionCalls;
	limits(workspaceId: string, signal?: AbortSignal): Promise<PlanLimits>;
	list(
		destination: Destination,
		options: { pageSize: 100 | 250 | 500; signal: AbortSignal | undefined }
	): AsyncIterable<FileEntry>;
	page(
		destination: Destination,
		options: { pageSize: 100 | 250 | 500; cursor: string | undefined; signal: AbortSignal | undefined }
	): Promise<FilePage>;
	details(workspaceId: string, fileId: string, signal?: AbortSignal): Promise<FileEntry>;
	/** The content as it arrives, of one version or of the current one. The caller reads or cancels `body`. */
	download(
		workspaceId: string,
		fileId: string,
		options: { versionId: string | undefined; signal: AbortSignal | undefined }
	): Promise<Response>;
	/**
	 * Takes back one version of a file: restores the version it replaced, or deletes the file for good when there was
	 * none. Throws `conflict` and changes nothing when that version is not known or not current.
	 */
	undoUpload(
		workspaceId: string,
		fileId: string,
		versionId: string | undefined,
		signal?: AbortSignal
	): Promise<void>;
	/** Deletes a file into the trash. */
	remove(workspaceId: string, fileId: string, signal?: AbortSignal): Promise<void>;
}
