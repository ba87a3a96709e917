import { createId, plainId } from '../ids.ts';
import { createWaitList, type WaitList } from '../wait-list.ts';

/** `pending` and `running` are under way; the others are the end. */
export type TurnStatus = 'pending' | 'running' | 'complete' | 'failed' | 'cancelled' | 'lost' | 'needs_input';

/** The passages of one file that an answer quotes. */
export interface Citation {
	nodeId: string;
	versionId: string;
	entries: { page?: number; snippet: string }[];
}

/** One question and its answer. */
export interface Turn {
	readonly id: string;
	/** From 1, within its chat. */
	readonly seq: number;
	readonly question: string;
	/** Ids of the files and folders that it is about; empty for the whole workspace. */
	readonly references: readonly { type: 'file' | 'folder'; nodeId: string }[];
	readonly idempotencyKey: string | undefined;
	readonly createdAt: Date;
	status: TurnStatus;
	/** The answer, in the pieces in which it is streamed, as far as it has come. */
	readonly deltas: string[];
	citations: readonly Citation[];
	isTruncated: boolean;
	/** What is asked in return, of a turn that needs input. */
	clarification?: string;
	/** Woken with each piece and each change of the status. */
	readonly waiting: WaitList;
}

export interface Chat {
	readonly id: string;
	name: string;
	readonly kind: 'user' | 'agent';
	readonly turns: Turn[];
	readonly createdAt: Date;
}

/** What a new turn is made of. */
export type NewTurn = Pick<Turn, 'question'> & Partial<Pick<Turn, 'references' | 'idempotencyKey'>>;

/** Turns of one chat, after which it is too large; turns of all chats, above which the oldest chat is forgotten. */
export const MAX_TURNS_PER_CHAT = 100;
const MAX_TURNS = 2000;
/** Deleted chats that are remembered, without their turns. */
const MAX_DELETED = 100;

/** The chats in the workspace, in memory: 2,000 answers of at most 32,000 characters. */
export interface ChatStore {
	get(id: string): Chat | undefined;
	/** Newest first. */
	list(): Chat[];
	/** The newest 100 that were deleted, newest first. */
	deleted(): Chat[];
	open(chat: Pick<Chat, 'name' | 'kind'>): Chat;
	/** Adds a turn, which is `pending`. */
	add(chat: Chat, turn: NewTurn): Turn;
	/** The turn that was made with an idempotency key. */
	byKey(key: string): { chat: Chat; turn: Turn } | undefined;
	remove(chat: Chat): void;
	clear(): void;
}

export const isOver = ({ status }: Turn): boolean => status !== 'pending' && status !== 'running';

export const answerOf = ({ deltas }: Turn): string => deltas.join('');

export function createChatStore(): ChatStore {
	const chats = new Map<string, Chat>();
	const keys = new Map<string, { chat: Chat; turn: Turn }>();
	const deleted: Chat[] = [];
	let total = 0;
	const forget = (chat: Chat) => {
		chats.delete(chat.id);
		total -= chat.turns.length;
		for (const { idempotencyKey } of chat.turns)
			if (idempotencyKey !== undefined) keys.delete(idempotencyKey);
	};
	return {
		get: (id) => chats.get(plainId(id)),
		list: () => [...chats.values()].toReversed(),
		deleted: () => deleted.toReversed(),
		open({ name, kind }) {
			const chat: Chat = { id: createId('chat'), name, kind, turns: [], createdAt: new Date() };
			chats.set(chat.id, chat);
			return chat;
		},
		add(chat, { question, references = [], idempotencyKey }) {
			const turn: Turn = {
				id: createId('turn'),
				seq: chat.turns.length + 1,
				question,
				references,
				idempotencyKey,
				createdAt: new Date(),
				status: 'pending',
				deltas: [],
				citations: [],
				isTruncated: false,
				waiting: createWaitList()
			};
			chat.turns.push(turn);
			if (idempotencyKey !== undefined) keys.set(idempotencyKey, { chat, turn });
			total += 1;
			for (const oldest of chats.values()) {
				if (total <= MAX_TURNS || oldest === chat) break;
				forget(oldest);
			}
			return turn;
		},
		byKey: (key) => keys.get(key),
		remove(chat) {
			forget(chat);
			deleted.push({ ...chat, turns: [] });
			if (deleted.length > MAX_DELETED) deleted.shift();
		},
		clear() {
			chats.clear();
			keys.clear();
			deleted.length = 0;
			total = 0;
		}
	};
}
