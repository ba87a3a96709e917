import type { Citation, PageAnswer } from '../../rules/ask.ts';

type Answered = Extract<PageAnswer, { state: 'answered' }>;

/**
 * What a server says is the answer, if it is one: from a stream, or in the page's `form` prop. Citations that name no
 * file are left out. What else they say is shown as text, whatever it is.
 */
export function asPageAnswer(json: unknown): PageAnswer | undefined {
	const { state, chat, text, question, citations, notIndexed, truncated } = (json ?? {}) as Partial<
		Omit<Answered, 'state'> & { state: string; question: string }
	>;
	if (!isText(chat)) return undefined;
	if (state === 'cancelled') return { state, chat };
	if (state === 'needs-input' && isText(question)) return { state, chat, question };
	if (state !== 'answered' || !isText(text)) return undefined;
	return {
		state,
		chat,
		text,
		citations: list<Citation>(citations).filter((citation) => isText(citation?.fileId)),
		truncated: !!truncated,
		notIndexed: list<string>(notIndexed).filter(isText)
	};
}

const list = <T>(json: unknown) => (Array.isArray(json) ? (json as T[]) : []);
const isText = (json: unknown): json is string => typeof json === 'string';
