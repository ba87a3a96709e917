import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { EventSourceMessage } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { createTurnRunner } from '../../../src/emulator/ask/turn-runner.ts';
import { DEFAULT_SETTINGS } from '../../../src/emulator/options.ts';
import { createChatStore } from '../../../src/emulator/store/chats.ts';
import { NOTES, REPORT, startIndexing } from './indexed-files.ts';
import { startReceiver } from './receiver.ts';
import { type Json, until } from './support.ts';

const { emulator, call, get, form, del, put, putIndexed, storage, folder } = await startIndexing();
const receiver = await startReceiver();
const AGENT = `/workspace/${emulator.workspaceId}/ai/agent`;
const QUESTION = 'What did the repair of the lantern cost?';
/** Answers at once. */
const FAST = { ask: { delayMs: 0, deltaMs: 0 } };
/** Holds each step for longer than any test lasts, until `finishTurns()`. */
const HELD = { ask: { delayMs: 3_600_000, deltaMs: 3_600_000 } };

interface Asked {
	chatId: string;
	turnId: string;
}
const askFields = (question: string, fields: Record<string, string> = {}) =>
	form(`${AGENT}/`, { question, ...fields });
const ask = async (question: string, fields: Record<string, string> = {}): Promise<Asked> => {
	const { status, json } = await askFields(question, fields);
	expect(status).toBe(200);
	return { chatId: json.thread.thread_id, turnId: json.turn.turn_id };
};
const messageOf = async ({ chatId, turnId }: Asked): Promise<Json> =>
	(await get(`${AGENT}/${chatId}/message/${turnId}/details/`)).json.message;
/** Follows a turn by the long poll, as a client does, and gives the message at the end. */
async function follow(asked: Asked): Promise<{ message: Json }> {
	let lastactivity = '';
	for (;;) {
		const message = await messageOf(asked);
		if (!['pending', 'running'].includes(message.status)) return { message };
		const since = lastactivity && `&lastactivity=${encodeURIComponent(lastactivity)}`;
		const { json } = await get(`/activity/poll/${emulator.workspaceId}/?wait=60&updated=1${since}`);
		({ lastactivity } = json);
	}
}
const answer = async (question: string, fields: Record<string, string> = {}): Promise<Json> =>
	(await follow(await ask(question, fields))).message;
const readPath = ({ chatId, turnId }: Asked) => `${AGENT}/${chatId}/message/${turnId}/read/`;
const openStream = (asked: Asked, signal?: AbortSignal) =>
	fetch(emulator.url + readPath(asked), {
		headers: { authorization: `Bearer ${emulator.token}` },
		...(signal && { signal })
	});
const events = (response: Response): ReadableStream<EventSourceMessage> =>
	response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
async function allEvents(stream: ReadableStream<EventSourceMessage>): Promise<EventSourceMessage[]> {
	const messages: EventSourceMessage[] = [];
	for await (const message of stream) messages.push(message);
	return messages;
}
const textOf = (messages: readonly EventSourceMessage[]): string =>
	messages
		.filter(({ event }) => event === 'message')
		.map(({ data }) => (JSON.parse(data) as { text: string }).text)
		.join('');
const fileReference = (id: string, version_id = '') =>
	JSON.stringify([{ type: 'file', id, file_details: { node_id: id, version_id } }]);
const folderReference = (id: string) =>
	JSON.stringify([{ type: 'folder', id, folder_details: { node_id: id } }]);

