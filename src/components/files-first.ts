import type { Uploader, UploaderFile } from './uploader/types.ts';

/** What came of sending a form's files before the form. */
export type FilesFirst =
	/** The form carries tokens now. */
	| { sent: 'tokens' }
	/** No mount, or a wire without sessions: the files have to travel in the form. */
	| { sent: 'nothing' }
	/** A file failed or was refused: the form must not be sent. */
	| { sent: 'failed'; error: string };

/**
 * Uploads the files chosen in `field`, and those in the queue already, and puts their tokens into the form in place of
 * the files, in the order of the queue. What is there from an earlier try is not sent again.
 */
export async function sendFilesFirst(
	uploader: Uploader,
	field: string,
	formData: FormData
): Promise<FilesFirst> {
	await uploader.prepare();
	if (uploader.mounted === false || uploader.capabilities?.features.tokens === false)
		return { sent: 'nothing' };
	const chosen = formData.getAll(field).filter((entry): entry is File => isChosen(entry));
	uploader.dismiss();
	await uploader.add(chosen.filter((file) => !uploader.files.some((known) => isSame(known, file))));
	const [refused] = uploader.refused;
	if (refused) return { sent: 'failed', error: refused.error.message };
	uploader.retry();
	uploader.start();
	await uploader.settled();
	for (const { state } of uploader.files) {
		if (state.status === 'failed') return { sent: 'failed', error: state.error.message };
	}
	formData.delete(field);
	for (const { state } of uploader.files) {
		if (state.status === 'stored' && state.token !== undefined) formData.append(field, state.token);
	}
	return { sent: 'tokens' };
}

function isChosen(entry: FormDataEntryValue): boolean {
	return entry instanceof File && (entry.name !== '' || entry.size > 0);
}

function isSame({ source, state }: UploaderFile, file: File): boolean {
	return (
		state.status !== 'cancelled' &&
		source.name === file.name &&
		source.size === file.size &&
		source.lastModified === file.lastModified
	);
}
