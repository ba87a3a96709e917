import type { AskSettings } from '../setting-groups.ts';
import { type Chat, isOver, type Turn, type TurnStatus } from '../store/chats.ts';
import type { Answer, Outcome } from './compose-answer.ts';

/** Length of a piece of an answer, a few words. */
const DELTA_CHARACTERS = 40;

/** Takes turns from `pending` through `running` to their end, each by one timer. */
export interface TurnRunner {
	/** @param compose asked when the turn has run for its time, so that it knows what is indexed then. */
	start(chat: Chat, turn: Turn, compose: () => Outcome): void;
	/** Ends a turn that is under way as `cancelled`, with what has been said. */
	cancel(turn: Turn): void;
	/** Brings all turns that are under way to their end, at once. */
	finish(): void;
	/** Stops all; no timer is left. */
	clear(): void;
}

/**
 * @param options.settings asked for at each step, so that a change holds for turns under way.
 * @param options.onStatus told after each change of a status.
 */
export function createTurnRunner({
	settings,
	onStatus
}: {
	settings: () => AskSettings;
	onStatus: (chat: Chat, turn: Turn) => void;
}): TurnRunner {
	const runs = new Map<Turn, { chat: Chat; timer?: NodeJS.Timeout; next: () => void }>();
	const enter = (turn: Turn, status: TurnStatus) => {
		const run = runs.get(turn);
		turn.status = status;
		if (isOver(turn)) {
			clearTimeout(run?.timer);
			runs.delete(turn);
		}
		turn.waiting.wake();
		if (run) onStatus(run.chat, turn);
	};
	const after = (turn: Turn, ms: number, next: () => void) => {
		const run = runs.get(turn);
		if (!run) return;
		run.next = next;
		run.timer = setTimeout(next, ms).unref();
	};
	const say = (turn: Turn, result: Answer, pieces: readonly string[], at = 0) => {
		const { deltaMs } = settings();
		const upTo = deltaMs > 0 ? at + 1 : pieces.length;
		turn.deltas.push(...pieces.slice(at, upTo));
		if (upTo >= pieces.length) {
			turn.citations = result.citations;
			turn.isTruncated = result.isTruncated;
			return enter(turn, 'complete');
		}
		turn.waiting.wake();
		after(turn, deltaMs, () => say(turn, result, pieces, upTo));
	};
	const conclude = (turn: Turn, compose: () => Outcome) => {
		const { outcome, deltaMs } = settings();
		if (outcome === 'failed' || outcome === 'lost') return enter(turn, outcome);
		if (outcome === 'needs_input') return ask(turn, 'Which file do you mean?');
		const result = compose();
		if (result.kind === 'needs_input') return ask(turn, result.question);
		after(turn, deltaMs, () => say(turn, result, piecesOf(result.text)));
	};
	const ask = (turn: Turn, question: string) => {
		turn.clarification = question;
		enter(turn, 'needs_input');
	};
	return {
		start(chat, turn, compose) {
			runs.set(turn, { chat, next: () => {} });
			const waitMs = settings().delayMs / 2;
			after(turn, waitMs, () => {
				after(turn, waitMs, () => conclude(turn, compose));
				enter(turn, 'running');
			});
			onStatus(chat, turn);
		},
		cancel(turn) {
			if (runs.has(turn)) enter(turn, 'cancelled');
		},
		finish() {
			for (const [turn, run] of runs) {
				while (runs.get(turn) === run) {
					clearTimeout(run.timer);
					run.next();
				}
			}
		},
		clear() {
			for (const { timer } of runs.values()) clearTimeout(timer);
			runs.clear();
		}
	};
}

/** An answer in the pieces in which it is streamed; together they are the answer. */
function piecesOf(text: string): string[] {
	const pieces: string[] = [];
	for (const word of text.match(/\s*\S+\s*/gu) ?? []) {
		const last = pieces.at(-1);
		if (last !== undefined && last.length + word.length <= DELTA_CHARACTERS)
			pieces[pieces.length - 1] = last + word;
		else pieces.push(word);
	}
	return pieces;
}
