import { utcText } from '../dates.ts';
import { plainId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { invalid, notFound } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import type { Chat, Turn } from '../store/chats.ts';
import { shownId } from '../store/node-view.ts';
import { requireWorkspace } from './lookup.ts';
import { parseWhole } from './session-form.ts';

const AGENT = 'workspace/:workspace/ai/agent';
const MAX_PAGE = 500;
const DEFAULT_PAGE = 100;
const KINDS = ['user', 'agent', 'all'];

/** Reading the chats with agents. Asking isn't here yet: answers come from `emulator.agentResponds()`. */
export const chatRoutes: readonly Route[] = [
	{ method: 'GET', path: `${AGENT}/list`, handler: list },
	{ method: 'GET', path: `${AGENT}/list/deleted`, handler: listDeleted },
	{ method: 'GET', path: `${AGENT}/:chat/details`, handler: details },
	{ method: 'GET', path: `${AGENT}/:chat/messages/list`, handler: messages },
	{ method: 'GET', path: `${AGENT}/:chat/messages/list/:offset`, handler: messages },
	{ method: 'GET', path: `${AGENT}/:chat/message/:message/details`, handler: message }
];

function list(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	if (!KINDS.includes(x.query.get('kind') ?? 'all'))
		throw invalid('kind', `must be one of: ${KINDS.join(', ')}`);
	const limit = parseWhole(x.query, 'limit', 1) ?? DEFAULT_PAGE;
	if (limit > MAX_PAGE) throw invalid('limit', `must be at most ${MAX_PAGE}`);
	const offset = parseWhole(x.query, 'offset', 0) ?? 0;
	const chats = state.chats.list();
	return {
		payload: {
			chats: chats.slice(offset, offset + limit).map((chat) => chatView(state, chat)),
			pagination: { total: chats.length, limit, offset, has_more: offset + limit < chats.length }
		}
	};
}

function listDeleted(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	return {
		payload: { chats: [], pagination: { total: 0, limit: DEFAULT_PAGE, offset: 0, has_more: false } }
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
	const page = turns.slice(Number(offset), Number(offset) + DEFAULT_PAGE);
	return { payload: { messages: page.map((turn) => turnView(state, turn)) } };
}

function message(x: Exchange, state: State): Reply {
	const { turns } = requireChat(x, state);
	const wanted = plainId(param(x, 'message'));
	const turn = turns.find(({ id }) => id === wanted);
	if (!turn) throw notFound('The message');
	return { payload: { message: turnView(state, turn) } };
}

function requireChat(x: Exchange, state: State): Chat {
	requireWorkspace(state, param(x, 'workspace'));
	const chat = state.chats.get(param(x, 'chat'));
	if (!chat) throw notFound('The chat');
	return chat;
}

const chatView = ({ settings }: State, { id, name, turns, createdAt }: Chat): object => ({
	id: shownId(id, settings),
	name,
	kind: 'agent',
	privacy: 'private',
	message_count: turns.length,
	created: utcText(createdAt)
});

function turnView({ settings }: State, { id, seq, question, answer, citation, createdAt }: Turn): object {
	const citations = citation
		? [
				{
					node_id: shownId(citation.nodeId, settings),
					version_id: shownId(citation.versionId, settings),
					entries: []
				}
			]
		: [];
	return {
		id: shownId(id, settings),
		seq,
		status: 'complete',
		question,
		result: { answer, truncated: false, references: [], citations },
		actions: [],
		created: utcText(createdAt)
	};
}
