import type { FastioErrorCode } from '../../rules/codes.ts';
import type { UploadFailure } from '../../rules/results.ts';
import { ConnectionError } from './send.ts';
import type { Answer } from './send.ts';
import type { UploaderStrings } from './types.ts';

/** A call that failed. */
export class CallError extends Error {
	readonly code: FastioErrorCode;
	/** 0 without an answer. */
	readonly status: number;
	/** Whether the server said what it is. */
	readonly ours: boolean;
	/** The same call may be sent again. */
	readonly repeatable: boolean;
	readonly retryAfterMs: number | undefined;

	constructor(
		code: FastioErrorCode,
		message: string,
		more: { status: number; ours: boolean; repeatable: boolean; retryAfterMs?: number | undefined }
	) {
		super(message);
		this.code = code;
		this.status = more.status;
		this.ours = more.ours;
		this.repeatable = more.repeatable;
		this.retryAfterMs = more.retryAfterMs;
	}
}

/**
 * What an answer that is no success means. A call that stores a file whole (`once`) is repeated only where the server
 * cannot have it: every other call may come twice.
 */
export function readFailure({ status, json }: Answer, strings: UploaderStrings, once: boolean): CallError {
	const told = json as Partial<UploadFailure> | null | undefined;
	const ours = told?.success === false && typeof told.code === 'string' && typeof told.error === 'string';
	if (!ours) {
		const busy = status === 429 || (!once && (status >= 500 || status === 408));
		const code = status === 413 ? 'body-limit' : status === 429 ? 'rate-limited' : 'upstream';
		return new CallError(code, strings.notUnderstood(status), { status, ours, repeatable: busy });
	}
	const { code, error, retryable, retryAfterMs } = told as UploadFailure;
	const mayRepeat =
		retryable ?? (code === 'rate-limited' || (!once && status >= 500 && code !== 'unsupported'));
	return new CallError(code, error, { status, ours, repeatable: mayRepeat, retryAfterMs });
}

/** What a thrown value of `send` means. @throws what is no lost connection. */
export function readLoss(thrown: unknown, strings: UploaderStrings, once: boolean): CallError {
	if (!(thrown instanceof ConnectionError)) throw thrown;
	return new CallError('network', strings.networkLost, {
		status: 0,
		ours: false,
		repeatable: !once || !thrown.allSent
	});
}
