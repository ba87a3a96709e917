import type { IndexingResult } from '../events/types.ts';
import type { CallOptions } from '../fastio-types.ts';
import type { FileEntry, FilePage } from '../wire/upload-wire.ts';
import type { FileVersion } from '../wire/versions.ts';

/**
 * Stored files. Ids are taken with and without hyphens, and given without. `details`, `rename`, `move`, `copy`, `remove`,
 * `restore` and `purge` are for folders as well, with all that is in them. On the v1 wire every one of these rejects with
 * `unsupported`.
 */
export interface FastioFiles {
	/** Every entry of a folder, fetched page by page while you iterate. `folderId: 'trash'` for what was deleted. */
	list(options?: CallOptions & { folderId?: string; pageSize?: 100 | 250 | 500 }): AsyncIterable<FileEntry>;
	/** One page of a folder, from `cursor` on: the `nextCursor` of the page before. Default 100 entries. */
	page(
		options?: CallOptions & { folderId?: string; pageSize?: 100 | 250 | 500; cursor?: string }
	): Promise<FilePage>;
	details(fileId: string, options?: CallOptions): Promise<FileEntry>;
	/**
	 * The details of many, each once and in the order of their ids, 25 per call to Fast.io while you iterate. Those that
	 * are not in the workspace are left out; those in its trash are not.
	 */
	detailsOf(fileIds: Iterable<string>, options?: CallOptions): AsyncIterable<FileEntry>;
	/**
	 * Resolves when the file is indexed, or is known never to be, and why. Waits at Fast.io, by one call for all files
	 * that are waited for, and rides out outages; rejects with `timeout` after `timeoutMs` (default 10 min), and with
	 * `not-found` when the file goes away.
	 */
	indexed(fileId: string, options?: CallOptions & { timeoutMs?: number }): Promise<IndexingResult>;
	/** The content as it arrives, of the current version or of `versionId`; read or cancel its `body`. */
	download(fileId: string, options?: CallOptions & { versionId?: string }): Promise<Response>;
	/**
	 * Gives it another name, cleaned as that of an upload is; resolves to the file with the name it has then. Rejects with
	 * `rejected` when the folder has one of that name (`upstreamCode` is `1605`), with `malformed` when nothing is left of the
	 * name, and with `conflict` when `ifVersionId` is not the current version.
	 */
	rename(fileId: string, name: string, options?: CallOptions & { ifVersionId?: string }): Promise<FileEntry>;
	/** Into another folder, or `root`. A file of the same name there goes to the trash, without a word of it. */
	move(fileId: string, folderId: string, options?: CallOptions): Promise<FileEntry>;
	/**
	 * Resolves to the copy. A file of the same name in that folder goes to the trash. When the answer is lost, it can't be
	 * known whether there is a copy: the call is not made again.
	 */
	copy(fileId: string, folderId: string, options?: CallOptions): Promise<FileEntry>;
	/** Into the trash. */
	remove(fileId: string, options?: CallOptions): Promise<void>;
	/** Out of the trash, to where it was. */
	restore(fileId: string, options?: CallOptions): Promise<FileEntry>;
	/** Deletes for good, with all versions, what is in the trash. Rejects with `rejected` for what is not. */
	purge(fileId: string, options?: CallOptions): Promise<void>;
	/** Its versions, in Fast.io's order: the newest first. */
	versions(fileId: string, options?: CallOptions): AsyncIterable<FileVersion>;
	/** Makes an earlier version the current one. */
	restoreVersion(fileId: string, versionId: string, options?: CallOptions): Promise<FileEntry>;
	/**
	 * Takes back the upload that made `versionId` (of the `UploadedFile`): the version it replaced returns; without one
	 * the file is gone for good. Fails with `conflict`, and changes nothing, when that version is not known or no longer
	 * the current one: what another sender stored since is never taken away.
	 */
	undoUpload(fileId: string, options: CallOptions & { versionId: string | undefined }): Promise<void>;
}

/** A folder. */
export interface FolderEntry {
	folderId: string;
	name: string;
	/** A folder's id, or `root`. */
	parentId: string | undefined;
	createdAt: Date | undefined;
	modifiedAt: Date | undefined;
}

/**
 * Folders. Each call begins at `folderId`: default the client's, else `root`. `fastio.files` renames, moves, copies, deletes
 * and restores them as it does files. On the v1 wire every one of these rejects with `unsupported`.
 */
export interface FastioFolders {
	/**
	 * Makes a folder, and those above it that are missing: `Reports/2026`. Where there is one it resolves to that; safe to
	 * repeat. Names are cleaned as those of uploads. Where a file has the name, Fast.io calls the folder `name (2)`.
	 * Rejects with `malformed` for an empty path or name.
	 *
	 * @example
	 * const { folderId } = await fastio.folders.create('Reports/2026');
	 * await fastio.upload(report, { folderId });
	 */
	create(path: string, options?: CallOptions & { folderId?: string }): Promise<FolderEntry>;
	/** The folders in a folder, fetched page by page, among its files, while you iterate. */
	list(options?: CallOptions & { folderId?: string; pageSize?: 100 | 250 | 500 }): AsyncIterable<FolderEntry>;
	/**
	 * The folder at a path, `Reports/2026`, upper and lower case as they are. Lists the folders on the way, up to 500
	 * entries per call. Rejects with `not-found`.
	 */
	byPath(path: string, options?: CallOptions & { folderId?: string }): Promise<FolderEntry>;
}
