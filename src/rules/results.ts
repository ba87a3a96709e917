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
}

/** The `form` prop of a page whose action is ours. */
export type UploadResult<R = unknown> = UploadSuccess<R> | UploadFailure;

/** What `GET {base}/{definition}/capabilities` answers: all a page needs to explain and check the rules beforehand. */
export interface Capabilities {
	name: string;
	accept: string[];
	/** The smaller of the definition's rule and what the plan takes. `null` when neither limits it. */
	maxFileBytes: number | null;
	minFileBytes: number;
	maxFiles: number;
	maxTotalBytes: number | null;
	features: { slices: boolean; tokens: boolean; list: boolean; remove: boolean };
}
