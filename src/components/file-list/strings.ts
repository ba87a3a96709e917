import type { NotIndexedReason } from '../../rules/events.ts';
import { formatBytes } from '../../rules/format-bytes.ts';
import { formatDuration } from './format-duration.ts';

/** The words of `FastioFileList`. Override any of them one by one. */
export interface FileListStrings {
	/** Accessible name of the list. */
	label: string;
	/** Accessible name of one file's progress bar. */
	progressLabel: (name: string) => string;
	/** Accessible name of the bar over all files. */
	totalLabel: string;
	/** Bytes of a file. */
	size: (bytes: number) => string;
	/** What is beside a file's size, by where it is. */
	checking: string;
	queued: string;
	paused: string;
	offline: string;
	retrying: string;
	uploading: (progress: { percent: number; bytesPerSecond: number; etaMs: number | undefined }) => string;
	assembling: string;
	storing: string;
	stored: string;
	/** All of it is with Fast.io, and waits for its form. */
	held: string;
	indexing: string;
	ready: string;
	/** A stored file that is not in the index, and why. */
	notIndexed: (reason: NotIndexedReason) => string;
	cancelled: string;
	/** Buttons of one file: their accessible names hold its name. */
	pause: (name: string) => string;
	resume: (name: string) => string;
	cancel: (name: string) => string;
	retry: (name: string) => string;
	remove: (name: string) => string;
	dismiss: (name: string) => string;
	/** After the reason of a refused file, how many others have the same; below the first reasons, how many have another. */
	moreRefused: (count: number) => string;
	/** The button that takes all reasons away. */
	dismissAll: string;
	/** Buttons for all. */
	pauseAll: string;
	resumeAll: string;
	cancelAll: string;
	retryAll: string;
	clear: string;
	/** The line over all files. */
	totals: (totals: {
		files: number;
		stored: number;
		failed: number;
		percent: number;
		bytesPerSecond: number;
		etaMs: number | undefined;
	}) => string;
	/** Read out. */
	announceAdded: (count: number, name: string) => string;
	announceRefused: (count: number, reason: string) => string;
	announceProgress: (percent: number) => string;
	announceFailed: (count: number, name: string, reason: string) => string;
	announceDone: (stored: number) => string;
	/** Files are in the index now; `name` is the last of them. */
	announceReady: (count: number, name: string) => string;
}

const NOT_INDEXED: Record<NotIndexedReason, string> = {
	off: 'Indexing is off here',
	plan: 'The plan has no indexing',
	type: 'This type is not indexed',
	failed: 'Indexing failed'
};

/** The English defaults. */
export const FILE_LIST_ENGLISH: FileListStrings = {
	label: 'Files',
	progressLabel: (name) => `Upload progress of ${name}`,
	totalLabel: 'Upload progress of all files',
	size: formatBytes,
	checking: 'Checking…',
	queued: 'Waiting',
	paused: 'Paused',
	offline: 'Waiting for the network',
	retrying: 'Trying again…',
	uploading: ({ percent, bytesPerSecond, etaMs }) => `${percent}%${pace(bytesPerSecond, etaMs)}`,
	assembling: 'Finishing…',
	storing: 'Finishing…',
	stored: 'Stored',
	held: 'Uploaded',
	indexing: 'Indexing…',
	ready: 'Ready',
	notIndexed: (reason) => `Stored. ${NOT_INDEXED[reason]}.`,
	cancelled: 'Cancelled',
	pause: (name) => `Pause ${name}`,
	resume: (name) => `Resume ${name}`,
	cancel: (name) => `Cancel ${name}`,
	retry: (name) => `Retry ${name}`,
	remove: (name) => `Remove ${name} from the list`,
	dismiss: (name) => `Dismiss the message about ${name}`,
	moreRefused: (count) =>
		count === 1 ? '1 more file was not accepted.' : `${show(count)} more files were not accepted.`,
	dismissAll: 'Dismiss all',
	pauseAll: 'Pause all',
	resumeAll: 'Resume all',
	cancelAll: 'Cancel all',
	retryAll: 'Retry failed',
	clear: 'Clear finished',
	totals: ({ files, stored, failed, percent, bytesPerSecond, etaMs }) =>
		`${show(stored)} of ${show(files)} stored${failed > 0 ? `, ${show(failed)} failed` : ''} · ${percent}%${pace(bytesPerSecond, etaMs)}`,
	announceAdded: (count, name) => (count === 1 ? `${name} added` : `${show(count)} files added`),
	announceRefused: (count, reason) =>
		count === 1 ? reason : `${show(count)} files were not accepted. The first: ${reason}`,
	announceProgress: (percent) => `${percent}% uploaded`,
	announceFailed: (count, name, reason) =>
		count === 1 ? `${name} failed: ${reason}` : `${show(count)} files failed. The latest: ${name}: ${reason}`,
	announceDone: (stored) => (stored === 1 ? '1 file stored' : `${show(stored)} files stored`),
	announceReady: (count, name) => (count === 1 ? `${name} is ready` : `${show(count)} files are ready`)
};

const show = (count: number) => count.toLocaleString('en');

function pace(bytesPerSecond: number, etaMs: number | undefined): string {
	if (bytesPerSecond <= 0) return '';
	const left = etaMs === undefined ? '' : ` · ${formatDuration(etaMs)} left`;
	return ` · ${formatBytes(bytesPerSecond)}/s${left}`;
}
