import type { PageAnswer } from '../../rules/ask.ts';
import type { AskTrouble } from './trouble.ts';
import type { AskTurn } from './types.ts';

/** How a question ended. */
export type TurnEnd = PageAnswer | AskTrouble;

/** The turn of a question that has come to its end. @param text What had come of the answer. */
export function endTurn(
	asked: Pick<AskTurn, 'id' | 'question' | 'files' | 'folders'>,
	text: string,
	end: TurnEnd
): AskTurn {
	if (end.state === 'needs-input') return { ...asked, status: end.state, needed: end.question };
	const { state: status, chat: _, ...rest } = end;
	return { ...asked, text, ...rest, status } as AskTurn;
}
