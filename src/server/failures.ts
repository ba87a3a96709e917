import { FastioApiError, FastioError, FastioUnavailableError } from '../api.ts';
import { statusOf } from '../rules/codes.ts';
import type { FastioErrorCode } from '../rules/codes.ts';
import type { FileOutcome, UploadFailure } from '../rules/results.ts';
import { FastioRateError } from './limits/rate-limit.ts';

/** Codes whose cause is for the operator's eyes: visitors read {@link PUBLIC_MESSAGE} instead. */
const OPERATOR_CODES = new Set(['credentials', 'plan', 'config', 'internal', 'unsupported']);
/** Further codes that the operator wants to hear of, though visitors read their message too. */
const REPORTED_CODES = new Set([
	...OPERATOR_CODES,
	'upstream',
	'network',
	'timeout',
	'not-found',
	'conflict'
]);
const reported = new WeakSet<FastioError>();
const PUBLIC_MESSAGE = 'This is not available right now. Please try again later.';

/** Any thrown value as one of our errors. What is not ours becomes `internal`, with the original as its cause. */
export function toFastioError(error: unknown): FastioError {
	if (error instanceof FastioError) return error;
	return new FastioError('internal', 'The upload could not be processed.', { cause: error });
}

/** The sentence a visitor may read. */
export function publicMessage(error: FastioError): string {
	return OPERATOR_CODES.has(error.code) ? PUBLIC_MESSAGE : error.message;
}

/** The code a visitor's page gets. Fast.io's 404 or 409 is about the folder of an upload: no page of ours is missing. */
export function publicCode(error: FastioError): FastioErrorCode {
	const isTheirs =
		error instanceof FastioApiError && (error.code === 'not-found' || error.code === 'conflict');
	return isTheirs ? 'rejected' : error.code;
}

/** Codes of failures after which the same `uploads` call may succeed as it is. */
const RETRYABLE_CODES = new Set<FastioErrorCode>([
	'network',
	'timeout',
	'upstream',
	'rate-limited',
	'unavailable',
	'sender-timeout',
	'aborted',
	'checksum-mismatch'
]);

/** Whether the same `uploads` call may be sent again as it is. */
export function isRetryable(error: FastioError): boolean {
	return RETRYABLE_CODES.has(error.code);
}

/** The failure as plain data, and the status to answer it with. */
export function toUploadFailure(
	error: FastioError,
	files: FileOutcome[] = []
): { status: number; failure: UploadFailure } {
	const code = publicCode(error);
	const failure: UploadFailure = { success: false, error: publicMessage(error), code, files };
	const retryAfterMs = waitOf(error);
	if (retryAfterMs !== undefined) failure.retryAfterMs = retryAfterMs;
	return { status: statusOf(code), failure };
}

function waitOf(error: FastioError): number | undefined {
	if (error instanceof FastioUnavailableError || error instanceof FastioRateError) return error.retryAfterMs;
	return error instanceof FastioApiError && error.code === 'rate-limited' ? error.retryAfterMs : undefined;
}

/**
 * Tells the operator what visitors are not told, on stderr, once per error: code, message, Fast.io's status, code, reason, request
 * id and hint, and the cause of what the app's own code threw. Never names of files, tokens or bodies.
 */
export function report(definitionName: string, error: FastioError): void {
	const isOurRoute = error.code === 'not-found' && !(error instanceof FastioApiError);
	if (!REPORTED_CODES.has(error.code) || isOurRoute || reported.has(error)) return;
	reported.add(error);
	const details =
		error instanceof FastioApiError
			? {
					status: error.status,
					upstreamCode: error.upstreamCode,
					reason: error.reason,
					requestId: error.requestId,
					hint: error.hint
				}
			: error.code === 'internal'
				? { cause: error.cause }
				: {};
	console.error(`[sveltekit-fastio] ${definitionName}: ${error.code}: ${error.message}`, details);
}
