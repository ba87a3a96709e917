import type { AddableFile, UploaderFile } from './types.ts';

/** Files are taken in batches, between which the browser may draw: 250. */
export const BATCH_FILES = 250;
/** Custom validators under way at a time: 4. */
const VALIDATORS = 4;

/** A file and the folders it was dropped with. */
export type Candidate = Pick<UploaderFile, 'source' | 'relativePath'>;

export function candidateOf(added: AddableFile): Candidate {
	if (!(added instanceof Blob)) return { source: added.file, relativePath: added.relativePath };
	// Node's files have none.
	const path = added.webkitRelativePath ?? '';
	return { source: added, relativePath: path.replace(/[^/]*$/u, '') };
}

/** What makes two files the same one. */
export function identityOf({ source, relativePath }: Candidate): string {
	return JSON.stringify([relativePath, source.name, source.size, source.lastModified]);
}

/** Lets the browser draw and answer. */
export function breathe(): Promise<void> {
	const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
	return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** Runs `work` for each, four at a time, in order. Rejects never, where `work` doesn't. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
	const rest = items.values();
	const lane = async () => {
		for (const item of rest) await work(item);
	};
	await Promise.all(Array.from({ length: VALIDATORS }, lane));
}
