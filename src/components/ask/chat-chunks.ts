import type { Citation, PageAnswer } from '../../rules/ask.ts';
import type { AskTrouble } from './trouble.ts';

/** What an answer leaves on its message, beside its text. */
export interface AskMetadata {
	/** The signed name of the conversation: the next question goes on with the last that the messages have. */
	chat: string;
	citations?: Citation[];
	truncated?: boolean;
	/** Ids of files that the answer knows nothing of. */
	notIndexed?: string[];
}

/** The parts of the `ai` SDK's UI message stream that answers are made of. */
export type AskChunk =
	| { type: 'start' }
	| { type: 'text-start' | 'text-end'; id: string }
	| { type: 'text-delta'; id: string; delta: string }
	| { type: 'source-url'; sourceId: string; url: string; title: string }
	| { type: 'error'; errorText: string }
	| { type: 'abort' }
	| { type: 'finish'; messageMetadata: AskMetadata };

/**
 * What follows the text that was streamed, once the question has ended.
 *
 * @param written the text so far, in part `0`.
 */
export function closingChunks(
	written: string,
	end: PageAnswer | AskTrouble,
	href: (citation: Citation) => string | undefined
): AskChunk[] {
	const textEnd = { type: 'text-end' as const, id: '0' };
	if (end.state === 'failed') return [textEnd, { type: 'error', errorText: end.error }];
	if (end.state === 'cancelled') return [textEnd, { type: 'abort' }];
	if (end.state === 'needs-input') {
		return [...rest(written, end.question), { type: 'finish', messageMetadata: { chat: end.chat } }];
	}
	const { state: _, text, ...metadata } = end;
	return [
		...rest(written, text),
		...end.citations.flatMap((citation, index): AskChunk[] => {
			const url = href(citation);
			const { fileId, name, page } = citation;
			const title = page === undefined ? name : `${name} · ${page}`;
			return url === undefined ? [] : [{ type: 'source-url', sourceId: `${fileId}-${index}`, url, title }];
		}),
		{ type: 'finish', messageMetadata: metadata }
	];
}

/** Text can only be added: one that is not what was streamed stands in a part of its own. */
function rest(written: string, whole: string): AskChunk[] {
	const same = whole.startsWith(written);
	const id = same ? '0' : '1';
	const delta = same ? whole.slice(written.length) : whole;
	return [
		...(same
			? []
			: ([
					{ type: 'text-end', id: '0' },
					{ type: 'text-start', id }
				] as const)),
		...(delta === '' ? [] : [{ type: 'text-delta' as const, id, delta }]),
		{ type: 'text-end', id }
	];
}
