import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FastioError } from '../../../../src/api.ts';
import { askOfForm, askOfJson } from '../../../../src/server/ask/ask-request.ts';

test('a question may come alone, and with what it is about', () => {
	expect(askOfJson({ question: ' Why? ' })).toEqual({
		question: 'Why?',
		files: [],
		folders: [],
		chat: undefined
	});
	const all = { question: 'Why?', files: ['2a'], folders: ['2b'], chat: 'x.y' };
	expect(askOfJson(all)).toEqual(all);
});

test('a form says the same', () => {
	const form = new FormData();
	for (const [name, value] of [
		['question', 'Why?'],
		['files', '2a'],
		['files', ''],
		['files', '2c'],
		['folders', '2b'],
		['chat', '']
	] as const)
		form.append(name, value);
	expect(askOfForm(form)).toEqual({
		question: 'Why?',
		files: ['2a', '2c'],
		folders: ['2b'],
		chat: undefined
	});
});

test.each([
	['nothing', undefined],
	['no object', 'Why?'],
	['no question', {}],
	['a blank question', { question: ' \n' }],
	['a question of another type', { question: ['Why?'] }],
	['a question that is too long', { question: 'x'.repeat(32_001) }],
	['files that are no list', { question: 'Why?', files: '2a' }],
	['a file without an id', { question: 'Why?', files: [''] }],
	['ids that are too long', { question: 'Why?', folders: ['x'.repeat(129)] }],
	['too many files', { question: 'Why?', files: Array.from({ length: 101 }, () => '2a') }],
	['a conversation of another type', { question: 'Why?', chat: 5 }],
	['a conversation that is too long', { question: 'Why?', chat: 'x'.repeat(2_049) }]
])('%s is refused', (_name, json) => {
	expect(() => askOfJson(json)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('a file in place of the question is refused', () => {
	const form = new FormData();
	form.append('question', new Blob(['Why?']));
	expect(() => askOfForm(form)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('whatever comes as JSON is read or refused', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (json) => {
			try {
				const { question, files, folders } = askOfJson(json);
				expect(question.trim()).not.toBe('');
				expect(files.length + folders.length).toBeLessThanOrEqual(100);
			} catch (error) {
				expect(error).toBeInstanceOf(FastioError);
			}
		})
	);
});
