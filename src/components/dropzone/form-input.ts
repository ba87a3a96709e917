import type { AddableFile } from '../uploader/types.ts';

/** Puts files into an input, as if they had been chosen there; the input tells nobody. */
export function putFiles(input: HTMLInputElement, files: Iterable<AddableFile>): void {
	const transfer = new DataTransfer();
	for (const file of files) transfer.items.add(file instanceof Blob ? file : file.file);
	input.files = transfer.files;
}
