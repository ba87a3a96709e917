import { STATUS_OF_CODE, type FastioErrorCode } from '../rules/codes.ts';
import type { FileOutcome, UploadedFile, UploadFailure, UploadResult } from '../rules/results.ts';
import type { UploaderError } from './uploader/types.ts';

/**
 * Reads an action's data, or the page's `form` prop, as one of our results. Data of other actions gives `undefined`.
 * A page written by hand may return less than ours (`{ success: true, filename }`, `{ error }`): the rest is filled in.
 */
export function asUploadResult(data: unknown): UploadResult | undefined {
	// A question of the same page failed.
	if (!isRecord(data) || isRecord(data.asked)) return undefined;
	const files = Array.isArray(data.files) ? data.files.filter(isRecord) : [];
	if (data.success === true && typeof data.filename === 'string') {
		return {
			success: true,
			filename: data.filename,
			fileId: typeof data.fileId === 'string' ? data.fileId : '',
			files: files as unknown as UploadedFile[],
			result: data.result
		};
	}
	if (data.success !== true && typeof data.error === 'string' && data.error !== '') {
		return uploadFailure(isErrorCode(data.code) ? data.code : 'rejected', data.error, {
			files: files as unknown as FileOutcome[],
			...(typeof data.retryAfterMs === 'number' && { retryAfterMs: data.retryAfterMs })
		});
	}
	return undefined;
}

/** A failure that never reached an action of ours, in the same shape as one that did. */
export function uploadFailure(
	code: FastioErrorCode,
	error: string,
	more: { files?: FileOutcome[]; retryAfterMs?: number } = {}
): UploadFailure {
	return { success: false, error, code, files: [], ...more };
}

/** What a queue refused, or could not send, as the failure of the form whose field it stands for. */
export function refusedFailure(
	field: string,
	refused: readonly { name: string; error: UploaderError }[]
): UploadFailure {
	const files = refused.map(({ name, error: { code, message } }) => ({
		status: 'failed' as const,
		name,
		field,
		code: code === 'custom' ? ('rejected' as const) : code,
		error: message
	}));
	return uploadFailure(files[0]!.code, files[0]!.error, { files });
}

/** The names of what is stored, for people. */
export function storedNames(result: UploadResult): string[] {
	if (!result.success) return [];
	return result.files.length > 0 ? result.files.map((file) => file.name) : [result.filename];
}

/**
 * Whether a result can be that of the input `field`: one that names only other fields is another form's on the same
 * page. A result without field names may be anyone's.
 */
export function mayBelongTo(result: UploadResult, field: string): boolean {
	const fields = result.files.map((file) => file.field).filter((name) => name !== undefined);
	return fields.length === 0 || fields.includes(field);
}

function isErrorCode(code: unknown): code is FastioErrorCode {
	return typeof code === 'string' && Object.hasOwn(STATUS_OF_CODE, code);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
