import type { FastioErrorCode } from '../../rules/codes.ts';
import type { UploadFailure } from '../../rules/results.ts';
import type { Answer } from './send.ts';
import type { UploaderStrings } from './types.ts';

/** Why a call failed. */
interface Why {
	readonly code: FastioErrorCode;
	/** 0 without an answer. */
	readonly status: number;
	/** The same call may be sent again. */
	readonly repeatable: boolean;
	readonly retryAfterMs?: number | undefined;
}

/** A call that failed: what stopped it by its signal has no `repeatable`, and no code of ours. */
export interface CallError extends Error, Why {}

/** @param message A sentence for people. */
export function callError(message: string, why: Why): CallError {
	return Object.assign(new Error(message), why);
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
	return callError(error, { code, status, repeatable: retryable, retryAfterMs });
}

function isOurs(json: unknown): json is UploadFailure {
	const { success, error } = (json ?? {}) as Partial<UploadFailure>;
	return success === false && typeof error === 'string';
}
