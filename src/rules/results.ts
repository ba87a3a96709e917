import type { FastioErrorCode } from './codes.ts';

/** A file that is stored in the workspace. Plain data: it may be returned from an action or stored as JSON. */
export interface UploadedFile {
	/** Fast.io's id of the file (a storage node). Always a string. */
	fileId: string;
	/** The name it is stored under, after cleaning. */
	name: string;
	/** Bytes that were received and stored. */
	size: number;
	/** The MIME type the sender declared. Without one: `application/octet-stream`, or `text/plain` for a form part (RFC 7578). */
	type: string;
	/**
	 * Fast.io's id of the version that this upload made: what `undoUpload` takes back. Absent where the wire does not
	 * tell it (v1), and where it could not be read for sure.
	 */
	versionId?: string;
	/** The form field it came in; `undefined` for a raw upload. */
	field?: string;
}

/** A file that is not stored, and why. */
export interface FailedFile {
	name: string;
	/** The form field it came in; `undefined` for a raw upload. */
	field?: string;
	code: FastioErrorCode;
	/** A sentence for people. */
	error: string;
}

/** What happened to one file of a submission that failed. */
export type FileOutcome = ({ status: 'stored' } & UploadedFile) | ({ status: 'failed' } & FailedFile);

/** What an action or a route of this package returns when every file is stored. `R` is what `onUploaded` returned. */
export interface UploadSuccess<R = unknown> {
	success: true;
	/** Name of the first file. */
	filename: string;
	/** Id of the first file. */
	fileId: string;
	files: UploadedFile[];
	result: R;
}

/** What an action returns through `fail()`, and a route as JSON, when anything went wrong. */
export interface UploadFailure {
	success: false;
	/** A sentence for people. */
	error: string;
	code: FastioErrorCode;
	/** Every file that was seen, the stored ones with their ids. */
	files: FileOutcome[];
	/** How long to wait before trying again, in milliseconds; with `rate-limited` only. */
	retryAfterMs?: number;
	/** Whether the same request may be sent again as it is. Only in answers of the mount's `uploads` calls. */
	retryable?: boolean;
}

/** The `form` prop of a page whose action is ours. */
export type UploadResult<R = unknown> = UploadSuccess<R> | UploadFailure;

/** What `GET {base}/{definition}/capabilities` answers: all a page needs to explain and check the rules beforehand. */
export interface Capabilities {
	name: string;
	accept: string[];
	/** The smallest of the definition's rule, what the plan takes, and slices × their most. `null`: nothing limits it. */
	maxFileBytes: number | null;
	/** What `maxFileBytes` comes from. A refusal names `maxRequestBytes`, since the app's operator can raise it. */
	maxFileBytesFrom: 'rule' | 'plan' | 'maxRequestBytes';
	minFileBytes: number;
	maxFiles: number;
	maxTotalBytes: number | null;
	/** Largest request body that the host lets through, where `maxRequestBytes` says so. */
	maxRequestBytes: number | null;
	features: {
		/** Resumable uploads in slices: the `uploads` calls. */
		slices: boolean;
		/** Files may travel before their form, which then carries tokens. */
		tokens: boolean;
		/** A checksum that Fast.io verifies before it stores. */
		integrity: 'crc32c' | null;
		/** Stored files can be listed and downloaded: `canRead`. */
		list: boolean;
		/** They can be put into the trash: `canRemove`. */
		remove: boolean;
	};
}

/** A stored file as the mount's `files` calls tell it. */
export interface StoredFile {
	fileId: string;
	name: string;
	type: string;
	/** Bytes. */
	size: number;
	/** Hex digest of the content, where Fast.io reports one. */
	hash: string | null;
	/** Algorithm of `hash`, e.g. `sha256`. */
	hashAlgorithm: string | null;
	/** ISO 8601. */
	createdAt: string | null;
	/** ISO 8601. */
	modifiedAt: string | null;
}

/** What `GET {base}/{definition}/files` answers. */
export interface StoredFilesPage {
	success: true;
	/** The files of the destination's folder that the visitor may read: of a page of 100, so there may be fewer, or none. */
	files: StoredFile[];
	/** `?cursor=` of the next page; `null` after the last. */
	nextCursor: string | null;
}

/** What `GET {base}/{definition}/files/{id}` answers. */
export interface StoredFileDetails {
	success: true;
	file: StoredFile;
}

/** What opens a resumable upload: the JSON body of `POST {base}/{definition}/uploads`. */
export interface OpenUploadRequest {
	name: string;
	type: string;
	/** Bytes. */
	size: number;
	/** Wait for a form: the file is stored when its token is submitted, and never without. Default `false`. */
	hold?: boolean;
	/** Folders below the destination, `a/b/`, as a dropped folder has them. */
	relativePath?: string;
}

/** The answer to it, 201. */
export interface OpenedUpload {
	success: true;
	/** Signed; names this upload in every further call, to the same user, for 24 hours. */
	id: string;
	/** Every slice has this many bytes but the last. */
	sliceBytes: number;
	/** How many slices, numbered from 1. */
	slices: number;
	/** The name after cleaning. */
	name: string;
}

/** What `GET {base}/{definition}/uploads/{id}` answers. */
export interface UploadStatus {
	success: true;
	status: 'uploading' | 'assembling' | 'storing' | 'stored' | 'failed';
	sliceBytes: number;
	slices: number;
	/** Numbers of the slices that Fast.io has in full. */
	received: number[];
}

/** What `POST …/complete` answers with 202 while Fast.io still works: ask again. */
export interface UploadPending {
	success: true;
	status: 'assembling' | 'storing';
}

/** What `POST …/complete` answers for a held upload. */
export interface HeldUpload {
	success: true;
	/** Goes into the form in place of the file. */
	token: string;
	name: string;
	type: string;
	size: number;
}

/** Starts every file token: how a text field of a form is known to stand for a file. */
export const FILE_TOKEN_PREFIX = 'fastio-file.v1.';
