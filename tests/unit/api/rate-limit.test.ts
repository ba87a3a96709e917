import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/api/rate-limit.ts';

const NOW = Date.UTC(2026, 8, 30, 8, 15, 0);

test.each([
	['params before the header', { 'x-ve-limit-expires': '0' }, { retry_after_seconds: 1800 }, 1_800_000],
	['params as a string of digits', {}, { retry_after_seconds: '20' }, 20_000],
	['params in a list', {}, [{ name: 'x' }, { retry_after_seconds: 2 }], 2_000],
	['epoch seconds', { 'x-ve-limit-expires': String(NOW / 1000 + 12) }, undefined, 12_000],
	['a datetime', { 'x-ve-limit-expires': '2026-09-30 08:15:30 UTC' }, undefined, 30_000],
	['the legacy header', { 'X-Rate-Limit-Expiry': String(NOW / 1000 + 9) }, undefined, 9_000],
	['Retry-After in seconds', { 'retry-after': '7' }, undefined, 7_000],
	['Retry-After as a date', { 'retry-after': 'Wed, 30 Sep 2026 08:15:40 GMT' }, undefined, 40_000],
	['Retry-After of a day, at most 300 s', { 'retry-after': '86400' }, undefined, 300_000],
	['Retry-After of 0, at least 1 s', { 'retry-after': '0' }, undefined, 1_000],
	['Retry-After that cannot be read, 60 s', { 'retry-after': 'later' }, undefined, 60_000],
	[
		"Fast.io's own header before Retry-After",
		{ 'x-ve-limit-expires': String(NOW / 1000 + 12), 'retry-after': '7' },
		undefined,
		12_000
	],
	['a moment in the past, at least 1 s', { 'x-ve-limit-expires': '1' }, undefined, 1_000],
	['a far future, at most 300 s', { 'x-ve-limit-expires': '99999999999' }, undefined, 300_000],
	['what cannot be read, 60 s', { 'x-ve-limit-expires': 'soon' }, undefined, 60_000],
	['nothing, 60 s', {}, undefined, 60_000]
])('the wait comes from %s', (_name, headers, params, expected) => {
	expect(retryAfterMs(new Headers(headers as Record<string, string>), params, NOW)).toBe(expected);
});
