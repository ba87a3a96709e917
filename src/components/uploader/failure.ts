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
	const lost = status === 0;
	const {
		code = CODES[status] ?? 'upstream',
		error = lost ? strings.networkLost : strings.notUnderstood(status),
		retryable = code === 'rate-limited' ||
			(lost && !allSent) ||
			(!once && code !== 'unsupported' && (lost || status === 408 || status >= 500)),
		retryAfterMs
	} = isOurs(json) ? json : ({} as Partial<UploadFailure>);
	return new CallError(code, error, status, retryable, retryAfterMs);
}

function isOurs(json: unknown): json is UploadFailure {
	const { success, code, error } = (json ?? {}) as Partial<UploadFailure>;
	return success === false && typeof code === 'string' && typeof error === 'string';
}
