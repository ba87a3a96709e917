import { expect, test } from 'vitest';
import type { AskChunk } from '../../../../src/components/ask/chat-chunks.ts';
import {
	makeChatTransport,
	type AskChatMessage,
	type AskTransportOptions
} from '../../../../src/components/ask/make-chat-transport.ts';
import { answered, done, FakeMount } from './fake-mount.ts';

const user = (...texts: string[]): AskChatMessage => ({
	role: 'user',
	parts: [{ type: 'file' }, ...texts.map((text) => ({ type: 'text', text }))]
});

function setUp(options: Partial<AskTransportOptions> = {}) {
	const mount = new FakeMount();
	const transport = makeChatTransport({ to: 'documents', ...options }, mount.env, () => '/api/fastio');
	const control = new AbortController();
	const send = async (...messages: AskChatMessage[]) => {
		const stream = await transport.sendMessages({ messages, abortSignal: control.signal });
		await done();
		return { stream, chunks: all(stream) };
	};
	return { mount, transport, control, send };
}

async function all(stream: ReadableStream<AskChunk>): Promise<AskChunk[]> {
	const chunks = [];
	for await (const chunk of stream) chunks.push(chunk);
	return chunks;
}

const BEGIN = [{ type: 'start' }, { type: 'text-start', id: '0' }];

test('an answer is text that grows, then its sources, then what else it says', async () => {
	const { mount, send } = setUp({ files: ['f1'] });
	const { chunks } = await send(user('Why?', 'And when?'));
	expect(mount.calls[0]).toMatchObject({
		url: '/api/fastio/documents/ask',
		body: { question: 'Why?\nAnd when?', files: ['f1'], folders: [] }
	});
	mount.stream.send('text', { text: 'Be' });
	const citation = { fileId: 'f/1', name: 'a.pdf', page: 3, snippet: 'so' };
	mount.stream.send('answer', answered('Because.', { citations: [citation, { fileId: 'f2', name: 'b' }] }));
	const {
		text: _,
		state: __,
		...messageMetadata
	} = answered('', {
		citations: [citation, { fileId: 'f2', name: 'b' }]
	}) as { text: string; state: string };
	expect(await chunks).toEqual([
		...BEGIN,
		{ type: 'text-delta', id: '0', delta: 'Be' },
		{ type: 'text-delta', id: '0', delta: 'cause.' },
		{ type: 'text-end', id: '0' },
		{
			type: 'source-url',
			sourceId: 'f/1-0',
			url: '/api/fastio/documents/files/f%2F1/content?inline#page=3',
			title: 'a.pdf · 3'
		},
		{
			type: 'source-url',
			sourceId: 'f2-1',
			url: '/api/fastio/documents/files/f2/content?inline',
			title: 'b'
		},
		{ type: 'finish', messageMetadata }
	]);
});

test('a text that is not what was streamed stands beside it', async () => {
	const { mount, send } = setUp();
	const { chunks } = await send(user('Why?'));
	mount.stream.send('text', { text: 'Perhaps' });
	mount.stream.send('answer', answered('Because.'));
	expect((await chunks).slice(2, -1)).toEqual([
		{ type: 'text-delta', id: '0', delta: 'Perhaps' },
		{ type: 'text-end', id: '0' },
		{ type: 'text-start', id: '1' },
		{ type: 'text-delta', id: '1', delta: 'Because.' },
		{ type: 'text-end', id: '1' }
	]);
});

test('the conversation goes on by the metadata of the last answer', async () => {
	const { mount, send } = setUp();
	const answer = (chat?: unknown) => ({ role: 'assistant', parts: [], metadata: { chat } });
	for (const before of [[], [answer('c1')], [answer('c1'), user('x'), answer('c2')], [answer(5)]]) {
		const { chunks } = await send(...before, user('Why?'));
		mount.stream.send('answer', { state: 'needs-input', chat: 'c', question: 'Which?' });
		expect((await chunks).slice(2)).toEqual([
			{ type: 'text-delta', id: '0', delta: 'Which?' },
			{ type: 'text-end', id: '0' },
			{ type: 'finish', messageMetadata: { chat: 'c' } }
		]);
	}
	expect(mount.calls.map(({ body }) => body['chat'])).toEqual([undefined, 'c1', 'c2', undefined]);
});

test('a failure is an error of the stream, a cancelled question its end', async () => {
	const { mount, send } = setUp();
	const failed = await send(user('Why?'));
	mount.stream.send('error', { success: false, code: 'plan', error: 'Not now.' });
	expect(await failed.chunks).toEqual([
		...BEGIN,
		{ type: 'text-end', id: '0' },
		{ type: 'error', errorText: 'Not now.' }
	]);
	const cancelled = await send(user('Why?'));
	mount.stream.send('answer', { state: 'cancelled', chat: 'c' });
	expect((await cancelled.chunks).at(-1)).toEqual({ type: 'abort' });
});

test('stopping ends the request, and the stream as the SDK expects it', async () => {
	const { mount, control, send } = setUp();
	const { chunks } = await send(user('Why?'));
	control.abort();
	await expect(chunks).rejects.toMatchObject({ name: 'AbortError' });
	expect(mount.calls[0]!.init.signal!.aborted).toBe(true);
});

test('one who reads no more ends the request', async () => {
	const { mount, transport } = setUp();
	const stream = await transport.sendMessages({ messages: [user('Why?')], abortSignal: undefined });
	await done();
	await stream.cancel();
	await done();
	expect(mount.calls[0]!.init.signal!.aborted).toBe(true);
});

test('without a text of the user, and on the server, nothing is asked', async () => {
	const { mount, send, transport } = setUp();
	for (const messages of [[], [user()], [user(' ')], [user('Why?'), { role: 'assistant', parts: [] }]]) {
		await expect(send(...messages)).rejects.toThrow('no text');
	}
	expect(mount.calls).toEqual([]);
	expect(await transport.reconnectToStream()).toBeNull();
	const server = makeChatTransport({ to: 'documents' }, undefined, () => '/api/fastio');
	const request = { messages: [user('Why?')], abortSignal: undefined };
	await expect(server.sendMessages(request)).rejects.toThrow('in a browser');
});