describe('a question', () => {
	it('is answered by the passages that fit, which the citations name', async () => {
		emulator.configure(FAST);
		const [report] = [await putIndexed('report.pdf', REPORT), await putIndexed('notes.md', NOTES)];
		const version = emulator.files().find(({ id }) => id === report);
		const { result, ...message } = await answer(QUESTION);
		expect(message).toMatchObject({ seq: 1, status: 'complete', question: QUESTION, actions: [] });
		expect(result).toMatchObject({ truncated: false, references: [] });
		const node = (await get(storage(`${version!.id}/details/`))).json.node;
		expect(result.citations[0]).toEqual({
			node_id: report,
			version_id: node.version,
			entries: [{ page: 2, snippet: expect.stringContaining('cost 81,300 euros'), timestamp: null }]
		});
		expect(result.answer).toContain(`report.pdf, page 2: “${result.citations[0].entries[0].snippet}”`);
		expect(result.answer).toMatch(/^This answer comes from the local emulator of Fast\.io\./);
	});

	it('quotes what is in the file, word for word, and no other file than it cites', async () => {
		emulator.configure(FAST);
		await putIndexed('report.pdf', REPORT);
		const notes = await putIndexed('notes.md', NOTES);
		const { result } = await answer('When does the ferry leave, and what do two black balls mean?');
		expect(result.citations.map(({ node_id }: Json) => node_id)).toEqual([notes]);
		for (const { page, snippet } of result.citations[0].entries) {
			expect(page).toBeNull();
			expect(NOTES.replaceAll(/\s+/gu, ' ')).toContain(snippet);
		}
		expect(result.answer).not.toContain('report.pdf');
	});

	it('gets the same answer each time, in another emulator too', async () => {
		emulator.configure(FAST);
		const answers = new Set<string>();
		for (let n = 0; n < 3; n++) {
			await putIndexed('report.pdf', REPORT);
			await putIndexed('notes.md', NOTES);
			// What was here before must leave no trace in the order.
			if (n > 0) await putIndexed('gone.txt', 'lantern repair cost '.repeat(50 * n));
			for (const { id, name } of emulator.files()) {
				if (name === 'gone.txt') await del(storage(`${id}/delete/`));
			}
			answers.add((await answer('What about the lantern and the storm?')).result.answer);
			await emulator.reset();
			emulator.configure(FAST);
		}
		expect(answers.size).toBe(1);
	});

	it('is pending until its time has come, and wakes the long poll when it is complete', async () => {
		await putIndexed('report.pdf', REPORT);
		emulator.configure(HELD);
		const asked = await ask(QUESTION);
		expect(await messageOf(asked)).toMatchObject({
			status: 'pending',
			result: { answer: '', citations: [] }
		});
		const { lastactivity, activity } = (await get(`/activity/poll/${emulator.workspaceId}/`)).json;
		expect(activity).toContain(`ai_chat:${asked.chatId}`);
		const since = encodeURIComponent(lastactivity);
		const poll = get(`/activity/poll/${emulator.workspaceId}/?wait=60&updated=1&lastactivity=${since}`);
		emulator.finishTurns();
		expect((await poll).json.activity).toEqual([`ai_chat:${asked.chatId}`]);
		expect((await messageOf(asked)).status).toBe('complete');
	});

	it('goes through pending and running to its end, with all pieces of the answer', async () => {
		for (const deltaMs of [0, 1]) {
			const seen: string[] = [];
			const chats = createChatStore();
			const chat = chats.open({ name: 'x', kind: 'user' });
			const turn = chats.add(chat, { question: 'x' });
			await new Promise<void>((resolve) => {
				const runner = createTurnRunner({
					settings: () => ({ ...DEFAULT_SETTINGS.ask, delayMs: 0, deltaMs }),
					onStatus: (_chat, { status }) => {
						seen.push(status);
						if (status === 'complete') resolve();
					}
				});
				const text = 'An answer of several words, and of more than forty characters.\n\nIt has two lines.';
				runner.start(chat, turn, () => ({ kind: 'answer', text, citations: [], isTruncated: false }));
			});
			expect(seen).toEqual(['pending', 'running', 'complete']);
			expect(turn.deltas.length).toBeGreaterThan(1);
			expect(turn.deltas.join('')).toBe(
				'An answer of several words, and of more than forty characters.\n\nIt has two lines.'
			);
		}
	});

	it('goes to webhooks when it is answered', async () => {
		emulator.webhooks.add({ url: receiver.url, secret: 'x', events: ['agent.responded'] });
		emulator.configure(HELD);
		const report = await putIndexed('report.pdf', REPORT);
		const { chatId, turnId } = await ask(QUESTION);
		expect(receiver.received).toEqual([]);
		emulator.finishTurns();
		await emulator.webhooks.settled();
		expect(receiver.received.map(({ json }) => json)).toEqual([
			{
				type: 'agent.responded',
				data: { chat_id: chatId, turn_id: turnId, workspace_id: emulator.workspaceId, file_id: report }
			}
		]);
	});

	it('begins a chat of its name, to which more are added', async () => {
		emulator.configure(FAST);
		await putIndexed('report.pdf', REPORT);
		const first = await ask(QUESTION, { name: 'Money' });
		const { json } = await form(`${AGENT}/${first.chatId}/message/`, { question: 'How many members?' });
		expect(json).toMatchObject({ thread_id: first.chatId, seq: 2, status: 'pending' });
		const { message } = await follow({ chatId: first.chatId, turnId: json.turn_id });
		expect(message.result.citations[0].entries[0].page).toBe(1);
		expect((await get(`${AGENT}/${first.chatId}/details/`)).json.chat).toMatchObject({
			name: 'Money',
			kind: 'user',
			message_count: 2
		});
		expect(emulator.events().map(({ event }) => event)).toEqual(
			expect.arrayContaining(['ai_chat_created', 'ai_chat_new_message'])
		);
		expect(emulator.chats()).toMatchObject([
			{ name: 'Money', turns: [{ question: QUESTION }, { status: 'complete' }] }
		]);
	});

	it('is the same turn when it comes again with its key, as long as the chat is there', async () => {
		emulator.configure(HELD);
		await putIndexed('report.pdf', REPORT);
		const fields = { idempotency_key: 'key-1' };
		const asked = await ask(QUESTION, fields);
		expect(await ask(QUESTION, fields)).toEqual(asked);
		emulator.configure({ ask: { credits: false } });
		expect(await ask('Another', fields)).toEqual(asked);
		const { json } = await form(`${AGENT}/${asked.chatId}/message/`, { question: QUESTION, ...fields });
		expect(json).toMatchObject({ turn_id: asked.turnId, seq: 1 });
		expect(emulator.chats()).toMatchObject([{ turns: [{}] }]);
		emulator.configure({ ask: { credits: true } });
		await del(`${AGENT}/${asked.chatId}/`);
		expect(await ask(QUESTION, fields)).not.toEqual(asked);
	});

	it('that fits nothing is answered by another, and the next answer belongs to it', async () => {
		emulator.configure(FAST);
		await putIndexed('report.pdf', REPORT);
		const asked = await ask('Anything on <b>submarines</b>?');
		const { message } = await follow(asked);
		expect(message.status).toBe('needs_input');
		expect(message.result.clarification.question).toContain('Anything on <b>submarines</b>?');
		expect(message.result).toMatchObject({ answer: '', citations: [] });
		const { json } = await form(`${AGENT}/${asked.chatId}/message/`, { question: 'The lantern' });
		const next = await follow({ chatId: asked.chatId, turnId: json.turn_id });
		expect(next.message.result.citations[0].entries[0].page).toBe(2);
		expect((await answer('How is it?')).result.clarification.question).toBe(
			'What would you like to know about the files?'
		);
	});

	it.each(['failed', 'lost', 'needs_input'] as const)(
		'ends in %s where the settings say so',
		async (outcome) => {
			emulator.configure({ ask: { ...FAST.ask, outcome } });
			await putIndexed('report.pdf', REPORT);
			expect(await answer(QUESTION)).toMatchObject({
				status: outcome,
				result: { answer: '', citations: [] }
			});
		}
	);

	it('says so when nothing is indexed yet', async () => {
		emulator.configure(FAST);
		const { status, result } = await answer(QUESTION);
		expect([status, result.citations]).toEqual(['complete', []]);
		expect(result.answer).toContain('None of the files that the question is about is indexed yet.');
	});

	it('gets an answer of limited length, which says that it was cut', async () => {
		emulator.configure({ ask: { ...FAST.ask, maxAnswerCharacters: 150 } });
		await putIndexed('report.pdf', REPORT);
		const { result } = await answer(QUESTION);
		expect(result.truncated).toBe(true);
		expect(result.answer).toHaveLength(150);
	});

	it('gets citations in the other spelling of a deployment', async () => {
		emulator.configure({ ask: { ...FAST.ask, camelCase: true } });
		const report = await putIndexed('report.pdf', REPORT);
		const [citation] = (await answer(QUESTION)).result.citations;
		expect(citation).toEqual({ nodeId: report, versionId: expect.any(String), entries: [expect.anything()] });
	});
});

