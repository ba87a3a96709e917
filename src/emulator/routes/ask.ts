import { logChat, openChat } from '../agent-answers.ts';
import { composeAnswer } from '../ask/compose-answer.ts';
import { parseScope } from '../ask/references.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { readForm } from '../http/form.ts';
import { invalid, missing, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import { indexes } from '../indexing.ts';
import type { State } from '../state.ts';
import { turnView } from '../store/chat-view.ts';
import { type Chat, isOver, MAX_TURNS_PER_CHAT, type Turn } from '../store/chats.ts';
import { shownId } from '../store/node-view.ts';
import { AGENT, MAX_NAME_CHARACTERS, requireChat } from './chats.ts';
import { requireWorkspace } from './lookup.ts';

/** Longest question. */
export const MAX_QUESTION_CHARACTERS = 32_000;
const KEY = /^[\w.~-]{1,64}$/;

/** Asking: a chat begins with a question, goes on with more, and may be cancelled. */
export const askRoutes: readonly Route[] = [
	{ method: 'POST', path: AGENT, handler: create },
	{ method: 'POST', path: `${AGENT}/:chat/message`, handler: add },
	{ method: 'POST', path: `${AGENT}/:chat/cancel`, handler: cancel }
];

async function create(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['question'] });
	requireWorkspace(state, param(x, 'workspace'));
	const kind = fields.get('kind') ?? 'user';
	if (kind !== 'user' && kind !== 'agent') throw invalid('kind', 'must be user or agent');
	requirePrivate(fields.get('privacy') ?? 'private');
	const name = fields.get('name') ?? '';
	if (name.length > MAX_NAME_CHARACTERS) {
		throw invalid('name', `must have at most ${MAX_NAME_CHARACTERS} characters`);
	}
	const { chat, turn } = ask(state, fields, (question) => openChat(state, { name: name || question, kind }));
	return {
		payload: {
			thread: { thread_id: shownId(chat.id, state.settings) },
			turn: { turn_id: shownId(turn.id, state.settings) }
		}
	};
}

async function add(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['question'] });
	const known = requireChat(x, state);
	const { chat, turn } = ask(state, fields, () => {
		if (known.turns.length < MAX_TURNS_PER_CHAT) return known;
		throw new Refusal(409, 168116, `The conversation is too large: it has ${MAX_TURNS_PER_CHAT} turns.`);
	});
	const { seq, status } = turn;
	return {
		payload: {
			turn_id: shownId(turn.id, state.settings),
			thread_id: shownId(chat.id, state.settings),
			seq,
			status
		}
	};
}

/** The newest turn that is under way. The answer has no envelope. */
async function cancel(x: Exchange, state: State): Promise<Reply> {
	await readForm(x, state);
	const turn = requireChat(x, state).turns.findLast((candidate) => !isOver(candidate));
	if (!turn) return { isBare: true, payload: { success: true, no_pending_message: true } };
	state.turns.cancel(turn);
	return { isBare: true, payload: { success: true, message: turnView(state, turn) } };
}

/** The same key gives the same turn, whatever else is sent with it, and costs nothing. */
function ask(
	state: State,
	fields: URLSearchParams,
	chatFor: (question: string) => Chat
): { chat: Chat; turn: Turn } {
	const idempotencyKey = fields.get('idempotency_key') ?? undefined;
	if (idempotencyKey !== undefined && !KEY.test(idempotencyKey)) {
		throw invalid('idempotency_key', 'must have 1 to 64 URL-safe characters');
	}
	const before = idempotencyKey === undefined ? undefined : state.chats.byKey(idempotencyKey);
	if (before) return before;
	requireAgent(state);
	const question = questionOf(fields);
	const scope = parseScope(state, fields);
	const chat = chatFor(question);
	const topic = topicOf(chat, question);
	const references = [...scope.files, ...scope.folders].map(({ kind, id }) => ({ type: kind, nodeId: id }));
	const turn = state.chats.add(chat, { question, references, idempotencyKey });
	logChat(state, 'ai_chat_new_message', chat.id);
	state.turns.start(chat, turn, () => composeAnswer(state, topic, scope));
	return { chat, turn };
}

/** A turn that needed input is answered by the next, and means nothing alone. */
function topicOf({ turns }: Chat, question: string): string {
	const last = turns.at(-1);
	return last?.status === 'needs_input' ? `${last.question} ${question}` : question;
}

function questionOf(fields: URLSearchParams): string {
	const question = fields.get('question') ?? '';
	if (question.trim() === '') throw missing('question');
	if (question.length > MAX_QUESTION_CHARACTERS) {
		throw invalid('question', `must have at most ${MAX_QUESTION_CHARACTERS} characters`);
	}
	return question;
}

/** Plan, then credits, then the workspace. How Fast.io refuses without Intelligence isn't documented. */
function requireAgent({ settings }: State): void {
	if (!settings.aiAgent) {
		throw new Refusal(403, 1685, 'The plan does not include ai_agent.', {
			params: { reason: 'feature_not_available' }
		});
	}
	if (!settings.ask.credits) {
		throw new Refusal(402, 1696, 'The credits are used up.', { params: { reason: 'credits_exhausted' } });
	}
	if (!indexes(settings)) {
		throw new Refusal(400, 1605, 'The workspace does not index its files.', {
			params: { reason: 'intelligence_disabled' }
		});
	}
}

/** Fast.io has switched public chats off. */
function requirePrivate(privacy: string): void {
	if (privacy === 'public') throw new Refusal(403, 1680, 'Public chats are not allowed.');
	if (privacy !== 'private') throw invalid('privacy', 'must be private');
}
