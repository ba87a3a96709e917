import { expect, test } from 'vitest';
import { readTurn } from '../../../../src/api/ask/turn.ts';

const citation = {
	node_id: '2ABC-DEF',
	version_id: '3x',
	entries: [{ page: 3, snippet: 'notice of 30 days' }]
};
const cited = {
	fileId: '2abcdef',
	versionId: '3x',
	page: 3,
	snippet: 'notice of 30 days',
	seconds: undefined
};

test.each([
	['a workspace’s', { message: { status: 'complete', result: { answer: 'Yes.', citations: [citation] } } }],
	['a share’s', { turn: { status: 'complete', result: { answer: 'Yes.', citations: [citation] } } }],
	['a bare', { status: 'complete', result: { answer: 'Yes.', citations: [citation] } }],
	[
		'an older',
		{ message: { state: 'complete', response: { text: 'Yes.', citations: [citation] }, text: 'May I?' } }
	],
	['the oldest', { message: { state: 'complete', text: 'Yes.', citations: [citation] } }],
	[
		'a camel-cased',
		{
			message: {
				status: 'complete',
				result: {
					answer: 'Yes.',
					citations: [{ nodeId: '2abcdef', versionId: '3x', entries: citation.entries }]
				}
			}
		}
	]
])('%s turn is read', (_name, payload) => {
	expect(readTurn(payload)).toEqual({
		status: 'complete',
		text: 'Yes.',
		truncated: false,
		citations: [cited],
		reason: undefined
	});
});

test('the question is never taken for the answer', () => {
	const turn = readTurn({ message: { status: 'complete', text: 'May I?', result: { answer: '' } } });
	expect(turn.text).toBe('');
});

test.each([
	[{ result: { clarification: { question: 'Which one?' } } }],
	[{ result: { clarification: 'Which one?' } }],
	[{ clarification: { question: 'Which one?' } }],
	[{ response: { clarification: { question: 'Which one?' } } }],
	[{ question: 'Which one?' }]
])('what has to be known first is found in %j', (message) => {
	expect(readTurn({ message: { status: 'needs_input', text: 'mine', ...message } })).toMatchObject({
		status: 'needs-input',
		text: 'Which one?'
	});
});

test.each([
	['pending', 'pending'],
	['running', 'pending'],
	['post_processing', 'pending'],
	['complete', 'complete'],
	['failed', 'failed'],
	['errored', 'failed'],
	['lost', 'failed'],
	['cancelled', 'cancelled'],
	['needs_input', 'needs-input']
])('%s means %s', (status, meaning) => {
	expect(readTurn({ message: { status } }).status).toBe(meaning);
});

test.each([[null], ['x'], [{}], [[null, 3, 'x', {}, { node_id: 5 }]], [{ node_id: '2a' }]])(
	'citations that are none do no harm: %j',
	(citations) => {
		expect(() => readTurn({ message: { status: 'complete', result: { citations } } })).not.toThrow();
	}
);

test('endless citations and snippets are cut', () => {
	const entries = Array.from({ length: 2_000 }, () => ({ page: 1, snippet: 'x'.repeat(10_000) }));
	const { citations } = readTurn({ message: { result: { citations: [{ node_id: '2a', entries }] } } });
	expect(citations).toHaveLength(500);
	expect(citations[0]!.snippet).toHaveLength(4_000);
});
