import type { RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../../rules/errors.ts';

/** Uploads that one user may start in a window, or `maxFiles` where that is more: 1,000. */
export const DEFAULT_UPLOADS_PER_USER = 1_000;
/** Uploads from one address in a window, or `maxFiles` where that is more: 10,000. An office or a school has one address. */
export const DEFAULT_UPLOADS_PER_ADDRESS = 10_000;
/** 1 min. */
export const DEFAULT_RATE_WINDOW_MS = 60_000;
/** Requests with a body that one user may have under way: 50. */
export const DEFAULT_CONCURRENT_PER_USER = 50;
/** Requests with a body from one address: 500. */
export const DEFAULT_CONCURRENT_PER_ADDRESS = 500;

/** How much one user, and one address, may send at a time. `false` lifts a limit. */
export interface RateLimitOptions {
	/** Starts of uploads: a form, a raw body, an opened session. Slices are not counted. */
	uploads?: {
		/** Default 1,000, or `maxFiles` where that is more. */
		perUser?: number | false;
		/** Default 10,000, or `maxFiles` where that is more. */
		perAddress?: number | false;
		/** Milliseconds. Default 1 min. */
		windowMs?: number;
	};
	/** Requests with a body under way, slices included. */
	concurrent?: {
		/** Default 50. */
		perUser?: number | false;
		/** Default 500. */
		perAddress?: number | false;
	};
	/**
	 * The visitor's address. Default: `getClientAddress()`, unless it is of this machine or a private network, which all
	 * visitors behind a proxy share. `undefined`: not counted by address.
	 */
	address?: (event: RequestEvent) => string | undefined;
}

/** The numbers in force. */
export interface RateLimits {
	uploads: { perUser: number | false; perAddress: number | false; windowMs: number };
	concurrent: { perUser: number | false; perAddress: number | false };
}

/** Fills in the defaults. @throws RangeError for what is no positive whole number: a typo must not become "no limit". */
export function resolveRateLimits(options: RateLimitOptions, maxFiles: number): RateLimits {
	const { uploads = {}, concurrent = {} } = options;
	const limits: RateLimits = {
		uploads: {
			perUser: uploads.perUser ?? Math.max(DEFAULT_UPLOADS_PER_USER, maxFiles),
			perAddress: uploads.perAddress ?? Math.max(DEFAULT_UPLOADS_PER_ADDRESS, maxFiles),
			windowMs: uploads.windowMs ?? DEFAULT_RATE_WINDOW_MS
		},
		concurrent: {
			perUser: concurrent.perUser ?? DEFAULT_CONCURRENT_PER_USER,
			perAddress: concurrent.perAddress ?? DEFAULT_CONCURRENT_PER_ADDRESS
		}
	};
	for (const [group, numbers] of Object.entries(limits)) {
		for (const [name, value] of Object.entries(numbers as Record<string, number | false>)) {
			const isFine = value === false ? name !== 'windowMs' : value === Infinity || Number.isInteger(value);
			if (isFine && (value === false || value > 0)) continue;
			throw new RangeError(
				`rateLimit.${group}.${name} must be a whole number of 1 or more, or false; got ${value}`
			);
		}
	}
	return limits;
}

/** Too much at a time: not Fast.io's limit but the definition's. */
export class FastioRateError extends FastioError {
	override readonly name = 'FastioRateError';
	readonly retryAfterMs: number;

	constructor(message: string, retryAfterMs: number) {
		super('rate-limited', message);
		this.retryAfterMs = retryAfterMs;
	}
}
