import type { AddableFile } from '../uploader/types.ts';

/**
 * The files of a drop, those of folders with their relative paths. Must be called before the drop event has ended:
 * browsers empty the list then. An entry that can't be read loses nothing but itself.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<AddableFile[]> {
	const items = [...transfer.items].filter((item) => item.kind === 'file');
	const entries = items.map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
	if (entries.length === 0) return [...transfer.files];
	const found: AddableFile[] = [];
	for (const { entry, file } of entries) {
		if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, '', found);
		else if (file) found.push(file);
	}
	return found;
}

async function walk(folder: FileSystemDirectoryEntry, parent: string, found: AddableFile[]): Promise<void> {
	const relativePath = `${parent}${folder.name}/`;
	for (const entry of await entriesOf(folder)) {
		if (entry.isDirectory) {
			await walk(entry as FileSystemDirectoryEntry, relativePath, found);
			continue;
		}
		const file = await fileOf(entry as FileSystemFileEntry);
		if (file) found.push({ file, relativePath });
	}
}

/** `readEntries` gives at most 100 at a time in Chromium, and nothing more at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = folder.createReader();
	const entries: FileSystemEntry[] = [];
	for (;;) {
		const batch = await new Promise<FileSystemEntry[]>((resolve) =>
			reader.readEntries(resolve, () => resolve([]))
		);
		if (batch.length === 0) return entries;
		entries.push(...batch);
	}
}

function fileOf(entry: FileSystemFileEntry): Promise<File | undefined> {
	return new Promise((resolve) => entry.file(resolve, () => resolve(undefined)));
}

/** The files of an input, those of a chosen folder with their relative paths. */
export function chosenFiles(files: FileList): AddableFile[] {
	return Array.from(files, (file) => {
		const path = file.webkitRelativePath;
		return { file, relativePath: path.slice(0, path.lastIndexOf('/') + 1) };
	});
}

/** The files of a paste. Browsers call every pasted picture `image.png`: those get a name of their own. */
export function pastedFiles(transfer: DataTransfer, name: string): File[] {
	const now = Date.now();
	return Array.from(transfer.files, (file, index) => {
		if (!/^image\.\w+$/u.test(file.name)) return file;
		const extension = file.name.slice(file.name.lastIndexOf('.'));
		const suffix = index === 0 ? '' : `-${index + 1}`;
		return new File([file], `${name}-${now}${suffix}${extension}`, { type: file.type, lastModified: now });
	});
}

/** Whether a drag brings files: dragged text and links are none of ours. */
export function bringsFiles(event: DragEvent): boolean {
	return event.dataTransfer?.types.includes('Files') ?? false;
}
