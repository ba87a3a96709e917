import type { AddableFile, UploaderFile } from './types.ts';

/** Files are taken in batches, between which the browser may draw: 250. */
export const BATCH_FILES = 250;

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