describe('what a question is about', () => {
	it('is the files that it names, for which ready is enough', async () => {
		emulator.configure(FAST);
		await putIndexed('report.pdf', REPORT);
		const table = await putIndexed('costs.csv', 'part,cost in euros\nlantern,5\nstairs,7');
		expect((await answer(QUESTION)).result.answer).not.toContain('costs.csv');
		const { result } = await answer(QUESTION, { references: fileReference(table) });
		expect(result.citations.map(({ node_id }: Json) => node_id)).toEqual([table]);
		expect(result.references).toEqual([{ type: 'file', id: table }]);
	});

	it('is the folders that it names, at any depth, as far as they are indexed', async () => {
		emulator.configure(FAST);
		const outer = await folder('outer');
		const inner = await folder('inner', outer);
		const inside = await putIndexed('inside.txt', 'The lantern inside is green.', { folder_id: inner });
		await putIndexed('table.csv', 'lantern,1', { folder_id: inner });
		await putIndexed('outside.txt', 'The lantern outside is blue.');
		const { result } = await answer('Which lantern?', { references: folderReference(outer) });
		expect(result.citations.map(({ node_id }: Json) => node_id)).toEqual([inside]);
	});

	it('may be attached files, which are quoted but not cited', async () => {
		emulator.configure(FAST);
		const report = await putIndexed('report.pdf', REPORT);
		const { result } = await answer(QUESTION, { subjects: fileReference(report) });
		expect(result.answer).toContain('81,300 euros');
		expect(result.citations).toEqual([]);
	});

	it('makes a question without a word of theirs one about their beginnings', async () => {
		emulator.configure(FAST);
		const report = await putIndexed('report.pdf', REPORT);
		const { status, result } = await answer('Summarise!', { references: fileReference(report) });
		expect(status).toBe('complete');
		expect(result.citations[0].entries[0]).toMatchObject({ page: 1 });
	});

	it('is refused where it is not there, of the wrong kind, or not ready', async () => {
		const file = await putIndexed('a.txt', 'x');
		const empty = await folder('empty');
		const node = (await get(storage(`${file}/details/`))).json.node;
		await putIndexed('a.txt', 'y');
		emulator.configure({ indexing: { delayMs: 3_600_000 } });
		const slow = await put('slow.txt', 'x');
		const stranger = `2${'a'.repeat(28)}`;
		const cases: [Record<string, string>, number, number][] = [
			[{ references: fileReference(stranger) }, 404, 1609],
			[{ references: fileReference('nonsense') }, 404, 1609],
			[{ references: folderReference(stranger) }, 404, 1609],
			[{ references: fileReference(file, stranger) }, 404, 1609],
			[{ references: fileReference(file, node.version) }, 400, 1605],
			[{ references: fileReference(empty) }, 400, 1605],
			[{ references: folderReference(file) }, 400, 1605],
			[{ references: fileReference(slow) }, 400, 1605],
			[{ references: folderReference(empty) }, 400, 1605],
			[{ references: JSON.stringify([{ type: 'note', id: file }]) }, 400, 1605],
			[{ references: JSON.stringify(Array(101).fill(JSON.parse(fileReference(file))[0])) }, 400, 1605],
			[{ subjects: folderReference(empty) }, 400, 1605],
			[{ subjects: JSON.stringify(Array(21).fill(JSON.parse(fileReference(file))[0])) }, 400, 1605],
			[{ references: 'x' }, 406, 10023],
			[{ references: '{}' }, 406, 10023],
			[{ subjects: '[5]' }, 406, 10023]
		];
		for (const [fields, status, code] of cases) {
			const { status: answered, json } = await askFields('x', fields);
			expect([answered, json.error.code], JSON.stringify(fields).slice(0, 80)).toEqual([status, code]);
		}
		expect(emulator.chats()).toEqual([]);
	});
});

