import { asCount, asDate } from './fields.ts';

/** The wait where Fast.io says "too often" but not until when in a form we can read: 60 s, as its own CLI does. */
export const FALLBACK_RETRY_AFTER_MS = 60_000;
/** No shorter wait than 1 s: the header counts whole seconds. */
export const MIN_RETRY_AFTER_MS = 1_000;
/** No longer wait than 300 s is believed of a header. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** The header of today and its two older spellings. */
const HEADERS = ['x-ve-limit-expires', 'x-rate-limit-expiry', 'x-rate-limit-expires'];

/**
 * How long to wait after a 429, in milliseconds. `params.retry_after_seconds` wins (a lock-out of half an hour is
 * told only there, and is not shortened); else the moment in `x-ve-limit-expires`, as epoch seconds or as
 * `YYYY-MM-DD HH:MM:SS UTC`, or what a proxy in between says in `Retry-After`, kept within 1–300 s; else 60 s.
 *
 * `x-ve-limit-avail: 0` of an earlier answer is not acted upon: Fast.io counts several kinds of calls apart, and the
 * header does not say which one it is about.
 */
export function retryAfterMs(headers: Headers, params: unknown, nowMs: number): number {
	const seconds = secondsIn(params);
	if (seconds !== undefined) return Math.max(MIN_RETRY_AFTER_MS, Math.ceil(seconds * 1000));
	for (const name of HEADERS) {
		const value = headers.get(name)?.trim();
		if (!value) continue;
		const untilMs = /^\d+(?:\.\d+)?$/u.test(value) ? Number(value) * 1000 : asDate(value)?.getTime();
		return untilMs === undefined ? FALLBACK_RETRY_AFTER_MS : clamped(untilMs - nowMs);
	}
	return retryAfterHeaderMs(headers, nowMs) ?? FALLBACK_RETRY_AFTER_MS;
}

/**
 * The wait in `Retry-After`, as seconds or as a date (RFC 9110, 10.2.3), kept within 1–300 s. `undefined` where there
 * is none that can be read.
 */
export function retryAfterHeaderMs(headers: Headers, nowMs: number): number | undefined {
	const value = headers.get('retry-after')?.trim();
	if (!value) return undefined;
	if (/^\d+$/u.test(value)) return clamped(Number(value) * 1000);
	const untilMs = Date.parse(value);
	return Number.isNaN(untilMs) ? undefined : clamped(untilMs - nowMs);
}

function clamped(ms: number): number {
	return Math.min(MAX_RETRY_AFTER_MS, Math.max(MIN_RETRY_AFTER_MS, Math.ceil(ms)));
}

/** `params` is an object of context, or a list of problems of which one carries the field. */
function secondsIn(params: unknown): number | undefined {
	const entries: unknown[] = Array.isArray(params) ? params : [params];
	for (const entry of entries) {
		if (typeof entry !== 'object' || entry === null) continue;
		const seconds = asCount((entry as { retry_after_seconds?: unknown }).retry_after_seconds);
		if (seconds !== undefined) return seconds;
	}
	return undefined;
}
