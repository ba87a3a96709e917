import { createId, plainId } from '../ids.ts';
import type { FileNode } from './nodes.ts';

/** One question and its answer. */
export interface Turn {
	readonly id: string;
	/** From 1, within its chat. */
	readonly seq: number;
	readonly question: string;
	readonly answer: string;
	/** File and version that the answer cites. */
	readonly citation: { nodeId: string; versionId: string } | undefined;
	readonly createdAt: Date;
}

export interface Chat {
	readonly id: string;
	readonly name: string;
	readonly turns: Turn[];
	readonly createdAt: Date;
}

/** Turns of one chat, after which it is too large; turns of all chats, above which the oldest chat is forgotten. */
export const MAX_TURNS_PER_CHAT = 100;
const MAX_TURNS = 2000;

/** The chats with agents in the workspace, in memory: 2,000 answers of at most 32,000 characters. */
export interface ChatStore {
	get(id: string): Chat | undefined;
	/** Newest first. */
	list(): Chat[];
	/** Adds a turn that is complete, to a chat or to a new one. */
	answer(
		chat: Chat | undefined,
		turn: { question: string; answer: string; file: FileNode | undefined }
	): { chat: Chat; turn: Turn };
	clear(): void;
}

export function createChatStore(): ChatStore {
	const chats = new Map<string, Chat>();
	let total = 0;
	return {
		get: (id) => chats.get(plainId(id)),
		list: () => [...chats.values()].toReversed(),
		answer(given, { question, answer, file }) {
			const createdAt = new Date();
			const chat = given ?? { id: createId('chat'), name: question.slice(0, 100), turns: [], createdAt };
			const turn: Turn = {
				id: createId('turn'),
				seq: chat.turns.length + 1,
				question,
				answer,
				citation: file && { nodeId: file.id, versionId: file.current.id },
				createdAt
			};
			chat.turns.push(turn);
			chats.set(chat.id, chat);
			total += 1;
			for (const oldest of chats.values()) {
				if (total <= MAX_TURNS || oldest === chat) break;
				chats.delete(oldest.id);
				total -= oldest.turns.length;
			}
			return { chat, turn };
		},
		clear() {
			chats.clear();
			total = 0;
		}
	};
}
