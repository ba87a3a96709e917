import type { UploadSuccess, UploadedFile } from '../rules/results.ts';

/** The result of a submission whose files are all stored; there is at least one. */
export function uploadSuccess<R>(files: UploadedFile[], result: R): UploadSuccess<R> {
	const [first] = files;
	if (!first) throw new RangeError('A successful upload has at least one file.');
	return { success: true, filename: first.name, fileId: first.fileId, files, result };
}
