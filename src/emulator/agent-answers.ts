import type { State } from './state.ts';
import { type Chat, MAX_TURNS_PER_CHAT, type Turn } from './store/chats.ts';
import { shownId } from './store/node-view.ts';

/** What an agent says. */
export interface AgentAnswer {
	/** The answer, up to 32,000 characters. */
	text: string;
	/** What it was asked. Default `What is new?`. */
	question?: string;
	/** A file that the answer cites. */
	fileId?: string;
	/** The chat that it goes on with. Default: a new one. */
	chatId?: string;
}

const MAX_TEXT_CHARACTERS = 32_000;

/**
 * Lets an agent answer in a chat of the workspace: an activity `ai_chat:{id}`, events in the log, `agent.responded` to
 * webhooks.
 *
 * @throws TypeError for a text that is missing or too long, and for a file or chat that isn't there, or is full.
 */
export function agentResponds(state: State, answer: AgentAnswer): { chatId: string; turnId: string } {
	const { text, question = 'What is new?', fileId, chatId } = answer;
	requireText('text', text);
	requireText('question', question);
	const file = fileId === undefined ? undefined : state.nodes.get(String(fileId));
	if (fileId !== undefined && file?.kind !== 'file') throw new TypeError('There is no such file.');
	const known = chatId === undefined ? undefined : state.chats.get(String(chatId));
	if (chatId !== undefined && !known) throw new TypeError('There is no such chat.');
	if (known && known.turns.length >= MAX_TURNS_PER_CHAT) {
		throw new TypeError(`The chat has ${MAX_TURNS_PER_CHAT} turns. Start another.`);
	}
	const cited = file?.kind === 'file' ? file : undefined;
	const chat = known ?? openChat(state, { name: question, kind: 'agent' });
	const turn = state.chats.add(chat, { question });
	turn.deltas.push(text);
	if (cited) turn.citations = [{ nodeId: cited.id, versionId: cited.current.id, entries: [] }];
	turn.status = 'complete';
	logChat(state, 'ai_chat_new_message', chat.id);
	turnChanged(state, chat, turn);
	return { chatId: chat.id, turnId: turn.id };
}

const MAX_NAME_CHARACTERS = 100;

/** Opens a chat; its name is cut to 100 characters. */
export function openChat(state: State, { name, kind }: Pick<Chat, 'name' | 'kind'>): Chat {
	const chat = state.chats.open({ name: name.slice(0, MAX_NAME_CHARACTERS).toWellFormed(), kind });
	logChat(state, 'ai_chat_created', chat.id);
	return chat;
}

/** Tells the long poll of the new status of a turn, and webhooks of an answer. */
export function turnChanged(state: State, chat: Chat, turn: Turn): void {
	state.activity.workspace.touch('ai_chat', chat.id);
	if (turn.status !== 'complete') return;
	const cited = turn.citations[0]?.nodeId;
	state.webhooks.emit('agent.responded', {
		chat_id: shownId(chat.id, state.settings),
		turn_id: shownId(turn.id, state.settings),
		workspace_id: state.workspaceId,
		...(cited !== undefined && { file_id: shownId(cited, state.settings) })
	});
}

function requireText(name: string, value: unknown): void {
	if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT_CHARACTERS) {
		throw new TypeError(`${name} must be a text of 1 to ${MAX_TEXT_CHARACTERS} characters.`);
	}
}

/** In the log alone: whether the change feed has chats isn't documented. */
export function logChat({ events }: State, event: string, chatId: string): void {
	events.append({ event, category: 'ai', subCategory: 'ai', objectId: chatId, inFeed: false });
}
