import type { FastioErrorCode } from '../rules/codes.ts';
import { FastioError } from '../rules/errors.ts';

export { FastioError, FastioLimitError } from '../rules/errors.ts';

/** What Fast.io said when it refused, in the words of its API. */
export interface FastioApiErrorDetails {
	/** HTTP status of the answer; 0 for a redirect that `fetch` refused without telling its status. */
	status: number;
	/** `error.code` of the envelope as a string; Fast.io sends numbers and strings. */
	upstreamCode?: string | undefined;
	/** `error.params.reason`, or the `reason` of the first entry that has one. */
	reason?: string | undefined;
	/** `error.params` as sent: an array of field problems or an object of context. */
	params?: unknown;
	/** The `x-ve-reqid` header: what Fast.io's support asks for. */
	requestId?: string | undefined;
	/** How long to wait before the next try, in milliseconds, where Fast.io said so. */
	retryAfterMs?: number | undefined;
	/** What the operator can do about it: a sentence that is not in the message, which visitors may read. */
	hint?: string | undefined;
	cause?: unknown;
}

/**
 * Fast.io answered, and the answer was a refusal or not understandable. `hint`, where there is one, is advice for the
 * operator.
 */
export class FastioApiError extends FastioError {
	override readonly name = 'FastioApiError';
	readonly status: number;
	readonly upstreamCode: string | undefined;
	readonly reason: string | undefined;
	readonly params: unknown;
	readonly requestId: string | undefined;
	readonly retryAfterMs: number | undefined;
	readonly hint: string | undefined;

	constructor(code: FastioErrorCode, message: string, details: FastioApiErrorDetails) {
		super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
		this.status = details.status;
		this.upstreamCode = details.upstreamCode;
		this.reason = details.reason;
		this.params = details.params;
		this.requestId = details.requestId;
		this.retryAfterMs = details.retryAfterMs;
		this.hint = details.hint;
	}
}

/** Fast.io has failed several times in a row, so this call was not made. */
export class FastioUnavailableError extends FastioError {
	override readonly name = 'FastioUnavailableError';
	/** When the next call may be made, in milliseconds from now. */
	readonly retryAfterMs: number;

	constructor(retryAfterMs: number, options: { cause: unknown }) {
		super('unavailable', 'Fast.io does not answer at the moment. Please try again shortly.', options);
		this.retryAfterMs = retryAfterMs;
	}
}

/** No usable answer came: the connection was refused, broke, or took longer than a timeout. */
export class FastioNetworkError extends FastioError {
	override readonly name = 'FastioNetworkError';
	/** Whether any byte of the request body may have reached Fast.io: then only idempotent calls may be repeated. */
	readonly sent: boolean;

	constructor(code: 'network' | 'timeout', message: string, options: { sent: boolean; cause?: unknown }) {
		super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
		this.sent = options.sent;
	}
}
