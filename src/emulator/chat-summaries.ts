import type { State } from './state.ts';
import { answerOf, type TurnStatus } from './store/chats.ts';

/** A chat, with all that was asked in it. */
export interface ChatSummary {
	id: string;
	name: string;
	kind: 'user' | 'agent';
	/** Oldest first. */
	turns: TurnSummary[];
}

/** A question and what became of it. */
export interface TurnSummary {
	id: string;
	status: TurnStatus;
	question: string;
	/** As far as it has come. */
	answer: string;
	/** Ids of the files and folders that were named with it. */
	references: string[];
	/** Ids of the files that the answer cites. */
	cites: string[];
}

/** All chats, newest first. */
export function chatSummaries({ chats }: State): ChatSummary[] {
	return chats.list().map(({ id, name, kind, turns }) => ({
		id,
		name,
		kind,
		turns: turns.map((turn) => ({
			id: turn.id,
			status: turn.status,
			question: turn.question,
			answer: answerOf(turn),
			references: turn.references.map(({ nodeId }) => nodeId),
			cites: turn.citations.map(({ nodeId }) => nodeId)
		}))
	}));
}
