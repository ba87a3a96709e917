import { tell } from '../uploader/tell.ts';
import { callAsk, type AskEnvironment } from './call-ask.ts';
import { ASK_FAILURES_ENGLISH } from './failure-strings.ts';
import { endTurn, type TurnEnd } from './turns.ts';
import type { Ask, AskAbout, AskOptions, AskTurn } from './types.ts';

/** Turns that are kept. */
export const MAX_TURNS = 100;

/** A conversation that the server began: what its form action answered. */
export interface FirstTurn {
	turn: AskTurn;
	chat: string | undefined;
}

/** `createAsk` with what it takes from the browser; `undefined` on the server. */
export function makeAsk(
	options: AskOptions,
	env: AskEnvironment | undefined,
	defaultEndpoint: () => string,
	first?: FirstTurn
): Ask {
	let turns: readonly AskTurn[] = $state.raw(first ? [first.turn] : []);
	let chat = $state.raw(first?.chat);
	/** What the conversation is about. */
	let about = first && key(first.turn);
	/** The question under way. */
	let run: AbortController | undefined;
	let lastId = first?.turn.id ?? 0;

	/** Only the last one ever changes. */
	function put(turn: AskTurn): void {
		turns = [...turns.slice(0, -1), turn];
	}

	async function ask(question: string, { files = [], folders = [] }: AskAbout): Promise<void> {
		if (!env) return;
		const control = (run = new AbortController());
		const asked = { id: ++lastId, question, files, folders };
		const isOn = () => run === control;
		let text = '';
		turns = [...turns, { ...asked, status: 'asking' as const, text }].slice(-MAX_TURNS);
		if (about !== key(asked)) chat = undefined;
		about = key(asked);
		const end: TurnEnd = await callAsk(env, {
			url: `${(options.endpoint ?? defaultEndpoint()).replace(/\/$/u, '')}/${options.to}/ask`,
			body: { question, files, folders, chat },
			control,
			strings: { ...ASK_FAILURES_ENGLISH, ...options.strings },
			write(piece) {
				if (isOn()) put({ ...asked, status: 'asking', text: (text += piece) });
			}
		});
		if (!isOn()) return;
		run = undefined;
		chat = end.chat;
		const turn = endTurn(asked, text, end);
		put(turn);
		if (turn.status === 'answered') tell(options.onanswer, turn);
	}

	function stop(): void {
		const turn = turns.at(-1);
		if (turn?.status !== 'asking') return;
		run!.abort();
		run = undefined;
		put({ ...turn, status: 'cancelled' });
	}

	return {
		get turns() {
			return turns;
		},
		get busy() {
			return turns.at(-1)?.status === 'asking';
		},
		get chat() {
			return chat;
		},
		async send(question, where) {
			if (!run && question.trim()) await ask(question.trim(), where ?? options);
		},
		stop,
		async retry() {
			const turn = turns.at(-1);
			if (!turn || !canRetry(turn)) return;
			turns = turns.slice(0, -1);
			await ask(turn.question, turn);
		},
		clear() {
			stop();
			turns = [];
			chat = about = undefined;
		},
		destroy() {
			stop();
			env = undefined;
		}
	};
}

/** Whether `retry()` does anything with a turn that is the last. */
export function canRetry(turn: AskTurn): boolean {
	return turn.status === 'cancelled' || (turn.status === 'failed' && turn.retryable);
}

function key({ files = [], folders = [] }: AskAbout): string {
	return JSON.stringify([files, folders]);
}
