/** From this length on a word finds longer ones that begin with it too. */
const MIN_PREFIX_CHARACTERS = 4;

/** Longest term that is told apart; longer words are numbers, hashes and the like. */
const MAX_TERM_CHARACTERS = 64;

const MAX_TOPICS = 50;

/** English words that say nothing of what a question is about. */
const STOP_WORDS = new Set(
	`a about after all also am an and any are as at be because been before but by can could did do does for from get give had has
have he her here his how i if in into is it its list me more most my no not of on one only or other our out over please say
says shall she should show so some such tell than that the their them then there these they this those to up us was we were
what when where which who whom whose why will with would you your`.split(/\s+/u)
);

/** Writing without spaces between its words. */
const UNSPACED =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const IS_UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/**
 * The words of a text as they are compared: lower case, without accents, English plurals as singulars. Where words aren't
 * spaced (Chinese, Japanese, Thai) each two characters that follow one another.
 */
export function termsOf(text: string): string[] {
	const words = text
		.normalize('NFKD')
		.replaceAll(/\p{M}+/gu, '')
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu);
	return (words ?? []).flatMap((word) => {
		if (/^[a-z\d]+$/u.test(word)) return singular(word.slice(0, MAX_TERM_CHARACTERS));
		return (word.match(UNSPACED) ?? []).flatMap((run) =>
			IS_UNSPACED.test(run) ? pairsOf(run) : run.slice(0, MAX_TERM_CHARACTERS)
		);
	});
}

/** Whether a word finds longer ones that begin with it: not so the short ones, unless they are no words but characters. */
export const findsLonger = (term: string): boolean =>
	term.length >= MIN_PREFIX_CHARACTERS || (term.length === 1 && IS_UNSPACED.test(term));

function pairsOf(run: string): string[] {
	const characters = [...run];
	return characters.length === 1
		? characters
		: characters.slice(1).map((next, index) => characters[index]! + next);
}

/** The words of a question that say what it is about, each once, 50 at most: the time of a search grows with them. */
export const topicsOf = (question: string): string[] =>
	[...new Set(termsOf(question))].filter((term) => isTopic(term)).slice(0, MAX_TOPICS);

const isTopic = (term: string): boolean =>
	!STOP_WORDS.has(term) && (term.length > 1 || !/^[a-z]$/u.test(term));

function singular(word: string): string {
	if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/u.test(word)) return word;
	if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
	return word.slice(0, /(?:ch|sh|x|ss)es$/u.test(word) ? -2 : -1);
}
