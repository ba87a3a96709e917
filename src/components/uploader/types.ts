import type { Live } from '../live/types.ts';
import type { FastioErrorCode } from '../../rules/codes.ts';
import type { NotIndexedReason } from '../../rules/events.ts';
import type { Capabilities, UploadedFile } from '../../rules/results.ts';

/** Why a file of the queue is not stored. */
export interface UploaderError {
	code: FastioErrorCode | 'custom';
	/** A sentence for people. */
	message: string;
	/** Whether `retry()` has a chance: not for files that the rules refuse. */
	retryable: boolean;
}

/** How fast one file, or all of them, travel. */
export interface UploaderProgress {
	/** Bytes of the file that left the browser. Never falls, but when a file starts afresh. */
	sentBytes: number;
	/** Over the last seconds; 0 while nothing moves. */
	bytesPerSecond: number;
	/** `undefined` until it can be told. */
	etaMs: number | undefined;
}

/** Where one file of the queue is. `status` tells the cases apart. */
export type FileState<R = unknown> =
	| {
			status: 'queued';
			/** `checking` runs the rules and custom validators. `undefined`: it waits for its turn. */
			waiting: 'checking' | 'paused' | 'offline' | 'retry' | undefined;
			sentBytes: number;
	  }
	| ({ status: 'uploading'; resumedFromBytes: number } & UploaderProgress)
	| { status: 'assembling' }
	| { status: 'storing' }
	| {
			status: 'stored';
			/** `undefined` while it is held for a form. */
			file: UploadedFile | undefined;
			/** What the form carries in place of the file; only with `hold`. */
			token: string | undefined;
			/** What `onUploaded` of the definition returned. */
			result: R | undefined;
			/** Why it will not be indexed; with `live`, once that is known. */
			notIndexed?: NotIndexedReason | undefined;
	  }
	/** With `live`: what a stored file comes to. */
	| { status: 'indexing'; file: UploadedFile; result: R | undefined }
	| { status: 'ready'; file: UploadedFile; result: R | undefined }
	| { status: 'failed'; error: UploaderError; sentBytes: number }
	| { status: 'cancelled' };

/** One file of the queue. Its properties are getters: destructuring `state` loses reactivity. */
export interface UploaderFile<R = unknown> {
	/** Unique among all uploaders of the page. */
	readonly id: string;
	readonly source: File;
	readonly name: string;
	/** Bytes. */
	readonly size: number;
	readonly type: string;
	/** `folder/sub/` of a dropped folder; empty for a file alone. */
	readonly relativePath: string;
	/** Whether it could go on after a loss: it travels in slices. `undefined` until it has started. */
	readonly resumable: boolean | undefined;
	readonly state: FileState<R>;
	pause(): void;
	resume(): void;
	/** Starts a failed or cancelled file again, from where it was if that is possible. */
	retry(): void;
	/** Stops it, and leaves nothing of it upstream. It stays in the list. No-op once it is stored. */
	cancel(): void;
	/** Cancels it and takes it off the list. A stored file stays stored. */
	remove(): void;
}

/**
 * The queue in numbers. Refused files are not in it. `bytes` and `sentBytes` are of files that are stored or still may
 * be, so that what failed or was cancelled does not hold `percent` back. `queued` has the paused ones in it.
 */
export interface UploaderTotals extends UploaderProgress {
	files: number;
	bytes: number;
	/** 0 to 100, rounded down. */
	percent: number;
	queued: number;
	/** `uploading`, `assembling` or `storing`. */
	active: number;
	/** Those that are being indexed or ready are among them. */
	stored: number;
	failed: number;
	cancelled: number;
	paused: number;
}

/** A file that never came into the queue, and why. */
export interface RefusedFile {
	file: File;
	relativePath: string;
	error: UploaderError;
}

/** What `add` takes: files as an input or a drop gives them. */
export type AddableFile = File | { file: File; relativePath: string };

