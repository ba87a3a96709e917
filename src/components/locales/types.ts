import type { AskStrings } from '../ask/strings.ts';
import type { DropzoneStrings } from '../dropzone/strings.ts';
import type { FileListStrings } from '../file-list/strings.ts';
import type { UploadStrings } from '../strings.ts';
import type { NotIndexedReason } from '../../rules/events.ts';
import type { UploaderStrings } from '../uploader/types.ts';

/** Every word of the components in one language. */
export interface FastioLocale {
	/** BCP 47. */
	code: string;
	/** The direction it is written in. */
	dir: 'ltr' | 'rtl';
	/** For `FastioUpload`. */
	upload: UploadStrings;
	/** For `createUploader`. */
	uploader: UploaderStrings;
	/** For `FastioDropzone`. */
	dropzone: DropzoneStrings;
	/** For `FastioFileList`. */
	list: FileListStrings;
	/** For `FastioAsk`, and `createAsk`. */
	ask: AskStrings;
}

/** One sentence by the plural forms of its language; `{n}` is the number. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The sentences of `FastioAsk`. */
export interface AskWords {
	label: string;
	send: string;
	stop: string;
	retry: string;
	clear: string;
	scope: string;
	scopeAll: string;
	conversation: string;
	question: string;
	answer: string;
	asking: string;
	stopped: string;
	truncated: string;
	sources: string;
	noSources: string;
	/** `{n}`. */
	page: string;
	/** A whole sentence; the names that are known follow it. */
	notIndexed: Plural;
	answered: Plural;
	networkLost: string;
	/** `{status}`. */
	notUnderstood: string;
}

/** What a translator writes: sentences with `{holes}`. */
export interface LocaleWords {
	/** Signs of bytes and their binary multiples. Default `B`, `KiB`, `MiB`, `GiB`, `TiB`. */
	units?: readonly string[];
	label: string;
	submit: string;
	uploading: string;
	cancelUpload: string;
	uploadProgress: string;
	/** `{sent}` of `{total}`. */
	sentOf: string;
	processing: string;
	/** `{name}`. */
	started: string;
	startedMany: Plural;
	/** `{percent}`. */
	milestone: string;
	uploaded: string;
	/** `{names}`. */
	uploadedMany: Plural;
	uploadCancelled: string;
	network: string;
	bodyLimit: string;
	/** `{status}`. */
	unreadable: string;
	/** `{name}`, `{accept}`. */
	typeNotAllowed: string;
	/** `{name}`, `{size}`, `{limit}`. */
	tooLarge: string;
	tooSmall: string;
	tooMany: Plural;
	/** `{limit}`. */
	totalTooLarge: string;
	duplicate: string;
	networkLost: string;
	noMount: string;
	notUnderstood: string;
	choose: string;
	chooseMany: string;
	chooseFolder: string;
	dropHint: string;
	dropHintMany: string;
	dropNow: string;
	/** `{size}`. */
	upToEach: string;
	atMost: Plural;
	unavailable: string;
	pasted: string;
	files: string;
	progressOf: string;
	progressOfAll: string;
	checking: string;
	queued: string;
	paused: string;
	offline: string;
	retrying: string;
	finishing: string;
	stored: string;
	/** All sent, and waits for the form. */
	held: string;
	indexing: string;
	ready: string;
	/** Stored files that are not in the index, by the reason. */
	notIndexed: Record<NotIndexedReason, string>;
	cancelled: string;
	pause: string;
	resume: string;
	cancel: string;
	retry: string;
	remove: string;
	dismiss: string;
	moreRefused: Plural;
	dismissAll: string;
	pauseAll: string;
	resumeAll: string;
	cancelAll: string;
	retryAll: string;
	clear: string;
	/** `{stored}` of `{n}` files. */
	storedOf: string;
	failedCount: Plural;
	/** `{time}`. */
	left: string;
	added: string;
	addedMany: Plural;
	/** `{reason}`: that of the first. */
	refusedMany: Plural;
	/** `{name}`, `{reason}`. */
	failed: string;
	/** `{name}` and `{reason}` of the latest. */
	failedMany: Plural;
	done: Plural;
	/** `{name}`. */
	isReady: string;
	areReady: Plural;
	ask: AskWords;
}
