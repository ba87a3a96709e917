import { describe, expect, test } from 'vitest';
import { understand } from '../../../src/api/answer.ts';
import { FastioApiError } from '../../../src/api/errors.ts';
import { codeOfRefusal } from '../../../src/api/refusals.ts';
import { MAX_RELAYED_TEXT } from '../../../src/api/public-text.ts';

const TOKEN = 'secret-token-0123456789';

function refusal(status: number, error: unknown, headers: Record<string, string> = {}): FastioApiError {
	const text = JSON.stringify({ result: false, error });
	try {
		understand(
			{ status, headers: new Headers({ 'content-type': 'application/json', ...headers }), text },
			{ dialect: 'sessions', token: TOKEN, upload: false }
		);
	} catch (error_) {
		return error_ as FastioApiError;
	}
	throw new Error('expected a refusal');
}

test.each([
	[400, undefined, undefined, false, 'rejected'],
	[401, '10011', undefined, false, 'credentials'],
	[402, '1688', 'subscription_required', false, 'plan'],
	[403, '1680', undefined, false, 'credentials'],
	[403, undefined, 'sso_required', false, 'credentials'],
	[403, '1685', undefined, false, 'plan'],
	[403, undefined, 'credits_exhausted', false, 'plan'],
	[404, '133123', undefined, false, 'not-found'],
	[405, '405', undefined, false, 'rejected'],
	[406, '10022', undefined, true, 'rejected'],
	[409, '1660', undefined, false, 'conflict'],
	[410, undefined, undefined, false, 'rejected'],
	[413, undefined, undefined, false, 'rejected'],
	[413, undefined, undefined, true, 'file-too-large'],
	[422, '1665', undefined, false, 'rejected'],
	[429, '1671', undefined, false, 'rate-limited'],
	[500, undefined, undefined, false, 'upstream'],
	[504, undefined, undefined, true, 'upstream'],
	[200, '1650', undefined, false, 'credentials'],
	[200, '1609', undefined, false, 'not-found'],
	[200, '123456', undefined, false, 'rejected']
] as const)(
	'HTTP %s with code %s and reason %s (upload: %s) is %s',
	(status, upstreamCode, reason, upload, code) => {
		expect(codeOfRefusal({ status, upstreamCode, reason, upload })).toBe(code);
	}
);

describe('the error of a refusal', () => {
	test('relays the words of Fast.io and carries what its support asks for', () => {
		const error = refusal(
			406,
			{ code: 10022, text: 'name: must not be blank', params: [{ name: 'name', kind: 'missing' }] },
			{ 'x-ve-reqid': 'r-1' }
		);
		expect(error).toBeInstanceOf(FastioApiError);
		expect(error).toMatchObject({
			code: 'rejected',
			message: 'name: must not be blank',
			status: 406,
			upstreamCode: '10022',
			requestId: 'r-1',
			params: [{ name: 'name', kind: 'missing' }],
			retryAfterMs: undefined
		});
	});

	test('never holds the token, wherever a hostile upstream puts it', () => {
		const error = refusal(400, {
			code: `x${TOKEN}`,
			text: `no: Bearer ${TOKEN}, twice ${encodeURIComponent(TOKEN)}`,
			params: { reason: TOKEN, deep: [{ echo: `Bearer ${TOKEN}` }] }
		});
		expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain(TOKEN);
		expect(error.message).toContain('[redacted]');
	});

	test('never holds half a token where the text is cut', () => {
		const error = refusal(400, { text: 'x'.repeat(MAX_RELAYED_TEXT - 8) + TOKEN });
		expect(error.message).not.toContain('secret');
	});

	test('bounds the text and takes control characters out', () => {
		const error = refusal(400, { text: `a\u0000\r\n\u001b[31mb\u202e${'c'.repeat(10_000)}` });
		expect(error.message).toMatch(/^a \[31mb c+…$/u);
		expect(error.message.length).toBe(MAX_RELAYED_TEXT);
	});

	test('says something where Fast.io said nothing', () => {
		expect(refusal(418, {}).message).toBe('Fast.io refused the request (HTTP 418).');
		expect(refusal(503, {}).message).toBe('Fast.io failed (HTTP 503).');
	});

	test('tells how long to wait after a 429', () => {
		expect(refusal(429, { params: { retry_after_seconds: 7 } }).retryAfterMs).toBe(7000);
	});
});

test.each([
	['a 503 that says how long', 503, { 'retry-after': '5' }, 5_000],
	['a 503 that does not', 503, {}, undefined],
	['a 500', 500, { 'retry-after': '5' }, undefined],
	['a 429 that does not', 429, {}, 60_000]
] as const)('the error of %s carries the wait it asks for', (_name, status, headers, expected) => {
	expect(refusal(status, {}, headers).retryAfterMs).toBe(expected);
});

describe('an answer that is not understood', () => {
	test.each([
		['a page of HTML with status 200', 200, 'text/html', '<h1>Hi</h1>'],
		['JSON that is declared as HTML', 200, 'text/html', '{"result":true}'],
		['broken JSON', 200, 'application/json', '{"result":'],
		['nothing', 200, 'application/json', ''],
		['JSON without an envelope', 200, 'application/json', '{"hello":1}']
	])('is `upstream`: %s', (_name, status, type, text) => {
		const read = () =>
			understand(
				{ status, headers: new Headers({ 'content-type': type }), text },
				{ dialect: 'sessions', token: TOKEN, upload: false }
			);
		expect(read).toThrow(expect.objectContaining({ code: 'upstream', status }));
	});

	test('keeps its status as the code where it is an error page', () => {
		const read = () =>
			understand(
				{ status: 404, headers: new Headers({ 'content-type': 'text/html' }), text: '<h1>secret</h1>' },
				{ dialect: 'sessions', token: TOKEN, upload: false }
			);
		expect(read).toThrow(
			expect.objectContaining({ code: 'not-found', message: 'Fast.io refused the request (HTTP 404).' })
		);
	});

	test('is an empty payload for 204', () => {
		expect(
			understand(
				{ status: 204, headers: new Headers(), text: '' },
				{ dialect: 'sessions', token: TOKEN, upload: false }
			)
		).toEqual({});
	});
});
