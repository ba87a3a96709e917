import type { RefusedFile } from '../uploader/types.ts';

/** Refused files by what is said of them, in the order in which each was said first. No group is empty. */
export function reasonsOf(refused: readonly RefusedFile[]): [RefusedFile, ...RefusedFile[]][] {
	const groups = new Map<string, [RefusedFile, ...RefusedFile[]]>();
	for (const one of refused) {
		const group = groups.get(one.error.message);
		if (group) group.push(one);
		else groups.set(one.error.message, [one]);
	}
	return [...groups.values()];
}
