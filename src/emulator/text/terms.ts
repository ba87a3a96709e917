/** From this length on a word finds longer ones that begin with it too. */
export const MIN_PREFIX_CHARACTERS = 4;

/** Longest term that is told apart; longer words are numbers, hashes and the like. */
const MAX_TERM_CHARACTERS = 64;

/** English words that say nothing of what a question is about. */
const STOP_WORDS = new Set(
	`a about after all also am an and any are as at be because been before but by can could did do does for from get give had has
have he her here his how i if in into is it its list me more most my no not of on one only or other our out over please say
says shall she should show so some such tell than that the their them then there these they this those to up us was we were
what when where which who whom whose why will with would you your`.split(/\s+/u)
);

/**
 * The words of a text as they are compared: lower case, without accents, English plurals as singulars. Writing without spaces
 * between words (Chinese, Japanese) comes out as one word between two marks.
 */
export function termsOf(text: string): string[] {
	const words = text
		.normalize('NFKD')
		.replaceAll(/\p{M}+/gu, '')
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu);
	return (words ?? []).map((word) => singular(word.slice(0, MAX_TERM_CHARACTERS)));
}

/** The words of a question that say what it is about, each once. */
export const topicsOf = (question: string): string[] => [
	...new Set(
		termsOf(question).filter((term) => !STOP_WORDS.has(term) && (term.length > 1 || /\p{N}/u.test(term)))
	)
];

function singular(word: string): string {
	if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/u.test(word)) return word;
	if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
	return word.slice(0, /(?:ch|sh|x|ss)es$/u.test(word) ? -2 : -1);
}