describe('asking is refused', () => {
	it.each([
		[{ question: '' }, 406, 10022],
		[{ question: ' \n' }, 406, 10022],
		[{ question: 'x'.repeat(32_001) }, 406, 10023],
		[{ question: 'x', privacy: 'public' }, 403, 1680],
		[{ question: 'x', privacy: 'secret' }, 406, 10023],
		[{ question: 'x', kind: 'robot' }, 406, 10023],
		[{ question: 'x', name: 'x'.repeat(101) }, 406, 10023],
		[{ question: 'x', idempotency_key: 'x'.repeat(65) }, 406, 10023],
		[{ question: 'x', idempotency_key: 'a b' }, 406, 10023]
	])('for %.60j: %i', async (fields, status, code) => {
		const { status: answered, json } = await form(`${AGENT}/`, fields as Record<string, string>);
		expect([answered, json.error.code]).toEqual([status, code]);
	});

	it('takes 32,000 characters', async () => {
		expect((await askFields('€'.repeat(32_000))).status).toBe(200);
	});

	it.each([
		[{ aiAgent: false }, 403, 1685, 'feature_not_available'],
		[{ ask: { credits: false } }, 402, 1696, 'credits_exhausted'],
		[{ intelligence: false }, 400, 1605, 'intelligence_disabled'],
		[{ contentAi: false }, 400, 1605, 'intelligence_disabled']
	])('with %j: %i', async (settings, status, code, reason) => {
		emulator.configure(settings);
		const { status: answered, json } = await askFields('x');
		expect([answered, json.error.code, json.error.params.reason]).toEqual([status, code, reason]);
		const { workspace } = (await get(`/workspace/${emulator.workspaceId}/details/`)).json;
		expect(workspace.capabilities.ai_agent).toBe(
			emulator.configure({}) === undefined && !('aiAgent' in settings)
		);
	});

	it('in a chat of 100 turns, as JSON, with a key that reads only, and where there is no chat', async () => {
		emulator.configure(HELD);
		const { chatId } = emulator.agentResponds({ text: '1' });
		for (let n = 2; n <= 100; n++) emulator.agentResponds({ text: String(n), chatId });
		const full = await form(`${AGENT}/${chatId}/message/`, { question: 'x' });
		expect([full.status, full.json.error.code]).toEqual([409, 168116]);
		const headers = { 'content-type': 'application/json' };
		expect((await call('POST', `${AGENT}/`, { body: '{"question":"x"}', headers })).status).toBe(406);
		expect((await form(`${AGENT}/9none/message/`, { question: 'x' })).status).toBe(404);
		expect((await form('/workspace/4000000000000000000/ai/agent/', { question: 'x' })).status).toBe(404);
	});
});

