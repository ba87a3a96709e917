import type { UploadedFile } from '../rules/results.ts';
import type { AskOptions, AskStream } from './ask/types.ts';
import type { FastioEvents, IndexingResult } from './events/types.ts';
import type { FastioLocks } from './locks/types.ts';
import type { FastioOptions } from './options.ts';
import type { OpenedSession, SliceSource, UploadSession } from './session-types.ts';
import type { Search, SearchOptions } from './search/types.ts';
import type { FastioFiles, FastioFolders } from './storage/types.ts';
import type { PlanLimits, UploadProgress, UploadWire } from './wire/upload-wire.ts';

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
	/** CRC-32C of the whole content, 8 hex digits: Fast.io stores no other bytes (`checksum-mismatch`). Ignored on v1. */
	crc32c?: string;
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

export type { OpenedSession, SliceSource, UploadSession } from './session-types.ts';
export type { FastioFiles, FastioFolders, FolderEntry } from './storage/types.ts';

/** A stored file that can be waited for. */
export interface IndexableFile extends UploadedFile {
	/**
	 * Resolves when the file is indexed, or is known never to be: `files.indexed` of this file, begun when it is first
	 * read. It is not part of the file as data: neither copied by `{ ...file }` nor sent to a page.
	 */
	readonly indexed: Promise<IndexingResult>;
}

/** Resumable uploads, call by call. On the v1 wire every one of these rejects with `unsupported`. */
export interface FastioUploads {
	/**
	 * Opens a session and plans its slices. `held`: without a target, for `place` later; then `folderId` and
	 * `relativePath` are not used. `maxSliceBytes` makes slices smaller than the plan's. Rejects with
	 * `file-too-large` before anything is sent when the plan's slices can't hold the file.
	 */
	open(
		file: { name: string; size: number },
		options?: CallOptions & {
			folderId?: string;
			relativePath?: string;
			held?: boolean;
			maxSliceBytes?: number;
		}
	): Promise<OpenedSession>;
	/** Sends one slice; the same number again replaces it. */
	putSlice(uploadId: string, slice: SliceSource, options?: CallOptions): Promise<void>;
	/** Rejects with `gone` for a session that Fast.io does not have (any more). `waitSeconds`: until the next change. */
	status(uploadId: string, options?: CallOptions & { waitSeconds?: number }): Promise<UploadSession>;
	/**
	 * Starts assembling; safe to repeat. Then follow `status`. Rejects with `malformed` when bytes are missing: Fast.io
	 * gives such a session up for good, so look at `status` first.
	 */
	complete(uploadId: string, options?: CallOptions): Promise<void>;
	/** Deletes the session with what it holds. A file that it has placed stays. Never fails for one that is gone. */
	cancel(uploadId: string, options?: CallOptions): Promise<void>;
	/**
	 * Puts a held, completed upload into a folder and leaves its session. `size` is checked against what is stored:
	 * `conflict` when it differs. Safe to repeat, and against a lost answer. An abort takes the file back.
	 */
	place(
		uploadId: string,
		file: { name: string; size: number; type: string },
		options?: CallOptions & { folderId?: string; relativePath?: string }
	): Promise<UploadedFile>;
	/** The version that a completed, placed upload made, for `files.undoUpload`; `undefined` where it can't be known. */
	versionOf(fileId: string, sizeBytes: number, options?: CallOptions): Promise<string | undefined>;
}

/** The client. Holds no connection and no state but its options. */
export interface Fastio {
	readonly options: FastioOptions;
	/** Which protocol it speaks and what that can do. Throws `config` when `apiUrl` is unusable. */
	readonly wire: Pick<UploadWire, 'name' | 'features'>;
	readonly files: FastioFiles;
	readonly folders: FastioFolders;
	readonly locks: FastioLocks;
	readonly uploads: FastioUploads;
	/**
	 * Stores one file and resolves when Fast.io has placed it. The same name in the same folder becomes a new version.
	 * A stream is passed through; a stream of a known size up to 4 MiB is held whole. Fails with what the source failed
	 * with, unchanged, or with the `FastioError` family; then nothing of it stays in an upload session, and a file that
	 * was placed already is taken back. When the answer to a small file is lost, it can't be known whether it is stored.
	 */
	upload(source: UploadSource, options?: UploadOptions): Promise<IndexableFile>;
	/** What happens in the workspace. */
	readonly events: FastioEvents;
	/**
	 * Asks about what is in the workspace's files, and begins at once. Iterate the stream for the text as it is written;
	 * `await stream.answer` for the whole with its citations. An abort, and `timeoutMs`, end the question at Fast.io too.
	 * Costs credits. Throws `malformed` for a question that Fast.io would refuse.
	 *
	 * @example
	 * const stream = fastio.ask('What does the contract say about notice?', { files: [fileId] });
	 * for await (const text of stream) process.stdout.write(text);
	 * const answer = await stream.answer;
	 */
	ask(question: string, options?: AskOptions): AskStream;
	/**
	 * Searches the names of files and folders and, where the workspace indexes, the contents of files. On the v1 wire it
	 * rejects with `unsupported`; rejects with `malformed` for a blank text or a scope that Fast.io would refuse, with `not-found`
	 * when of its scope nothing is there.
	 *
	 * @example
	 * for await (const { name, page, snippet } of fastio.search('notice period')) console.log(name, page, snippet);
	 */
	search(text: string, options?: SearchOptions): Search;
	/** What the plan takes. Cached for 5 minutes per workspace. */
	limits(options?: CallOptions): Promise<PlanLimits>;
}
