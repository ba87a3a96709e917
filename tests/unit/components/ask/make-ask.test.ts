import { describe, expect, test, vi } from 'vitest';
import { SILENT_MS } from '../../../../src/components/ask/call-ask.ts';
import { makeAsk, MAX_TURNS } from '../../../../src/components/ask/make-ask.svelte.ts';
import { ASK_FAILURES_ENGLISH } from '../../../../src/components/ask/failure-strings.ts';
import type { AskOptions } from '../../../../src/components/ask/types.ts';
import { answered, done, FakeMount } from './fake-mount.ts';

function setUp(options: Partial<AskOptions> = {}) {
	const mount = new FakeMount();
	return { mount, ask: makeAsk({ to: 'documents', ...options }, mount.env, () => '/api/fastio') };
}

const LOST = { status: 'failed', code: 'network', error: ASK_FAILURES_ENGLISH.networkLost, retryable: true };

async function answer({ mount }: { mount: FakeMount }, rest: object = {}): Promise<void> {
	await done();
	mount.stream.send('answer', answered('Yes.', rest));
	await done();
}

describe('a question', () => {
	test('is posted as JSON for a stream of events', async () => {
		const all = setUp();
		const { mount, ask } = all;
		const sent = ask.send('  Why?\n', { files: ['f1'], folders: ['d1'] });
		await answer(all);
		await sent;
		const [{ url, init, body }] = mount.calls as [FakeMount['calls'][0]];
		expect([url, init.method]).toEqual(['/api/fastio/documents/ask', 'POST']);
		expect(init.headers).toEqual({ accept: 'text/event-stream', 'content-type': 'application/json' });
		expect(body).toEqual({ question: 'Why?', files: ['f1'], folders: ['d1'] });
	});

	test('grows while it is answered, and ends with the answer that counts', async () => {
		const onanswer = vi.fn();
		const { mount, ask } = setUp({ onanswer });
		const sent = ask.send('Why?');
		expect(ask.busy).toBe(true);
		expect(ask.turns).toEqual([
			{ id: 1, question: 'Why?', files: [], folders: [], status: 'asking', text: '' }
		]);
		await done();
		mount.stream.send('text', { text: 'Be' });
		mount.stream.send('text', { text: 'cause' });
		await done();
		expect(ask.turns[0]).toMatchObject({ status: 'asking', text: 'Because' });
		const citations = [{ fileId: 'f1', name: 'a.pdf', page: 3, snippet: 'so it is' }];
		mount.stream.send('answer', answered('Because so it is.', { citations, notIndexed: ['f9'] }));
		await sent;
		expect(ask.busy).toBe(false);
		expect(ask.turns[0]).toEqual({
			id: 1,
			question: 'Why?',
			files: [],
			folders: [],
			status: 'answered',
			text: 'Because so it is.',
			citations,
			truncated: false,
			notIndexed: ['f9']
		});
		expect(onanswer.mock.calls).toEqual([[ask.turns[0]]]);
	});

	test('is not sent without a word in it, nor while another is under way', async () => {
		const { mount, ask } = setUp();
		await ask.send(' \n');
		void ask.send('One?');
		await ask.send('Two?');
		expect(mount.calls).toHaveLength(1);
		expect(ask.turns).toHaveLength(1);
	});

	test('is about what the options say, read at each question, unless it says itself', async () => {
		let files = ['a'];
		const mount = new FakeMount();
		const options = {
			to: 'documents',
			get files() {
				return files;
			}
		};
		const all = { mount, ask: makeAsk(options, mount.env, () => '/api/fastio') };
		for (const about of [undefined, { files: ['c'] }, undefined]) {
			void all.ask.send('Why?', about);
			await answer(all);
			files = ['b'];
		}
		expect(all.mount.calls.map(({ body }) => body['files'])).toEqual([['a'], ['c'], ['b']]);
	});

	test('may need more, be cancelled by the server, or fail in the middle', async () => {
		const { mount, ask } = setUp();
		const ends = [
			['answer', { state: 'needs-input', chat: 'c', question: 'Which year?' }],
			['answer', { state: 'cancelled', chat: 'c' }],
			['error', { success: false, code: 'plan', error: 'Not now.', files: [] }],
			['error', { success: false, code: 'rate-limited', error: 'Slowly.', files: [], retryAfterMs: 3000 }]
		] as const;
		for (const [event, json] of ends) {
			void ask.send('Why?');
			await done();
			mount.stream.send('text', { text: 'I' });
			mount.stream.send(event, json);
			await done();
		}
		expect(ask.turns).toMatchObject([
			{ status: 'needs-input', needed: 'Which year?' },
			{ status: 'cancelled', text: 'I' },
			{ status: 'failed', text: 'I', code: 'plan', error: 'Not now.', retryable: true },
			{ status: 'failed', code: 'rate-limited', retryable: true, retryAfterMs: 3000 }
		]);
	});
});