describe('GET …/read/', () => {
	it('streams the answer in pieces as it is made, and ends with done', async () => {
		await putIndexed('report.pdf', REPORT);
		emulator.configure({ ask: { delayMs: 20, deltaMs: 1 } });
		const asked = await ask(QUESTION);
		const response = await openStream(asked);
		expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
		const messages = await allEvents(events(response));
		expect(messages.at(-1)).toMatchObject({ event: 'done', data: '{}' });
		expect(messages.length).toBeGreaterThan(4);
		const { result } = await messageOf(asked);
		expect(textOf(messages)).toBe(result.answer);
		expect(textOf(await allEvents(events(await openStream(asked))))).toBe(result.answer);
	});

	it('has its head at once, and each piece when it comes', async () => {
		await putIndexed('report.pdf', REPORT);
		emulator.configure(HELD);
		const asked = await ask(QUESTION);
		const reader = events(await openStream(asked)).getReader();
		emulator.finishTurns();
		expect((await reader.read()).value).toMatchObject({ event: 'message' });
		await reader.cancel();
	});

	it('ends with the question of a turn that needs input, and with the status of one that failed', async () => {
		emulator.configure(FAST);
		await putIndexed('report.pdf', REPORT);
		const unclear = await allEvents(events(await openStream(await ask('Submarines?'))));
		expect(unclear).toMatchObject([{ event: 'needs_input', data: expect.stringContaining('Submarines?') }]);
		emulator.configure({ ask: { outcome: 'failed' } });
		const failed = await allEvents(events(await openStream(await ask(QUESTION))));
		expect(failed).toMatchObject([{ event: 'done', data: '{"status":"failed"}' }]);
	});

	it('lets go of a client that leaves, and goes on without it', async () => {
		await putIndexed('report.pdf', REPORT);
		emulator.configure(HELD);
		const asked = await ask(QUESTION);
		const control = new AbortController();
		const response = await openStream(asked, control.signal);
		const before = emulator.openConnections();
		control.abort();
		await expect(response.text()).rejects.toThrow('abort');
		await until(() => expect(emulator.openConnections()).toBeLessThan(before));
		emulator.finishTurns();
		expect((await messageOf(asked)).status).toBe('complete');
	});

	it('is cut by a reset, and there is no turn that goes on', async () => {
		await putIndexed('report.pdf', REPORT);
		emulator.configure(HELD);
		const asked = await ask(QUESTION);
		const response = await openStream(asked);
		await emulator.reset();
		await expect(response.text()).rejects.toThrow();
		expect((await get(readPath(asked))).status).toBe(404);
		emulator.finishTurns();
		expect(emulator.chats()).toEqual([]);
	});
});

