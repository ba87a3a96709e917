import { error } from '@sveltejs/kit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFastio, createFastioActions } from '../../../src/server.ts';
import type { AskScope, DefinitionRules } from '../../../src/server.ts';
import { testEvent } from '../../support/event.ts';
import { startHttpApp } from '../../support/http-app.ts';
import { listenTo } from '../../support/sse.ts';
import { makePdf } from '../../support/pdf.ts';
import { startEmulator } from '../wires.ts';

const emulator = await startEmulator();
const REPORT = makePdf([['Annual report'], ['The repair of the lantern cost 81,300 euros.']]);
const NOTES = 'The ferry to Norderney leaves at 7:40.';
const QUESTION = 'What did the repair of the lantern cost?';
const open: (() => unknown)[] = [];
const sameOrigin = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };

beforeEach(() => {
	vi.spyOn(console, 'error').mockImplementation(() => {});
	emulator.configure({ intelligence: true, indexing: { delayMs: 0 }, ask: { delayMs: 10, deltaMs: 1 } });
});
afterEach(async () => {
	for (const close of open.splice(0).toReversed()) await close();
	vi.restoreAllMocks();
});

async function start(rules: Partial<DefinitionRules<unknown>> = {}) {
	const fastio = createFastio({
		token: emulator.token,
		workspaceId: emulator.workspaceId,
		apiUrl: emulator.url
	});
	const store = async (name: string, content: BlobPart) => {
		const file = await fastio.upload(new Blob([content]), { name });
		await file.indexed;
		return file.fileId;
	};
	const report = await store('report.pdf', REPORT);
	const notes = await store('notes.txt', NOTES);
	const definition = fastio.define('documents', {
		authorize: 'public',
		identify: ({ request }) => request.headers.get('x-user') ?? 'ada',
		canAsk: () => true,
		...rules
	});
	const app = await startHttpApp(definition);
	open.push(() => app.close());
	const url = `${app.url}/api/fastio/documents/ask`;
	/** The whole answer at once. */
	const ask = async (body: unknown, headers: Record<string, string> = {}) => {
		const response = await fetch(url, {
			method: 'POST',
			headers: { ...sameOrigin, accept: 'application/json', ...headers },
			body: typeof body === 'string' ? body : JSON.stringify(body)
		});
		return { status: response.status, body: await response.json() };
	};
	return { report, notes, definition, app, url, ask };
}

describe('POST {base}/{def}/ask', () => {
	test('streams the text, then the answer with its citations, and no id of Fast.io’s chats', async () => {
		const { report, url } = await start();
		const page = await listenTo(url, sameOrigin, {
			method: 'POST',
			body: JSON.stringify({ question: QUESTION })
		});
		open.push(() => page.close());
		expect(page.response.headers.get('content-type')).toBe('text/event-stream');
		await page.ended;
		const text = page.messages
			.filter(({ event }) => event === 'text')
			.map(({ data }) => (JSON.parse(data) as { text: string }).text)
			.join('');
		const last = page.messages.at(-1)!;
		expect(last.event).toBe('answer');
		const answer = JSON.parse(last.data);
		expect(answer).toMatchObject({
			state: 'answered',
			text,
			chat: expect.any(String),
			citations: expect.arrayContaining([
				expect.objectContaining({ fileId: report, name: 'report.pdf', page: 2 })
			])
		});
		expect(answer).not.toHaveProperty('chatId');
		expect(answer).not.toHaveProperty('turnId');
	});

	test('goes on with a conversation for its visitor, and for nobody else', async () => {
		const { ask } = await start();
		const first = await ask({ question: QUESTION });
		const { chat } = first.body;
		expect(await ask({ question: 'When does the ferry leave?', chat })).toMatchObject({
			status: 200,
			body: { state: 'answered' }
		});
		expect(emulator.chats()).toHaveLength(1);
		expect(await ask({ question: QUESTION, chat }, { 'x-user': 'bob' })).toMatchObject({
			status: 403,
			body: { code: 'not-allowed' }
		});
	});

	test('asks about what the app gives in place of what the page names', async () => {
		let scope: boolean | AskScope = false;
		const seen: unknown[] = [];
		const { ask, report, notes } = await start({
			canAsk: (asked) => {
				seen.push(asked);
				return scope;
			}
		});
		expect(await ask({ question: QUESTION, files: [report] })).toMatchObject({
			status: 403,
			body: { code: 'not-allowed' }
		});
		scope = { files: [notes] };
		const { body } = await ask({ question: QUESTION, files: [report] });
		expect(body.citations.map(({ fileId }: { fileId: string }) => fileId)).not.toContain(report);
		scope = { files: [], folders: [] };
		expect((await ask({ question: QUESTION })).status).toBe(403);
		expect(seen[0]).toEqual({ question: QUESTION, files: [report], folders: [] });
	});

	test('a conversation about some files does not go on about others', async () => {
		let scope: AskScope = {};
		const { ask, report, notes } = await start({ canAsk: () => scope });
		scope = { files: [report] };
		const { chat } = (await ask({ question: QUESTION })).body;
		scope = { files: [notes] };
		expect(await ask({ question: QUESTION, chat })).toMatchObject({ status: 403 });
	});

	test('is not there without `canAsk`', async () => {
		const { ask } = await start({ canAsk: undefined as never });
		expect(await ask({ question: QUESTION })).toMatchObject({ status: 404, body: { code: 'not-found' } });
	});

	test.each([
		['no JSON', '{'],
		['no question', '{}'],
		['a blank question', '{"question":" "}'],
		['more than 256 KiB', JSON.stringify({ question: 'x', chat: 'x'.repeat(256 * 1024) })]
	])('refuses %s', async (_name, body) => {
		const { ask } = await start();
		expect(await ask(body)).toMatchObject({ status: 400, body: { code: 'malformed' } });
	});

	test('refuses other sites, and whom `authorize` refuses, before anything is asked', async () => {
		const { ask } = await start({ authorize: ({ request }) => request.headers.get('x-user') !== 'eve' });
		expect(await ask({ question: QUESTION }, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
			status: 403,
			body: { code: 'cross-site' }
		});
		expect((await ask({ question: QUESTION }, { 'x-user': 'eve' })).status).toBe(403);
		expect(emulator.chats()).toEqual([]);
	});

	test('Fast.io’s refusal has a status before the answer begins, and is no business of visitors', async () => {
		const { ask } = await start();
		emulator.configure({ ask: { credits: false } });
		const { status, body } = await ask({ question: QUESTION });
		expect([status, body.code]).toEqual([502, 'plan']);
		// It was no upload.
		expect(body.error).toBe('This is not available right now. Please try again later.');
		expect(body.error).not.toMatch(/credit/iu);
	});

	test('a failure after the answer has begun is the last event', async () => {
		const { url } = await start();
		emulator.configure({ ask: { outcome: 'failed' } });
		const page = await listenTo(url, sameOrigin, {
			method: 'POST',
			body: JSON.stringify({ question: QUESTION })
		});
		await page.ended;
		const last = page.messages.at(-1)!;
		expect(last.event).toBe('error');
		expect(JSON.parse(last.data)).toMatchObject({ success: false, code: 'upstream' });
	});

	test('a page that goes away ends the question at Fast.io, and gives its place back', async () => {
		const { url, app, ask } = await start({ rateLimit: { concurrent: { perUser: 1 } } });
		emulator.configure({ ask: { delayMs: 60_000 } });
		const page = await listenTo(url, sameOrigin, {
			method: 'POST',
			body: JSON.stringify({ question: QUESTION })
		});
		await expect.poll(() => emulator.chats().length).toBe(1);
		expect(await ask({ question: QUESTION })).toMatchObject({ status: 429 });
		page.close();
		await expect.poll(() => emulator.chats()[0]?.turns[0]?.status).toBe('cancelled');
		await expect.poll(() => app.active).toBe(0);
		emulator.configure({ ask: { delayMs: 10 } });
		expect(await ask({ question: QUESTION })).toMatchObject({ status: 200 });
	});
});

