import type { FastioErrorCode } from './codes.ts';

/**
 * The base of every error this package throws. `code` is what programs branch on, `message` is a sentence for
 * people that is safe to show: it never holds a token, a query string, a body or a file's content.
 */
export class FastioError extends Error {
	override readonly name: string = 'FastioError';
	readonly code: FastioErrorCode;

	constructor(code: FastioErrorCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}

/** What a limit counts. */
export type LimitUnit = 'bytes' | 'files' | 'fields' | 'parts';

/** A limit of the definition, of multipart parsing or of the host was crossed. */
export class FastioLimitError extends FastioError {
	override readonly name = 'FastioLimitError';
	/** The number that was crossed; `undefined` where the host did not tell it. */
	readonly limit: number | undefined;
	readonly unit: LimitUnit;

	constructor(
		code: FastioErrorCode,
		message: string,
		limit: { limit: number | undefined; unit: LimitUnit; cause?: unknown }
	) {
		super(code, message, limit.cause === undefined ? undefined : { cause: limit.cause });
		this.limit = limit.limit;
		this.unit = limit.unit;
	}
}
