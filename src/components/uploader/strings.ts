import { formatBytes } from '../../rules/format-bytes.ts';
import type { UploaderStrings } from './types.ts';

/** The English sentences of the headless uploader. */
export const UPLOADER_ENGLISH: UploaderStrings = {
	typeNotAllowed: ({ name, accept }) => `${name} is not of an accepted type (${accept.join(', ')}).`,
	tooLarge: ({ name, size, limit, setting }) =>
		`${name} has ${formatBytes(size)}; at most ${formatBytes(limit)} are allowed${setting ? ` (${setting})` : ''}.`,
	tooSmall: ({ name, size, limit }) =>
		`${name} has ${formatBytes(size)}; at least ${formatBytes(limit)} are needed.`,
	tooMany: (limit) =>
		limit === 1 ? 'Only one file is allowed.' : `At most ${limit.toLocaleString('en')} files are allowed.`,
	totalTooLarge: (limit) => `All files together may have at most ${formatBytes(limit)}.`,
	duplicate: (name) => `${name} is in the list already.`,
	networkLost: 'The connection was lost. Check your network and try again.',
	notUnderstood: (status) =>
		status === 404
			? 'This site takes no uploads at this address (HTTP 404).'
			: `The server did not answer as expected (HTTP ${status}). Try again later.`
};