describe('the conversation', () => {
	test('goes on by its signed name, and anew about other files', async () => {
		const all = setUp();
		const asked = [{}, {}, { files: ['a', 'b'] }, { files: ['a', 'b'] }, { folders: ['a', 'b'] }];
		for (const [at, about] of asked.entries()) {
			void all.ask.send('Why?', about);
			await answer(all, { chat: `chat-${at}` });
		}
		expect(all.mount.calls.map(({ body }) => body['chat'])).toEqual([
			undefined,
			'chat-0',
			undefined,
			'chat-2',
			undefined
		]);
		expect(all.ask.chat).toBe('chat-4');
	});

	test('is given up where the server takes it no more, and the question can be asked without it', async () => {
		for (const code of ['gone', 'not-allowed']) {
			const all = setUp();
			const { mount, ask } = all;
			void ask.send('One?');
			await answer(all);
			mount.answers.push(Response.json({ success: false, code, error: 'Begin anew.' }, { status: 410 }));
			await ask.send('Two?');
			expect(ask.turns[1]).toMatchObject({ status: 'failed', code, error: 'Begin anew.', retryable: true });
			void ask.retry();
			await answer(all);
			expect(mount.calls.map(({ body }) => body['chat'])).toEqual([undefined, 'chat-1', undefined]);
		}
	});

	test('is forgotten when it is cleared', async () => {
		const all = setUp();
		void all.ask.send('One?');
		await answer(all);
		all.ask.clear();
		expect(all.ask.turns).toEqual([]);
		void all.ask.send('Two?');
		await answer(all);
		expect(all.mount.calls[1]!.body['chat']).toBeUndefined();
	});

	test('keeps the last turns', async () => {
		const all = setUp();
		for (let at = 0; at < MAX_TURNS + 2; at++) {
			void all.ask.send(`${at}?`);
			await answer(all);
		}
		expect(all.ask.turns).toHaveLength(MAX_TURNS);
		expect(all.ask.turns[0]!.question).toBe('2?');
	});
});

describe('stop', () => {
	test('ends the request, keeps what had come, and takes nothing that comes late', async () => {
		const { mount, ask } = setUp();
		const sent = ask.send('Why?');
		await done();
		mount.stream.send('text', { text: 'Be' });
		await done();
		ask.stop();
		expect(mount.calls[0]!.init.signal!.aborted).toBe(true);
		expect(ask.busy).toBe(false);
		await sent;
		expect(ask.turns).toMatchObject([{ status: 'cancelled', text: 'Be' }]);
	});

	test('before there is an answer, and at rest', async () => {
		const { mount, ask } = setUp();
		ask.stop();
		const sent = ask.send('Why?');
		ask.stop();
		await sent;
		expect(ask.turns).toMatchObject([{ status: 'cancelled', text: '' }]);
		expect(mount.calls[0]!.init.signal!.aborted).toBe(true);
		ask.stop();
		expect(ask.turns).toHaveLength(1);
	});

	test('comes with clear and destroy; after destroy nothing is asked', async () => {
		for (const how of ['clear', 'destroy'] as const) {
			const { mount, ask } = setUp();
			const sent = ask.send('Why?');
			ask[how]();
			await sent;
			expect(mount.calls[0]!.init.signal!.aborted).toBe(true);
			expect(ask.turns).toHaveLength(how === 'clear' ? 0 : 1);
			if (how === 'destroy') await ask.send('Again?');
			expect(mount.calls).toHaveLength(1);
		}
	});
});

describe('retry', () => {
	test('asks a stopped question again, in its place and about the same', async () => {
		const all = setUp();
		const { mount, ask } = all;
		void ask.send('One?', { files: ['a'] });
		await done();
		ask.stop();
		void ask.retry();
		await answer(all);
		expect(ask.turns).toMatchObject([{ id: 2, question: 'One?', status: 'answered' }]);
		expect(mount.calls[1]!.body).toEqual({ question: 'One?', files: ['a'], folders: [] });
	});

	test('does nothing at rest, under way, after an answer, nor where it would fail again', async () => {
		const all = setUp();
		const { mount, ask } = all;
		await ask.retry();
		void ask.send('One?');
		await ask.retry();
		await answer(all);
		await ask.retry();
		const refusal = { success: false, code: 'malformed', error: 'Too long.' };
		mount.answers.push(Response.json(refusal, { status: 400 }));
		await ask.send('Two?');
		expect(ask.turns[1]).toMatchObject({ status: 'failed', code: 'malformed', retryable: false });
		await ask.retry();
		expect(mount.calls).toHaveLength(2);
	});
});

