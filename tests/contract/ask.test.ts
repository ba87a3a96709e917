import { beforeEach, describe, expect, test } from 'vitest';
import type { AskAnswer, AskStream, Fastio } from '../../src/api.ts';
import { makePdf } from '../support/pdf.ts';
import { connectTo, startEmulator } from './wires.ts';

const emulator = await startEmulator();
const REPORT = makePdf([
	['Annual report', 'The society has 412 members in nine towns.'],
	['Finances', 'The repair of the lantern cost 81,300 euros.']
]);
const NOTES = '# Harbour\n\nThe ferry to Norderney leaves at 7:40 and takes 55 minutes.\n';
const QUESTION = 'What did the repair of the lantern cost?';
let fastio: Fastio;

beforeEach(() => {
	emulator.configure({ intelligence: true, indexing: { delayMs: 0 }, ask: { delayMs: 10, deltaMs: 1 } });
	fastio = connectTo(emulator, 'sessions');
});

async function store(name: string, content: BlobPart): Promise<string> {
	const file = await fastio.upload(new Blob([content]), { name });
	expect(await file.indexed).toEqual({ state: 'indexed' });
	return file.fileId;
}

async function textOf(stream: AskStream): Promise<string> {
	let text = '';
	for await (const piece of stream) text += piece;
	return text;
}

function answered(answer: AskAnswer): AskAnswer & { state: 'answered' } {
	expect(answer.state).toBe('answered');
	return answer as AskAnswer & { state: 'answered' };
}

describe('a question', () => {
	test('is answered as text that grows, then whole, with the file and page that it was found in', async () => {
		const report = await store('report.pdf', REPORT);
		await store('notes.md', NOTES);
		const stream = fastio.ask(QUESTION);
		const pieces: string[] = [];
		for await (const piece of stream) pieces.push(piece);
		const answer = answered(await stream.answer);
		expect(pieces.length).toBeGreaterThan(3);
		expect(pieces.join('')).toBe(answer.text);
		expect(answer.text).toContain('81,300 euros');
		expect(answer.citations).toContainEqual(
			expect.objectContaining({
				fileId: report,
				name: 'report.pdf',
				page: 2,
				snippet: expect.stringContaining('81,300')
			})
		);
		expect(answer).toMatchObject({ truncated: false, notIndexed: [] });
	});

	test('may be followed by any number of readers, each from the start, also after its end', async () => {
		await store('report.pdf', REPORT);
		const stream = fastio.ask(QUESTION);
		const [first, second] = await Promise.all([textOf(stream), textOf(stream)]);
		expect(first).toBe(second);
		expect(await textOf(stream)).toBe(first);
	});

	test('goes on in the same conversation', async () => {
		await store('report.pdf', REPORT);
		const first = answered(await fastio.ask(QUESTION).answer);
		const second = answered(await fastio.ask('How many members?', { chatId: first.chatId }).answer);
		expect(second.chatId).toBe(first.chatId);
		expect(second.turnId).not.toBe(first.turnId);
		expect(second.text).toContain('412');
	});

	test('looks only into the files that it names, and says which of them are not indexed', async () => {
		const report = await store('report.pdf', REPORT);
		const notes = await store('notes.md', NOTES);
		const answer = answered(await fastio.ask(QUESTION, { files: [notes] }).answer);
		expect(answer.citations.map(({ fileId }) => fileId)).not.toContain(report);
		const picture = await fastio.upload(new Blob(['x']), { name: 'a.png' });
		await picture.indexed;
		const both = answered(await fastio.ask(QUESTION, { files: [report, picture.fileId] }).answer);
		expect(both.notIndexed).toEqual([picture.fileId]);
	});

	test('asks for more where nothing fits', async () => {
		await store('report.pdf', REPORT);
		expect(await fastio.ask('Zwölf Boxkämpfer?').answer).toMatchObject({
			state: 'needs-input',
			question: expect.stringMatching(/\S/u)
		});
	});

	test('reads citations in the other spelling too', async () => {
		emulator.configure({ ask: { camelCase: true } });
		const report = await store('report.pdf', REPORT);
		const answer = answered(await fastio.ask(QUESTION).answer);
		expect(answer.citations[0]).toMatchObject({ fileId: report, page: 2 });
	});

	test('is one question however often it is sent', async () => {
		await store('report.pdf', REPORT);
		const lost = connectTo(emulator, 'sessions', { retry: { retries: 2, minDelayMs: 1 } });
		emulator.faults.add({
			kind: 'reset',
			afterBytes: 1e9,
			on: { method: 'POST', path: '/current/workspace/*/ai/agent/' }
		});
		answered(await lost.ask(QUESTION).answer);
		expect(emulator.chats()).toHaveLength(1);
	});
});

