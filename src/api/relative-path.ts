import { FastioError } from '../rules/errors.ts';
import { cleanFileName } from '../rules/file-name.ts';

/** Longest path that Fast.io takes, in characters. */
const MAX_PATH_CHARACTERS = 8192;

/**
 * A path of folders below the target, as `relative_path` of Fast.io has to be: it ends with a slash, begins with
 * none, and its folders are called what {@link cleanFileName} leaves as it is. `undefined` for an empty one, which must
 * not be sent.
 *
 * @throws FastioError `malformed` for any other path.
 */
export function checkedRelativePath(path: string | undefined): string | undefined {
	if (path === undefined || path === '') return undefined;
	const usable =
		path.length <= MAX_PATH_CHARACTERS &&
		path.endsWith('/') &&
		foldersOf(path).every((name) => cleanFileName(name, '') === name && name !== '');
	if (usable) return path;
	throw new FastioError(
		'malformed',
		`A relative path is like "a/b/": it ends with a slash, begins with none, has at most ${MAX_PATH_CHARACTERS} characters, and its folders have names that uploads would keep.`
	);
}

/** The folders of a checked path, outermost first. */
export function foldersOf(path: string): string[] {
	return path.slice(0, -1).split('/');
}
