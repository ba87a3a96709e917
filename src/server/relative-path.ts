import { FastioError } from '../rules/errors.ts';
import { cleanFileName } from '../rules/file-name.ts';

/** Most folders below the destination, and the longest such path in bytes of UTF-8: 1 KiB. */
export const MAX_RELATIVE_FOLDERS = 32;
export const MAX_RELATIVE_PATH_BYTES = 1024;

/**
 * The folders of a dropped file, `a/b/`, with each name cleaned as a file's is; `.` and empty ones are left out.
 *
 * @throws FastioError `malformed` for `..`, and for a path that is too deep or too long.
 */
export function cleanRelativePath(raw: string): string {
	// Looked at before anything is done with it: what is cleaned gets shorter, but not by this much.
	if (raw.length > 4 * MAX_RELATIVE_PATH_BYTES) throw tooDeep();
	const segments = raw.split(/[/\\]/u).filter((segment) => segment.trim() !== '' && segment.trim() !== '.');
	if (segments.some((segment) => segment.trim() === '..')) {
		throw new FastioError('malformed', 'The folder of the file leads out of its destination.');
	}
	const path = segments.map((segment) => `${cleanFileName(segment, 'folder')}/`).join('');
	const bytes = new TextEncoder().encode(path).length;
	if (segments.length > MAX_RELATIVE_FOLDERS || bytes > MAX_RELATIVE_PATH_BYTES) throw tooDeep();
	return path;
}

function tooDeep(): FastioError {
	return new FastioError(
		'malformed',
		`The folder of the file is too deep: at most ${MAX_RELATIVE_FOLDERS} folders and ${MAX_RELATIVE_PATH_BYTES} bytes.`
	);
}
