import { describe, expect, it } from 'vitest';
import { isGenuine, startReceiver } from './receiver.ts';
import { type Json, startEmulator } from './support.ts';

const { emulator, get, form, v1 } = await startEmulator();
const receiver = await startReceiver();

const agent = `/workspace/${emulator.workspaceId}/ai/agent`;
const put = async (name: string): Promise<string> =>
	(await v1(`/files/stream?workspace=${emulator.workspaceId}&name=${name}`, { body: 'x' })).json.id;

describe('an answer of an agent', () => {
	it('is in a chat of its own, complete, and cites its file', async () => {
		const fileId = await put('a.txt');
		const { chatId, turnId } = emulator.agentResponds({ text: 'Two.', question: 'How many?', fileId });
		const { messages } = (await get(`${agent}/${chatId}/messages/list/`)).json;
		expect(messages).toEqual([
			{
				id: turnId,
				seq: 1,
				status: 'complete',
				question: 'How many?',
				result: {
					answer: 'Two.',
					truncated: false,
					references: [],
					citations: [{ node_id: fileId, version_id: expect.any(String), entries: [] }]
				},
				actions: [],
				created: expect.any(String)
			}
		]);
		expect((await get(`${agent}/${chatId}/message/${turnId}/details/`)).json.message).toEqual(messages[0]);
		expect((await get(`${agent}/${chatId}/details/`)).json.chat).toMatchObject({
			id: chatId,
			name: 'How many?',
			message_count: 1
		});
	});

	it('wakes the long poll, and is in the log but not in the feed', async () => {
		const { cursor } = (await get(`/org/${emulator.orgId}/events/changes/`)).json;
		const poll = get(`/activity/poll/${emulator.workspaceId}/?wait=60&updated=1`);
		const { chatId } = emulator.agentResponds({ text: 'Done.' });
		expect((await poll).json.activity).toEqual([`ai_chat:${chatId}`]);
		expect(emulator.events().map(({ event, objectId }) => [event, objectId])).toEqual([
			['ai_chat_created', chatId],
			['ai_chat_new_message', chatId]
		]);
		expect((await get(`/org/${emulator.orgId}/events/changes/?cursor=${cursor}`)).json.changes).toEqual([]);
	});

	it('goes to webhooks', async () => {
		emulator.webhooks.add({ url: receiver.url, secret: 'x', events: ['agent.responded'] });
		const file_id = await put('a.txt');
		const { chatId, turnId } = emulator.agentResponds({ text: 'Done.', fileId: file_id });
		await emulator.webhooks.settled();
		expect(receiver.received.map(({ json }) => json)).toEqual([
			{
				type: 'agent.responded',
				data: { chat_id: chatId, turn_id: turnId, workspace_id: emulator.workspaceId, file_id }
			}
		]);
		expect(isGenuine(receiver.received[0]!, 'x')).toBe(true);
	});

	it('goes on with a chat, which has 100 turns at most, in pages by the path', async () => {
		const { chatId } = emulator.agentResponds({ text: '1' });
		for (let n = 2; n <= 100; n++) emulator.agentResponds({ text: String(n), chatId });
		expect(() => emulator.agentResponds({ text: '101', chatId })).toThrow('100 turns');
		const { messages } = (await get(`${agent}/${chatId}/messages/list/98`)).json;
		expect(messages.map(({ seq, result }: Json) => [seq, result.answer])).toEqual([
			[99, '99'],
			[100, '100']
		]);
	});

	it('makes the oldest chats be forgotten above 2,000 turns', async () => {
		const first = emulator.agentResponds({ text: 'x' }).chatId;
		const second = emulator.agentResponds({ text: 'x' }).chatId;
		for (let n = 0; n < 1999; n++) emulator.agentResponds({ text: 'x' });
		expect((await get(`${agent}/${first}/details/`)).status).toBe(404);
		expect((await get(`${agent}/${second}/details/`)).status).toBe(200);
	});

	it('is listed by its chat, the newest first, in pages', async () => {
		const ids = ['a', 'b', 'c'].map((text) => emulator.agentResponds({ text }).chatId);
		const list = async (query: string) => (await get(`${agent}/list/${query}`)).json;
		expect((await list('')).chats.map(({ id }: Json) => id)).toEqual(ids.toReversed());
		const page = await list('?limit=1&offset=1');
		expect([page.chats[0].id, page.pagination.has_more]).toEqual([ids[1], true]);
		expect((await get(`${agent}/list/deleted`)).json.chats).toEqual([]);
	});

	it('has ids in the form of the deployment', async () => {
		emulator.configure({ hyphenatedIds: true });
		const { chatId, turnId } = emulator.agentResponds({ text: 'x' });
		const poll = await get(`/activity/poll/${emulator.workspaceId}/`);
		const shown = poll.json.activity[0].replace('ai_chat:', '');
		expect(shown).not.toBe(chatId);
		expect(shown.replaceAll('-', '')).toBe(chatId);
		const { messages } = (await get(`${agent}/${shown}/messages/list/`)).json;
		expect(messages[0].id.replaceAll('-', '')).toBe(turnId);
		expect((await get(`${agent}/${shown}/message/${messages[0].id}/details/`)).status).toBe(200);
	});

	it.each([
		[{}],
		[{ text: '' }],
		[{ text: 'x'.repeat(32_001) }],
		[{ text: 'x', question: 5 }],
		[{ text: 'x', fileId: '2none' }],
		[{ text: 'x', chatId: '9none' }]
	])('is refused as %.40j', (answer) => {
		expect(() => emulator.agentResponds(answer as never)).toThrow(TypeError);
	});

	it.each([
		[`${agent}/9none/details/`, 404],
		[`${agent}/9none/messages/list/`, 404],
		[`${agent}/9none/message/b/details/`, 404],
		['/workspace/4000000000000000000/ai/agent/list/', 404],
		[`${agent}/list/?limit=501`, 406],
		[`${agent}/list/?kind=robot`, 406]
	])('is not found at %s: %i', async (path, status) => {
		expect((await get(path)).status).toBe(status);
		const { chatId } = emulator.agentResponds({ text: 'x' });
		expect((await get(`${agent}/${chatId}/message/bnone/details/`)).status).toBe(404);
		expect((await get(`${agent}/${chatId}/messages/list/x`)).status).toBe(406);
		expect((await form(`${agent}/list/`, {})).status).toBe(405);
	});
});
