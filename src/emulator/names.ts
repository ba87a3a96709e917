/** Longest node name in characters, and longest `relative_path`. */
export const MAX_NAME_CHARACTERS = 255;
const MAX_PATH_CHARACTERS = 8192;

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** Bidirectional controls and zero-width characters: they make one name look like another. */
const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;

/** Why Fast.io refuses a node name, as a sentence, or `undefined` when it takes it. */
export function nameProblem(name: string): string | undefined {
	if (name === '') return 'must not be blank';
	if ([...name].length > MAX_NAME_CHARACTERS) return `must have at most ${MAX_NAME_CHARACTERS} characters`;
	if (name === '.' || name === '..') return 'must not be "." or ".."';
	if (/[/\\]/.test(name)) return 'must not contain a slash or backslash';
	if (CONTROL.test(name)) return 'must not contain control characters';
	if (INVISIBLE.test(name)) return 'must not contain invisible or bidirectional control characters';
	if (/[ .]$/.test(name)) return 'must not end with a space or a dot';
	return undefined;
}

/** Why Fast.io refuses a `relative_path`, or `undefined` when it takes it. */
export function relativePathProblem(path: string): string | undefined {
	if (path === '') return 'must not be empty; leave it out instead';
	if (path.length > MAX_PATH_CHARACTERS) return `must have at most ${MAX_PATH_CHARACTERS} characters`;
	if (path.startsWith('/')) return 'must not start with a slash';
	if (!path.endsWith('/')) return 'must end with a slash';
	for (const segment of pathSegments(path)) {
		const problem = nameProblem(segment);
		if (problem) return `has a folder name that ${problem}`;
	}
	return undefined;
}

/** The folder names of a valid `relative_path`, outermost first. */
export const pathSegments = (path: string): string[] => path.slice(0, -1).split('/');

/** `report.pdf` as the n-th of its name: `report (2).pdf`; folders number after the whole name. */
export function numberedName(name: string, n: number, type: 'file' | 'folder'): string {
	const dot = type === 'file' ? name.lastIndexOf('.') : -1;
	return dot > 0 ? `${name.slice(0, dot)} (${n})${name.slice(dot)}` : `${name} (${n})`;
}