describe('a connection', () => {
	test('that breaks or ends before the answer is a failure that may pass', async () => {
		for (const how of ['break', 'end'] as const) {
			const { mount, ask } = setUp();
			const sent = ask.send('Why?');
			await done();
			mount.stream.send('text', { text: 'Be' });
			await done();
			mount.stream[how]();
			await sent;
			expect(ask.turns).toMatchObject([{ ...LOST, text: 'Be' }]);
		}
	});

	test('that never comes about is one too', async () => {
		const { mount, ask } = setUp();
		mount.answers.push(new TypeError('Failed to fetch'));
		await ask.send('Why?');
		expect(ask.turns).toMatchObject([LOST]);
	});

	test('is given up after a minute in which nothing comes, not even a beat', async () => {
		const { mount, ask } = setUp();
		const sent = ask.send('Why?');
		await done();
		for (let beat = 0; beat < 3; beat++) {
			mount.clock.pass(SILENT_MS - 1);
			mount.stream.write(': beat\n\n');
			await done();
		}
		expect(ask.busy).toBe(true);
		mount.clock.pass(SILENT_MS);
		await sent;
		expect(ask.turns).toMatchObject([LOST]);
	});
});

describe('an answer that is no stream', () => {
	test.each([
		[502, 'text/html', '<h1>Bad gateway</h1>', { code: 'upstream', retryable: true }],
		[200, 'text/html', '<form>Log in</form>', { code: 'upstream' }],
		[429, 'text/plain', 'Slowly', { code: 'rate-limited', retryable: true }],
		[
			403,
			'application/json',
			'{"success":false,"code":"not-allowed","error":"No."}',
			{ error: 'No.', retryable: false }
		]
	])('%i %s', async (status, type, body, expected) => {
		const { mount, ask } = setUp();
		mount.answers.push(new Response(body, { status, headers: { 'content-type': type } }));
		await ask.send('Why?');
		expect(ask.turns).toMatchObject([{ status: 'failed', ...expected }]);
		expect(JSON.stringify(ask.turns)).not.toContain('<');
	});
});

describe('frames that no server of ours sends', () => {
	test.each([
		['not JSON', 'event: answer\ndata: {\n\n'],
		['no object', 'event: answer\ndata: null\n\n'],
		['no text', 'event: answer\ndata: {"state":"answered","chat":"c"}\n\n'],
		['another state', 'event: answer\ndata: {"state":"constructor","chat":"c"}\n\n'],
		['no error', 'event: error\ndata: [1]\n\n']
	])('%s ends in a failure with our own words', async (_, bytes) => {
		const { mount, ask } = setUp();
		const sent = ask.send('Why?');
		await done();
		mount.stream.write(bytes);
		await sent;
		expect(ask.turns).toMatchObject([{ status: 'failed', error: ASK_FAILURES_ENGLISH.notUnderstood(502) }]);
		expect(mount.stream.cancelled).toBe(true);
	});

	test('pieces that are no text and events that are unknown are passed over', async () => {
		const all = setUp();
		const sent = all.ask.send('Why?');
		await done();
		for (const json of [null, 1, [], {}, { text: 1 }, { text: { toString: 1 } }])
			all.mount.stream.send('text', json);
		all.mount.stream.send('__proto__', { text: 'x' });
		all.mount.stream.write('event: text\ndata: {\n\n');
		await done();
		expect(all.ask.turns).toMatchObject([{ status: 'asking', text: '' }]);
		await answer(all);
		await sent;
	});

	test('citations without a file are left out, and what is no list or no id', async () => {
		const all = setUp();
		const ends = [
			{
				citations: [null, 1, { name: 'no id' }, { fileId: 2 }, { fileId: 'f1', name: '<b>' }],
				notIndexed: ['f3', 4]
			},
			{ citations: { length: 1 }, notIndexed: 'f1', truncated: 0 }
		];
		for (const end of ends) {
			void all.ask.send('Why?');
			await answer(all, end);
		}
		expect(all.ask.turns).toMatchObject([
			{ citations: [{ fileId: 'f1', name: '<b>' }], notIndexed: ['f3'] },
			{ citations: [], notIndexed: [], truncated: false }
		]);
	});
});

test('on the server it does nothing', async () => {
	const ask = makeAsk({ to: 'documents' }, undefined, () => '/api/fastio');
	await ask.send('Why?');
	ask.stop();
	ask.destroy();
	expect([ask.turns, ask.busy, ask.chat]).toEqual([[], false, undefined]);
});