describe('an end before the answer', () => {
	const slow = { ask: { delayMs: 60_000 } };
	const statuses = () => emulator.chats().flatMap(({ turns }) => turns.map(({ status }) => status));

	test('by `cancel` ends the question at Fast.io', async () => {
		await store('report.pdf', REPORT);
		emulator.configure(slow);
		const stream = fastio.ask(QUESTION);
		await expect.poll(statuses).toHaveLength(1);
		await stream.cancel();
		expect(await stream.answer).toMatchObject({ state: 'cancelled' });
		expect(statuses()).toEqual(['cancelled']);
	});

	test('by the signal rejects with `aborted`, for readers too', async () => {
		await store('report.pdf', REPORT);
		emulator.configure(slow);
		const control = new AbortController();
		const stream = fastio.ask(QUESTION, { signal: control.signal });
		const reading = textOf(stream);
		reading.catch(() => {});
		await expect.poll(statuses).toHaveLength(1);
		control.abort();
		await expect(stream.answer).rejects.toMatchObject({ code: 'aborted' });
		await expect(reading).rejects.toMatchObject({ code: 'aborted' });
		await expect.poll(statuses).toEqual(['cancelled']);
	});

	test('by its time rejects with `timeout`', async () => {
		await store('report.pdf', REPORT);
		emulator.configure(slow);
		await expect(fastio.ask(QUESTION, { timeoutMs: 200 }).answer).rejects.toMatchObject({ code: 'timeout' });
	});
});

describe('a stream that fails', () => {
	const read = { method: 'GET', path: '/current/workspace/*/read/' };
	test.each([
		['breaks', { kind: 'reset' as const }],
		['is cut off', { kind: 'truncate' as const }],
		['is none', { kind: 'not-json' as const }],
		['is refused', { kind: 'status' as const, status: 503 }],
		['is not there', { kind: 'status' as const, status: 404 }]
	])('leaves the answer whole when it %s', async (_how, fault) => {
		await store('report.pdf', REPORT);
		emulator.faults.add({ ...fault, on: read });
		const stream = fastio.ask(QUESTION);
		const text = await textOf(stream);
		const answer = answered(await stream.answer);
		expect(answer.text).toContain('81,300');
		expect(answer.citations).not.toEqual([]);
		// What was written is a beginning of it, or it is all that is left to be told.
		if (answer.text.startsWith(text)) expect(text).toBe(answer.text);
	});
});

describe('what Fast.io refuses', () => {
	test.each([
		['a plan without questions', { aiAgent: false }, 'plan'],
		['no credits', { ask: { credits: false } }, 'plan'],
		['a workspace that does not index', { intelligence: false }, 'rejected']
	])('%s', async (_name, settings, code) => {
		emulator.configure(settings);
		await expect(fastio.ask(QUESTION).answer).rejects.toMatchObject({ code });
	});

	test('a file that is not there', async () => {
		await store('report.pdf', REPORT);
		const files = ['2aaaaaaaaaaaaaaaaaaaaaaaaaaaa'];
		await expect(fastio.ask(QUESTION, { files }).answer).rejects.toMatchObject({ code: 'not-found' });
	});

	test.each(['failed', 'lost'] as const)('a turn that ends %s', async (outcome) => {
		await store('report.pdf', REPORT);
		emulator.configure({ ask: { outcome } });
		await expect(fastio.ask(QUESTION).answer).rejects.toMatchObject({ code: 'upstream' });
	});
});

test.each([
	['a blank question', ' ', {}],
	['a question that is too long', 'x'.repeat(32_001), {}],
	['too many files', QUESTION, { files: Array.from({ length: 101 }, (_, n) => `${n}`) }],
	['a strange key', QUESTION, { idempotencyKey: 'ä' }]
])('%s is refused before Fast.io is asked', (_name, question, options) => {
	expect(() => fastio.ask(question, options)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('the v1 wire answers nothing, and says so', () => {
	expect(() => connectTo(emulator, 'v1').ask(QUESTION)).toThrow(
		expect.objectContaining({ code: 'unsupported' })
	);
});
