import type { UploadFailure } from '../rules/results.ts';
import { refusedFailure } from './upload-result.ts';
import type { Uploader, UploaderFile } from './uploader/types.ts';

/**
 * Largest sum of files that go in their form, as one request: 256 KiB. adapter-node takes 512 KiB by default, and the
 * form's other fields need room too.
 */
export const ONE_REQUEST_BYTES = 256 * 1024;

/** What came of sending a form's files before the form. */
export type FilesFirst =
	/** The form carries tokens now. */
	| { sent: 'tokens' }
	/** There were files, and each was cancelled. */
	| { sent: 'nothing' }
	/** A file failed or was refused: the form must not be sent. */
	| { sent: 'failed'; failure: UploadFailure };

/**
 * Whether the files have to, or may as well, travel in the form: there is no mount, or the wire has no sessions; or
 * none of them has started and all together are small. Asks for the rules where they are not known.
 */
export async function travelInForm(uploader: Uploader, field: string, formData: FormData): Promise<boolean> {
	await uploader.prepare();
	const { mounted, capabilities, files } = uploader;
	if (mounted === false || capabilities?.features.tokens === false) return true;
	// The form's own answer says best why there are no rules.
	if (!capabilities) return files.length === 0;
	const chosen = chosenFiles(formData, field);
	const bytes = chosen.reduce((sum, file) => sum + file.size, 0);
	const inForm = ({ state, relativePath, source }: UploaderFile) =>
		state.status === 'queued' &&
		state.sentBytes === 0 &&
		relativePath === '' &&
		chosen.some((file) => isSame(source, file));
	return bytes <= ONE_REQUEST_BYTES && files.every(inForm);
}

/**
 * Uploads the files chosen in `field`, and those in the queue already, and puts their tokens into the form in place of
 * the files, in the order of the queue. What is there from an earlier try is not sent again.
 */
export async function sendFilesFirst(
	uploader: Uploader,
	field: string,
	formData: FormData
): Promise<FilesFirst> {
	uploader.dismiss();
	await uploader.add(
		chosenFiles(formData, field).filter(
			(file) =>
				!uploader.files.some(({ source, state }) => state.status !== 'cancelled' && isSame(source, file))
		)
	);
	if (uploader.refused.length > 0) {
		const refused = uploader.refused.map(({ file, error }) => ({ name: file.name, error }));
		return { sent: 'failed', failure: refusedFailure(field, refused) };
	}
	uploader.retry();
	uploader.start();
	await uploader.settled();
	const { files } = uploader;
	const failed = files.flatMap(({ name, state }) =>
		state.status === 'failed' ? [{ name, error: state.error }] : []
	);
	if (failed.length > 0) return { sent: 'failed', failure: refusedFailure(field, failed) };
	const tokens = files.flatMap(({ state }) =>
		state.status === 'stored' && state.token !== undefined ? [state.token] : []
	);
	if (tokens.length === 0 && files.length > 0) return { sent: 'nothing' };
	formData.delete(field);
	for (const token of tokens) formData.append(field, token);
	return { sent: 'tokens' };
}

/** The files of a field; an empty input gives one without name and bytes. */
export function chosenFiles(formData: FormData, field: string): File[] {
	return formData
		.getAll(field)
		.filter((entry): entry is File => entry instanceof File && (entry.name !== '' || entry.size > 0));
}

/** Whether two `File`s are the same one of the visitor's disk. */
export function isSame(one: File, other: File): boolean {
	return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}
