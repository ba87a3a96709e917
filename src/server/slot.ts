import { FastioError } from '../rules/errors.ts';
import type { FailedFile, UploadedFile } from '../rules/results.ts';
import { publicCode, publicMessage } from './failures.ts';
import type { IncomingFile } from './store-file.ts';
import type { UploadTicket } from './upload-ticket.ts';

/** One file of a request, and what has become of it so far. */
export interface Slot {
	file: Pick<IncomingFile, 'name' | 'field'>;
	/** Stands for a file that waits upstream. */
	token?: string;
	/** What the token says, once it is known to be good. */
	held?: UploadTicket;
	stored?: UploadedFile;
	error?: FastioError;
}

/** Why a file that was stored, or would have been, is not. */
export function notKept(name: string): FastioError {
	return new FastioError('aborted', `${name} was not kept: the submission failed.`);
}

/** The file as one that is not stored. */
export function failedFile({ file, error }: Slot): FailedFile {
	const reason = error ?? new FastioError('aborted', 'The upload was interrupted.');
	return {
		name: file.name,
		...(file.field === undefined ? {} : { field: file.field }),
		code: publicCode(reason),
		error: publicMessage(reason)
	};
}
