import { logChat } from '../agent-answers.ts';
import { plainId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { readForm, requiredField } from '../http/form.ts';
import { invalid, notFound } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { chatView, turnView } from '../store/chat-view.ts';
import { type Chat, type Turn } from '../store/chats.ts';
import { requireWorkspace } from './lookup.ts';
import { parseWhole } from './session-form.ts';

/** Path below which the calls of chats are. */
export const AGENT = 'workspace/:workspace/ai/agent';
/** Longest name of a chat. */
export const MAX_NAME_CHARACTERS = 100;
const MAX_PAGE = 500;
const DEFAULT_PAGE = 100;
const KINDS = ['user', 'agent', 'all'];

/** The chats of the workspace: listing, reading, naming and deleting them. */
export const chatRoutes: readonly Route[] = [
	{ method: 'GET', path: `${AGENT}/list`, handler: list },
	{ method: 'GET', path: `${AGENT}/list/deleted`, handler: listDeleted },
	{ method: 'GET', path: `${AGENT}/:chat/details`, handler: details },
	{ method: 'GET', path: `${AGENT}/:chat/messages/list`, handler: messages },
	{ method: 'GET', path: `${AGENT}/:chat/messages/list/:offset`, handler: messages },
	{ method: 'GET', path: `${AGENT}/:chat/message/:message/details`, handler: message },
	{ method: 'POST', path: `${AGENT}/:chat/update`, handler: update },
	{ method: 'DELETE', path: `${AGENT}/:chat`, handler: remove }
];

function list(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const wanted = x.query.get('kind') ?? 'all';
	if (!KINDS.includes(wanted)) throw invalid('kind', `must be one of: ${KINDS.join(', ')}`);
	return page(
		x,
		state,
		state.chats.list().filter(({ kind }) => wanted === 'all' || kind === wanted)
	);
}

function listDeleted(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	return page(x, state, state.chats.deleted());
}

function page(x: Exchange, state: State, chats: readonly Chat[]): Reply {
	const limit = parseWhole(x.query, 'limit', 1) ?? DEFAULT_PAGE;
	if (limit > MAX_PAGE) throw invalid('limit', `must be at most ${MAX_PAGE}`);
	const offset = parseWhole(x.query, 'offset', 0) ?? 0;
	return {
		payload: {
			chats: chats.slice(offset, offset + limit).map((chat) => chatView(state, chat)),
			pagination: { total: chats.length, limit, offset, has_more: offset + limit < chats.length }
		}
	};
}

function details(x: Exchange, state: State): Reply {
	return { payload: { chat: chatView(state, requireChat(x, state)) } };
}

/** Oldest first; the offset is a segment of the path, and there is no limit to give. */
function messages(x: Exchange, state: State): Reply {
	const { turns } = requireChat(x, state);
	const offset = x.params.offset ?? '0';
	if (!/^\d{1,9}$/.test(offset)) throw invalid('offset', 'must be a whole number');
	const shown = turns.slice(Number(offset), Number(offset) + DEFAULT_PAGE);
	return { payload: { messages: shown.map((turn) => turnView(state, turn)) } };
}

function message(x: Exchange, state: State): Reply {
	return { payload: { message: turnView(state, requireTurn(x, state)) } };
}

async function update(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['name'] });
	const chat = requireChat(x, state);
	const name = requiredField(fields, 'name');
	if (name.length > MAX_NAME_CHARACTERS) {
		throw invalid('name', `must have at most ${MAX_NAME_CHARACTERS} characters`);
	}
	chat.name = name;
	logChat(state, 'ai_chat_updated', chat.id);
	state.activity.workspace.touch('ai_chat', chat.id);
	return { payload: { chat: chatView(state, chat) } };
}

/** What is under way in it is cancelled. */
function remove(x: Exchange, state: State): Reply {
	const chat = requireChat(x, state);
	chat.turns.forEach(state.turns.cancel);
	state.chats.remove(chat);
	logChat(state, 'ai_chat_deleted', chat.id);
	state.activity.workspace.touch('ai_chat', chat.id);
	return {};
}

/** @throws Refusal 404/1609 when there is no such chat. */
export function requireChat(x: Exchange, state: State): Chat {
	requireWorkspace(state, param(x, 'workspace'));
	const chat = state.chats.get(param(x, 'chat'));
	if (!chat) throw notFound('The chat');
	return chat;
}

/** @throws Refusal 404/1609 when there is no such chat, or no such turn in it. */
export function requireTurn(x: Exchange, state: State): Turn {
	const { turns } = requireChat(x, state);
	const wanted = plainId(param(x, 'message'));
	const turn = turns.find(({ id }) => id === wanted);
	if (!turn) throw notFound('The message');
	return turn;
}