describe('the form action `ask`', () => {
	const submit = async (rules: Partial<DefinitionRules<unknown>>, fields: Record<string, string>) => {
		const { definition } = await start(rules);
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.append(name, value);
		const { event } = testEvent('/ask?/ask', {
			method: 'POST',
			body: form,
			headers: { 'sec-fetch-site': 'same-origin' }
		});
		return createFastioActions(definition, { ask: true }).ask(event);
	};

	test('gives the same answer as the stream', async () => {
		const result = await submit({}, { question: QUESTION });
		expect(result).toMatchObject({
			success: true,
			question: QUESTION,
			asked: { files: [], folders: [] },
			answer: { state: 'answered', text: expect.stringContaining('81,300') }
		});
	});

	test.each([
		['a blank question', {}, { question: ' ' }, 400, 'malformed'],
		['what the app does not allow', { canAsk: () => false }, { question: QUESTION }, 403, 'not-allowed'],
		['everything without `canAsk`', { canAsk: undefined as never }, { question: QUESTION }, 404, 'not-found']
	])('refuses %s, and keeps the question', async (_name, rules, fields, status, code) => {
		const result = await submit(rules, fields);
		expect(result).toMatchObject({ status, data: { success: false, code, error: expect.any(String) } });
	});

	test('keeps what the form had for the next try, and the conversation unless that is refused', async () => {
		const { definition, report } = await start({});
		const send = async (fields: Record<string, string>) => {
			const form = new FormData();
			for (const [name, value] of Object.entries(fields)) form.append(name, value);
			const headers = { 'sec-fetch-site': 'same-origin' };
			const { event } = testEvent('/ask?/ask', { method: 'POST', body: form, headers });
			return createFastioActions(definition, { ask: true }).ask(event);
		};
		const first = await send({ question: QUESTION });
		const chat = 'answer' in first ? first.answer.chat : '';
		emulator.configure({ ask: { outcome: 'failed' } });
		const asked = { files: [report], folders: [] };
		expect(await send({ question: QUESTION, files: report, chat })).toMatchObject({
			data: { question: QUESTION, asked, chat }
		});
		const refused = await send({ question: QUESTION, files: report, chat: 'another' });
		expect(refused).toMatchObject({ status: 403, data: { question: QUESTION, asked } });
		expect('data' in refused && 'chat' in refused.data).toBe(false);
	});

	test('lets SvelteKit’s own errors of `canAsk` pass', async () => {
		const canAsk = () => error(418, 'Not today');
		await expect(submit({ canAsk }, { question: QUESTION })).rejects.toMatchObject({ status: 418 });
	});
});
