import { formatBytes } from '../rules/format-bytes.ts';

/** Every word the form says. Override any of them one by one: `strings={{ submit: 'Send' }}`. */
export interface UploadStrings {
	/** Label of the file input. */
	label: string;
	/** The submit button at rest. */
	submit: string;
	/** The submit button while a submission is under way. */
	uploading: string;
	/** The button that stops the upload; there only while bytes leave. */
	cancel: string;
	/** Accessible name of the progress bar. */
	progressLabel: string;
	/** Beside the progress bar. */
	progress: (progress: { percent: number; sentBytes: number; totalBytes: number }) => string;
	/** Every byte is sent, the answer is still to come. */
	processing: string;
	/** Read out when the upload begins. */
	started: (names: string[]) => string;
	/** Read out at 25, 50 and 75 percent. */
	milestone: (percent: number) => string;
	/** All files are stored. */
	success: (names: string[]) => string;
	/** After the cancel button. */
	cancelled: string;
	/** In the list of what happened to each file, for one that is stored. */
	stored: string;
	/** The connection broke before there was an answer. */
	network: string;
	/** The server refused the size of the request before our code saw it. */
	bodyLimit: string;
	/** The server, or something before it, answered with what is no result of an action. */
	unreadable: (status: number) => string;
}

/** The English defaults. */
export const ENGLISH: UploadStrings = {
	label: 'Select a file',
	submit: 'Upload File',
	uploading: 'Uploading to Workspace...',
	cancel: 'Cancel upload',
	progressLabel: 'Upload progress',
	progress: ({ percent, sentBytes, totalBytes }) =>
		totalBytes > 0
			? `${percent}% · ${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`
			: formatBytes(sentBytes),
	processing: 'All sent. Waiting for the workspace to store it…',
	started: (names) => (names.length === 1 ? `Uploading ${names[0]}` : `Uploading ${names.length} files`),
	milestone: (percent) => `${percent}% uploaded`,
	success: (names) =>
		names.length > 1
			? `${names.length} files uploaded successfully: ${names.join(', ')}`
			: `File uploaded successfully${names.length === 1 ? `: ${names[0]}` : ''}`,
	cancelled: 'Upload cancelled.',
	stored: 'stored',
	network: 'The connection was lost before the upload was complete. Check your network and try again.',
	bodyLimit:
		'The server takes no request this large (413). On adapter-node its operator can raise BODY_SIZE_LIMIT (default 512K).',
	unreadable: (status) => `The server did not answer as a form action does (HTTP ${status}). Try again later.`
};