describe('a fault', () => {
	const streamOf = async (fault: object): Promise<{ response: Response; asked: Asked }> => {
		await putIndexed('report.pdf', REPORT);
		emulator.configure(FAST);
		const asked = await ask(QUESTION);
		await follow(asked);
		emulator.faults.add({ ...fault, on: { path: '*/read/' } } as never);
		return { response: await openStream(asked), asked };
	};

	it('cuts a stream in the middle of an event, or where it is told to', async () => {
		const { response, asked } = await streamOf({ kind: 'truncate' });
		const pieces: Uint8Array[] = [];
		const read = async () => {
			for await (const piece of response.body!) pieces.push(piece);
		};
		await expect(read()).rejects.toThrow();
		const text = Buffer.concat(pieces).toString();
		expect(text).toHaveLength(120);
		expect(text).not.toMatch(/\n\n$/);
		expect(textOf(await allEvents(events(await openStream(asked))))).toContain('81,300');
		emulator.faults.add({ kind: 'truncate', afterBytes: 0, on: { path: '*/read/' } });
		await expect((await openStream(asked)).text()).rejects.toThrow();
	});

	it('stalls a stream until it is taken back', async () => {
		const { response } = await streamOf({ kind: 'stall', afterBytes: 300 });
		const reader = response.body!.getReader();
		let bytes = 0;
		while (bytes < 300) bytes += (await reader.read()).value!.byteLength;
		const next = reader.read();
		emulator.faults.clear();
		await expect(next).rejects.toThrow();
	});

	it('makes the events malformed', async () => {
		const { response } = await streamOf({ kind: 'broken-json' });
		const messages = await allEvents(events(response));
		expect(messages.at(-1)).toMatchObject({ event: 'done', data: '{' });
		expect(() => textOf(messages)).toThrow(SyntaxError);
	});

	it('makes an event of any length', async () => {
		const { response, asked } = await streamOf({ kind: 'huge', bytes: 1_000_000 });
		const messages = await allEvents(events(response));
		const text = textOf(messages);
		expect(text.slice(0, 1_000_000)).toBe('x'.repeat(1_000_000));
		expect(text.slice(1_000_000)).toBe((await messageOf(asked)).result.answer);
		expect(messages.at(-1)).toMatchObject({ event: 'done' });
	});

	it('answers something else than a stream', async () => {
		const { response, asked } = await streamOf({ kind: 'not-json' });
		expect(response.headers.get('content-type')).toContain('text/html');
		emulator.faults.add({ kind: 'status', status: 503, on: { path: '*/read/' } });
		expect((await openStream(asked)).status).toBe(503);
		emulator.faults.add({ kind: 'content-type', type: 'text/plain', on: { path: '*/read/' } });
		expect((await openStream(asked)).headers.get('content-type')).toBe('text/plain');
	});
});

