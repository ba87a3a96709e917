import type { FastioErrorCode } from '../../rules/codes.ts';
import type { UploadFailure } from '../../rules/results.ts';
import type { Answer } from './send.ts';
import type { UploaderStrings } from './types.ts';

/** A call that failed. */
export class CallError extends Error {
	readonly code: FastioErrorCode;
	/** 0 without an answer. */
	readonly status: number;
	/** The same call may be sent again. */
	readonly repeatable: boolean;
	readonly retryAfterMs: number | undefined;

	constructor(
		code: FastioErrorCode,
		message: string,
		status: number,
		repeatable: boolean,
		retryAfterMs?: number
	) {
		super(message);
		this.code = code;
		this.status = status;
		this.repeatable = repeatable;
		this.retryAfterMs = retryAfterMs;
	}
}

/** What an answer means that is none of ours, where it means something. */
const CODES: Readonly<Record<number, FastioErrorCode>> = {
	0: 'network',
	413: 'body-limit',
	429: 'rate-limited'
};

/**
 * What an answer that is no success means. A call that stores a file whole (`once`) is repeated only where the server
 * cannot have it: every other call may come twice.
 */
export function readFailure(
	{ status, json, allSent }: Answer,
	strings: UploaderStrings,
	once: boolean
): CallError {
	const { success, code, error, retryable, retryAfterMs } = (json ?? {}) as Partial<UploadFailure>;
	if (success === false && typeof code === 'string' && typeof error === 'string') {
		const mayRepeat =
			retryable ?? (code === 'rate-limited' || (!once && status >= 500 && code !== 'unsupported'));
		return new CallError(code, error, status, mayRepeat, retryAfterMs);
	}
	const message = status === 0 ? strings.networkLost : strings.notUnderstood(status);
	const mayRepeat =
		status === 429 ||
		(status === 0 && !allSent) ||
		(!once && (status === 0 || status === 408 || status >= 500));
	return new CallError(CODES[status] ?? 'upstream', message, status, mayRepeat);
}
