import type { AskStrings } from '../ask/strings.ts';
import type { AskWords, Plural } from './types.ts';

/** How sentences of one language are filled. */
interface Fill {
	fill: (text: string, values: Record<string, string | number>) => string;
	plural: (forms: Plural, n: number) => string;
	show: (value: string | number) => string;
}

/** Makes the words of `FastioAsk` from the sentences of one language. */
export function makeAskWords(words: AskWords, { fill, plural, show }: Fill): AskStrings {
	const { page: pageOf, notIndexed, answered, notUnderstood, ...same } = words;
	return {
		...same,
		notUnderstood: (status) => fill(notUnderstood, { status: String(status) }),
		source: ({ name, page, time }) =>
			[show(name), ...(page === undefined ? [] : [fill(pageOf, { n: page })]), ...(time ? [time] : [])].join(
				' · '
			),
		notIndexed: (count, names) =>
			[plural(notIndexed, count), ...(names.length > 0 ? [names.map(show).join(', ')] : [])].join(' '),
		announceAnswered: (sources) => plural(answered, sources)
	};
}
