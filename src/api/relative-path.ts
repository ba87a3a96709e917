import { FastioError } from '../rules/errors.ts';

/** Longest path that Fast.io takes, in characters. */
const MAX_PATH_CHARACTERS = 8192;
/** What no folder may be called: nothing, `.` and `..`, or with a backslash or control characters in it. */
const BAD_SEGMENT = /^\.{0,2}$|[\\\u0000-\u001f\u007f-\u009f]/u;

/**
 * A path of folders below the target, as `relative_path` of Fast.io has to be: it ends with a slash, begins with
 * none, and has no `.` or `..` in it. `undefined` for an empty one, which must not be sent.
 *
 * @throws FastioError `malformed` for any other path.
 */
export function checkedRelativePath(path: string | undefined): string | undefined {
	if (path === undefined || path === '') return undefined;
	const usable =
		path.length <= MAX_PATH_CHARACTERS &&
		path.endsWith('/') &&
		foldersOf(path).every((name) => !BAD_SEGMENT.test(name));
	if (usable) return path;
	throw new FastioError(
		'malformed',
		`A relative path is like "a/b/": it ends with a slash, begins with none, has no "." or ".." in it and at most ${MAX_PATH_CHARACTERS} characters.`
	);
}

/** The folders of a checked path, outermost first. */
export function foldersOf(path: string): string[] {
	return path.slice(0, -1).split('/');
}
