import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../../src/components/read-answer.ts';
import { ENGLISH } from '../../../src/components/strings.ts';

const url = new URL('http://localhost:3000/guide?/upload');

function read(status: number, body: string, from = url.href) {
	return readAnswer(
		{ status, body, url: from },
		{ url, strings: ENGLISH, deserialize: (text) => JSON.parse(text) as unknown }
	);
}

describe('reading the answer to a form', () => {
	test('trusts the type of an action result, not the HTTP status', () => {
		const failure = { type: 'failure', status: 415, data: { success: false, error: 'No.' } };
		expect(read(200, JSON.stringify(failure))).toEqual(failure);
		expect(read(415, JSON.stringify(failure))).toEqual(failure);
	});

	test('gives an error the status of the answer', () => {
		expect(read(500, '{"type":"error","error":{"message":"Broken"}}')).toMatchObject({
			type: 'error',
			status: 500
		});
	});

	test('takes out the failure that an action of ours throws in SvelteKit 2 while the form is still on its way', () => {
		const failure = { success: false, error: 'Not here.', code: 'not-allowed', files: [] };
		const error = { message: 'Not here.', ...failure };
		expect(read(403, JSON.stringify({ type: 'error', error }))).toEqual({
			type: 'failure',
			status: 403,
			data: failure
		});
	});

	test("names BODY_SIZE_LIMIT for SvelteKit's bare 413", () => {
		expect(read(413, '{"message":"Payload Too Large"}')).toMatchObject({
			type: 'failure',
			status: 413,
			data: {
				success: false,
				code: 'body-limit',
				error: expect.stringContaining('BODY_SIZE_LIMIT'),
				files: []
			}
		});
	});

	test('keeps the failure of a route that answers plain JSON', () => {
		const failure = { success: false, error: 'Too large.', code: 'file-too-large', files: [] };
		expect(read(413, JSON.stringify(failure))).toMatchObject({ type: 'failure', data: failure });
	});

	test.each([
		[403, 'Cross-site POST form submissions are forbidden', 'cross-site'],
		[403, '{"message":"Cross-site POST form submissions are forbidden"}', 'cross-site'],
		[403, 'Go away', 'not-allowed'],
		[404, 'Not Found', 'not-found'],
		[429, 'Slow down', 'rate-limited'],
		[503, 'Service Unavailable', 'internal'],
		[504, 'Gateway Timeout', 'timeout']
	])('relays the sentence of a %i', (status, body, code) => {
		const sentence = body.startsWith('{') ? 'Cross-site POST form submissions are forbidden' : body;
		expect(read(status, body)).toMatchObject({ type: 'failure', status, data: { code, error: sentence } });
	});

	test.each([
		[502, '<html><body>Bad gateway</body></html>'],
		[500, ''],
		[500, 'x'.repeat(301)],
		[200, '<!doctype html><title>Hello</title>'],
		[200, ''],
		[200, '"text"'],
		[200, 'null']
	])('makes a sentence of a %i whose body is none', (status, body) => {
		expect(read(status, body)).toMatchObject({
			type: 'failure',
			status: status >= 400 ? status : 502,
			data: {
				success: false,
				error: `The server did not answer as a form action does (HTTP ${status}). Try again later.`
			}
		});
	});

	test('turns a redirect that the browser followed into a redirect', () => {
		expect(read(200, '<html>', 'http://localhost:3000/login')).toEqual({
			type: 'redirect',
			status: 303,
			location: 'http://localhost:3000/login'
		});
	});

	test('does not take the fragment of the page for a redirect', () => {
		const answer = { status: 500, body: '', url: url.href };
		const result = readAnswer(answer, {
			url: new URL('#form', url),
			strings: ENGLISH,
			deserialize: (text) => JSON.parse(text) as unknown
		});
		expect(result.type).toBe('failure');
	});
});
