import { FastioApiError, FastioError } from '../api.ts';
import { statusOf } from '../rules/codes.ts';
import type { FileOutcome, UploadFailure } from '../rules/results.ts';

/** Codes whose cause is for the operator's eyes: visitors read {@link PUBLIC_MESSAGE} instead. */
const OPERATOR_CODES = new Set(['credentials', 'plan', 'config', 'internal', 'unsupported']);
const PUBLIC_MESSAGE = 'Uploads are not available right now. Please try again later.';

/** Any thrown value as one of our errors. What is not ours becomes `internal`, with the original as its cause. */
export function toFastioError(error: unknown): FastioError {
	if (error instanceof FastioError) return error;
	return new FastioError('internal', 'The upload could not be processed.', { cause: error });
}

/** The sentence a visitor may read. */
export function publicMessage(error: FastioError): string {
	return OPERATOR_CODES.has(error.code) ? PUBLIC_MESSAGE : error.message;
}

/** The failure as plain data, and the status to answer it with. */
export function toUploadFailure(
	error: FastioError,
	files: FileOutcome[] = []
): { status: number; failure: UploadFailure } {
	const failure: UploadFailure = {
		success: false,
		error: publicMessage(error),
		code: error.code,
		files
	};
	if (error instanceof FastioApiError && error.code === 'rate-limited' && error.retryAfterMs !== undefined) {
		failure.retryAfterMs = error.retryAfterMs;
	}
	return { status: statusOf(error.code), failure };
}

/**
 * Tells the operator what visitors are not told, on stderr: code, message, Fast.io's status, code, reason and request
 * id, and the cause of what the app's own code threw. Never names of files, tokens or bodies.
 */
export function report(definitionName: string, error: FastioError): void {
	if (!OPERATOR_CODES.has(error.code)) return;
	const details =
		error instanceof FastioApiError
			? {
					status: error.status,
					upstreamCode: error.upstreamCode,
					reason: error.reason,
					requestId: error.requestId
				}
			: error.code === 'internal'
				? { cause: error.cause }
				: {};
	console.error(`[sveltekit-fastio] ${definitionName}: ${error.code}: ${error.message}`, details);
}
