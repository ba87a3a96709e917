import { expect, test } from 'vitest';
import { readFailure } from '../../../../src/components/uploader/failure.ts';
import { UPLOADER_ENGLISH } from '../../../../src/components/uploader/strings.ts';

const ours = (code: string, more: object = {}) => ({
	success: false,
	error: 'why',
	code,
	files: [],
	...more
});

// `again`: a call that may come twice; `whole`: one that stores a file whole.
test.each<[string, number, unknown, { code: string; again: boolean; whole: boolean }]>([
	['a proxy without an upstream', 502, '<html>', { code: 'upstream', again: true, whole: false }],
	['a proxy that is busy', 429, undefined, { code: 'rate-limited', again: true, whole: true }],
	['a proxy that waited too long', 408, undefined, { code: 'upstream', again: true, whole: false }],
	['a host with a body limit', 413, undefined, { code: 'body-limit', again: false, whole: false }],
	['a page in place of an answer', 200, undefined, { code: 'upstream', again: false, whole: false }],
	['our rate limit', 429, ours('rate-limited'), { code: 'rate-limited', again: true, whole: true }],
	['our upstream error', 502, ours('upstream'), { code: 'upstream', again: true, whole: false }],
	['a wire without sessions', 501, ours('unsupported'), { code: 'unsupported', again: false, whole: false }],
	['a refused type', 415, ours('type-not-allowed'), { code: 'type-not-allowed', again: false, whole: false }],
	[
		'a slice that may be repeated',
		400,
		ours('upstream', { retryable: true }),
		{ code: 'upstream', again: true, whole: true }
	],
	[
		'an error that may not',
		502,
		ours('upstream', { retryable: false }),
		{ code: 'upstream', again: false, whole: false }
	]
])('%s (HTTP %i) is repeated only where that is safe', (_, status, json, expected) => {
	const read = (once: boolean) => readFailure({ status, json, allSent: true }, UPLOADER_ENGLISH, once);
	expect({ code: read(false).code, again: read(false).repeatable, whole: read(true).repeatable }).toEqual(
		expected
	);
	expect(read(true).message).not.toBe('');
});

test('a lost connection is repeated, but for a whole file that the server may have', () => {
	const lost = (allSent: boolean, once: boolean) =>
		readFailure({ status: 0, json: undefined, allSent }, UPLOADER_ENGLISH, once);
	expect(lost(true, true)).toMatchObject({ code: 'network', message: UPLOADER_ENGLISH.networkLost });
	expect(
		[lost(false, true), lost(true, true), lost(true, false)].map(({ repeatable }) => repeatable)
	).toEqual([true, false, true]);
});

test('a time that the server names is kept', () => {
	const json = ours('rate-limited', { retryAfterMs: 5 });
	expect(readFailure({ status: 429, json, allSent: true }, UPLOADER_ENGLISH, false)).toMatchObject({
		retryAfterMs: 5,
		repeatable: true
	});
});
