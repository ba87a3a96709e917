import { ASK_FAILURES_ENGLISH, type AskFailureStrings } from './failure-strings.ts';

/** The words of `FastioAsk`. Override any of them one by one. */
export interface AskStrings extends AskFailureStrings {
	/** Label of the question. */
	label: string;
	send: string;
	stop: string;
	/** The button that asks the last question again. */
	retry: string;
	/** The button that begins a new conversation. */
	clear: string;
	/** Over the files to choose from, and what happens without a choice. */
	scope: string;
	scopeAll: string;
	/** Name of the list of questions and answers. */
	conversation: string;
	/** Read out before a question, and before its answer. */
	question: string;
	answer: string;
	/** Until the first word of the answer. */
	asking: string;
	/** Stopped by the visitor. */
	stopped: string;
	/** Fast.io cut the answer off. */
	truncated: string;
	/** Over the list of citations. */
	sources: string;
	/** Instead of it, where there are none. */
	noSources: string;
	/** The link of one citation. `time` is `1:05`, of sound and video. */
	source: (source: { name: string; page: number | undefined; time: string | undefined }) => string;
	/** Files in question that are not in the index; the names of those that the page knows. */
	notIndexed: (count: number, names: string[]) => string;
	/** Read out when an answer is whole. */
	announceAnswered: (sources: number) => string;
}

/** The English defaults. */
export const ASK_ENGLISH: AskStrings = {
	...ASK_FAILURES_ENGLISH,
	label: 'Your question',
	send: 'Ask',
	stop: 'Stop',
	retry: 'Ask again',
	clear: 'New conversation',
	scope: 'Ask about',
	scopeAll: 'Nothing chosen: all files',
	conversation: 'Questions and answers',
	question: 'Question:',
	answer: 'Answer:',
	asking: 'Looking for the answer…',
	stopped: 'Stopped.',
	truncated: 'The answer was cut off.',
	sources: 'Sources',
	noSources: 'The answer names no file.',
	source: ({ name, page, time }) =>
		[name, page && `page ${page.toLocaleString('en')}`, time].filter(Boolean).join(' · '),
	notIndexed: (count, names) =>
		[
			count === 1
				? '1 file is not in the index, and the answer knows nothing of it.'
				: `${count.toLocaleString('en')} files are not in the index, and the answer knows nothing of them.`,
			...(names.length > 0 ? [names.join(', ')] : [])
		].join(' '),
	announceAnswered: (sources) =>
		sources === 1 ? 'Answered, with 1 source.' : `Answered, with ${sources.toLocaleString('en')} sources.`
};
