import { describe, expect, test } from 'vitest';
import { createFastio } from '../../../../src/server.ts';
import { CHAT_TTL_MS, readChatToken, toChatToken } from '../../../../src/server/ask/chat-token.ts';
import type { TicketHolder } from '../../../../src/server/upload-ticket.ts';

const options = { token: 'token-of-the-account', workspaceId: '1111111111111111111' };
const fastio = createFastio(options);
const definition = fastio.define('documents', { authorize: 'public' });
const ada: TicketHolder = { definition, destination: {}, userId: 'ada' };
const NOW = Date.UTC(2026, 10, 25);

const refused = (code: string) => expect.objectContaining({ code });

test('a conversation goes on for whom it is', async () => {
	const token = await toChatToken(ada, 'chat-1', 'scope', () => NOW);
	expect(await readChatToken(ada, token, 'scope', () => NOW + CHAT_TTL_MS - 1)).toBe('chat-1');
});

test('it ends seven days after its last answer', async () => {
	const token = await toChatToken(ada, 'chat-1', '', () => NOW);
	await expect(readChatToken(ada, token, '', () => NOW + CHAT_TTL_MS)).rejects.toThrow(refused('gone'));
});

describe('it is nobody else’s', () => {
	const other = fastio.define('other', { authorize: 'public' });
	const elsewhere = createFastio({ ...options, token: 'token-of-another-account' });
	test.each<[string, TicketHolder, string]>([
		['another user', { ...ada, userId: 'bob' }, 'scope'],
		['another definition', { ...ada, definition: other }, 'scope'],
		['another workspace', { ...ada, destination: { workspaceId: '2222222222222222222' } }, 'scope'],
		['another account', { ...ada, destination: { token: 'tenant' } }, 'scope'],
		['another app', { ...ada, definition: elsewhere.define('documents', { authorize: 'public' }) }, 'scope'],
		['other files', ada, 'other scope']
	])('%s', async (_name, holder, scope) => {
		const token = await toChatToken(ada, 'chat-1', 'scope', () => NOW);
		await expect(readChatToken(holder, token, scope, () => NOW)).rejects.toThrow(refused('not-allowed'));
	});
});

test('each changed character makes it nothing', async () => {
	const token = await toChatToken(ada, 'chat-1', '', () => NOW);
	for (let at = 0; at < token.length; at += 1) {
		const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
		await expect(readChatToken(ada, changed, '', () => NOW)).rejects.toThrow(refused('not-allowed'));
	}
	for (const text of ['', '.', 'x', 'x.y', token.slice(1), `${token}.`]) {
		await expect(readChatToken(ada, text, '', () => NOW)).rejects.toThrow(refused('not-allowed'));
	}
});
