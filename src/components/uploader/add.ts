import type { AddableFile } from './types.ts';

/** Files are taken in batches, between which the browser may draw: 250. */
export const BATCH_FILES = 250;
/** Custom validators under way at a time: 4. */
const VALIDATORS = 4;

/** A file and the folders it was dropped with. */
export interface Candidate {
	file: File;
	relativePath: string;
}

export function candidateOf(added: AddableFile): Candidate {
	if (!(added instanceof Blob)) return added;
	const folders = added.webkitRelativePath?.replace(/[^/]*$/u, '') ?? '';
	return { file: added, relativePath: folders };
}

/** What makes two files the same one. */
export function identityOf({ file, relativePath }: Candidate): string {
	return JSON.stringify([relativePath, file.name, file.size, file.lastModified]);
}

/** Lets the browser draw and answer. */
export function breathe(): Promise<void> {
	const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
	return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** Runs `work` for each, four at a time, in order. Rejects never, where `work` doesn't. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
	let next = 0;
	const lane = async () => {
		while (next < items.length) await work(items[next++]!);
	};
	await Promise.all(Array.from({ length: VALIDATORS }, lane));
}