describe('a chat', () => {
	it('cancels what is under way, keeps what was said, and says when there is nothing', async () => {
		await putIndexed('report.pdf', REPORT);
		emulator.configure({ ask: { delayMs: 0, deltaMs: 0 } });
		const asked = await ask(QUESTION);
		await follow(asked);
		emulator.configure(HELD);
		const { json } = await form(`${AGENT}/${asked.chatId}/message/`, { question: QUESTION });
		const stream = await openStream({ ...asked, turnId: json.turn_id });
		const cancelled = await form(`${AGENT}/${asked.chatId}/cancel/`, {});
		expect(cancelled.json).toEqual({
			success: true,
			message: expect.objectContaining({ id: json.turn_id, status: 'cancelled' })
		});
		expect(await allEvents(events(stream))).toMatchObject([
			{ event: 'done', data: '{"status":"cancelled"}' }
		]);
		const again = await call('POST', `${AGENT}/${asked.chatId}/cancel/`);
		expect(again.json).toEqual({ success: true, no_pending_message: true });
		emulator.finishTurns();
		expect((await messageOf({ ...asked, turnId: json.turn_id })).status).toBe('cancelled');
		expect((await messageOf(asked)).status).toBe('complete');
	});

	it('gets another name, and is deleted with all in it', async () => {
		emulator.configure(HELD);
		const asked = await ask('A question');
		const renamed = await form(`${AGENT}/${asked.chatId}/update/`, { name: 'Another' });
		expect(renamed.json.chat.name).toBe('Another');
		expect((await form(`${AGENT}/${asked.chatId}/update/`, {})).json.error.code).toBe(10022);
		expect((await form(`${AGENT}/${asked.chatId}/update/`, { name: 'x'.repeat(101) })).status).toBe(406);
		const stream = await openStream(asked);
		expect((await del(`${AGENT}/${asked.chatId}/`)).status).toBe(200);
		expect(await allEvents(events(stream))).toHaveLength(1);
		expect((await get(`${AGENT}/${asked.chatId}/details/`)).status).toBe(404);
		expect((await get(`${AGENT}/list/deleted`)).json.chats).toMatchObject([
			{ id: asked.chatId, name: 'Another' }
		]);
	});

	it('is of a person or of an agent', async () => {
		emulator.configure(FAST);
		const [mine, theirs] = [await ask('x'), await ask('x', { kind: 'agent' })];
		const list = async (kind: string) =>
			(await get(`${AGENT}/list/?kind=${kind}`)).json.chats.map(({ id }: Json) => id);
		expect(await list('user')).toEqual([mine.chatId]);
		expect(await list('agent')).toEqual([theirs.chatId]);
		expect(await list('all')).toEqual([theirs.chatId, mine.chatId]);
	});

	it('is seen and brought to its end from another process', async () => {
		emulator.configure(HELD);
		const { turnId } = await ask('x');
		await fetch(`${emulator.origin}/_emulator/turns/finish`, { method: 'POST' });
		const chats = (await (await fetch(`${emulator.origin}/_emulator/chats`)).json()) as Json;
		expect(chats).toMatchObject([{ name: 'x', turns: [{ id: turnId, status: 'complete', references: [] }] }]);
		expect(chats).toEqual(emulator.chats());
	});
});

it.each([
	{ ask: { delayMs: -1 } },
	{ ask: { deltaMs: 86_400_001 } },
	{ ask: { outcome: 'perhaps' } },
	{ ask: { credits: 'none' } },
	{ ask: { maxAnswerCharacters: 0 } },
	{ ask: { maxAnswerCharacters: 32_001 } },
	{ ask: { camelCase: 1 } },
	{ aiAgent: 'yes' }
])('the setting %j is refused', (change) => {
	expect(() => emulator.configure(change as never)).toThrow(TypeError);
});
