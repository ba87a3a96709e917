import { describe, expect, test } from 'vitest';
import { readEnvelope } from '../../../src/api/envelope.ts';

describe('the payload of a success', () => {
	test.each([
		['nested, result "yes"', { result: 'yes', response: { id: '5a' } }],
		['nested, result true', { result: true, response: { id: '5a' } }],
		['flat', { result: true, id: '5a', current_api_version: '1.0' }],
		['without a result, success true', { success: true, id: '5a' }]
	])('is found when it is %s', (_name, json) => {
		expect(readEnvelope(200, json, 'sessions')).toMatchObject({ kind: 'success', payload: { id: '5a' } });
	});

	test('may be a list', () => {
		expect(readEnvelope(200, { result: 'yes', response: [1] }, 'sessions')).toEqual({
			kind: 'success',
			payload: [1]
		});
	});

	test('is the bare object on the v1 wire only', () => {
		expect(readEnvelope(201, { id: 'f' }, 'v1')).toEqual({ kind: 'success', payload: { id: 'f' } });
		expect(readEnvelope(201, { id: 'f' }, 'sessions')).toEqual({ kind: 'unknown' });
	});
});

describe('a refusal', () => {
	test.each([
		[
			'text and a number',
			{ result: false, error: { code: 10022, text: 'Bad' } },
			{ text: 'Bad', code: '10022' }
		],
		[
			'message and a string',
			{ result: 'no', error: { code: '400', message: 'Bad' } },
			{ text: 'Bad', code: '400' }
		],
		[
			'the flat variant',
			{ result: 0, error_message: 'Bad', error_id: 12345 },
			{ text: 'Bad', code: '12345' }
		],
		['v1', { message: 'Bad' }, { text: 'Bad' }],
		['an error that is a string', { error: 'Bad' }, { text: 'Bad' }],
		['nothing readable', ['?'], { text: undefined }],
		[
			'params as an object',
			{ result: false, error: { params: { reason: 'geo_restricted' } } },
			{ reason: 'geo_restricted' }
		],
		[
			'params as a list',
			{ result: false, error: { params: [{ name: 'x' }, { reason: 'late' }] } },
			{ reason: 'late' }
		]
	])('is read from %s', (_name, json, expected) => {
		expect(readEnvelope(406, json, 'sessions')).toMatchObject({ kind: 'refusal', ...expected });
	});

	test('is told by the status as well as by the result', () => {
		expect(readEnvelope(500, { result: true, id: '5' }, 'sessions').kind).toBe('refusal');
		expect(readEnvelope(200, { result: false }, 'sessions').kind).toBe('refusal');
	});
});

test.each([[null], ['text'], [42], [[]], [{}]])('%j with status 200 is no answer of this API', (json) => {
	expect(readEnvelope(200, json, 'sessions')).toEqual({ kind: 'unknown' });
});