/** Options of `createUploader`. */
export interface UploaderOptions<R = unknown> {
	/** Name of the definition. */
	to: string;
	/** The mount. Default `/api/fastio` under the app's base path. */
	endpoint?: string;
	/** Files wait for a form that carries their tokens, and are in no folder before it is sent. Default `false`. */
	hold?: boolean;
	/** Begin as soon as a file is added. Default `true`. */
	autoStart?: boolean;
	/** Files under way at a time. Default 3. */
	concurrency?: number;
	/** Slices of one file under way at a time. Default 3, the most Fast.io takes. */
	slicesInFlight?: number;
	/** Automatic tries after a failure that may be repeated. Default 5, with backoff and jitter, reset by progress. `false`: none. */
	retries?: number | false;
	/** Go on after the page was closed, where the file travels in slices. Default `true`. */
	resume?: boolean;
	/** Checksums that Fast.io verifies. Default `true`. */
	integrity?: boolean;
	/** A rule of the app: resolves to a sentence that refuses the file, or to nothing. Runs after the definition's own. */
	validate?: (
		file: File,
		context: { signal: AbortSignal; relativePath: string }
	) => string | undefined | void | Promise<string | undefined | void>;
	/** Where stored files hear that they are being indexed, and ready. Without, `stored` is the end. */
	live?: Live | undefined;
	/** Words for refusals and failures. Default English. */
	strings?: Partial<UploaderStrings>;
	/** Fewer files than the definition's `maxFiles`: 1 for a single one. Default: the definition's. */
	maxFiles?: number;
	/** Ask before the page is left while work is under way. Default `true`. */
	warnOnLeave?: boolean;
	onadded?: (files: UploaderFile<R>[]) => void;
	onrefused?: (refused: RefusedFile[]) => void;
	onuploaded?: (file: UploaderFile<R>) => void;
	onfailed?: (file: UploaderFile<R>, error: UploaderError) => void;
	oncancelled?: (file: UploaderFile<R>) => void;
	/** Nothing is queued or under way any more. */
	onidle?: (totals: UploaderTotals) => void;
}

/** Sentences the headless uploader writes into errors. */
export interface UploaderStrings {
	typeNotAllowed: (file: { name: string; accept: readonly string[] }) => string;
	tooLarge: (file: { name: string; size: number; limit: number; setting: string | undefined }) => string;
	tooSmall: (file: { name: string; size: number; limit: number }) => string;
	tooMany: (limit: number) => string;
	totalTooLarge: (limit: number) => string;
	/** The same file is in the queue already. */
	duplicate: (name: string) => string;
	/** The connection broke and did not come back within the retries. */
	networkLost: string;
	/** The server answered with what is none of ours. */
	notUnderstood: (status: number) => string;
}

/** A queue of files on their way to one definition. Its properties are getters: destructuring loses reactivity. */
export interface Uploader<R = unknown> {
	readonly files: readonly UploaderFile<R>[];
	readonly totals: UploaderTotals;
	/** What did not come into the queue, oldest first, until it is dismissed: what a list shows with its reason. */
	readonly refused: readonly RefusedFile[];
	/** The rules, once the server has told them; `undefined` before, and where there is no mount (`mounted` is `false`). */
	readonly capabilities: Capabilities | undefined;
	/** `undefined` until it is known. `false`: a form has to go as one request. */
	readonly mounted: boolean | undefined;
	readonly online: boolean;
	readonly paused: boolean;
	/** Anything queued (and not paused), under way or being checked. */
	readonly busy: boolean;
	/** Asks for the rules now rather than with the first file. Never rejects. */
	prepare(): Promise<void>;
	/** Checks files and queues those that pass, in order. Never rejects; what is refused goes to `onrefused`. */
	add(files: Iterable<AddableFile>): Promise<UploaderFile<R>[]>;
	/** Starts what `autoStart: false` left waiting. */
	start(): void;
	pause(): void;
	resume(): void;
	/** Every failed file again. */
	retry(): void;
	cancel(): void;
	/** Takes finished (`stored` and what follows it, `failed`, `cancelled`) files off the list; with `all`, cancels and takes off everything. */
	clear(options?: { all?: boolean }): void;
	/** Takes these files off `refused`; all of them where none is named. */
	dismiss(...refused: RefusedFile[]): void;
	/** Puts a file at another place of the list: the order in which queued files start. */
	move(file: UploaderFile<R>, index: number): void;
	/** Resolves when nothing is queued or under way. */
	settled(): Promise<void>;
	/** Stops everything and lets go of listeners. Sessions stay, so that a reload resumes. */
	destroy(): void;
}
