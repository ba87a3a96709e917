import { findsLonger, termsOf } from './terms.ts';

/** A line from this length on goes on in the next, as in the text of a PDF; a shorter one is a heading or an item. */
const WRAPPED_CHARACTERS = 60;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * The sentence of a passage that has most of the words, and those behind it as far as they fit.
 *
 * @param words as `topicsOf` gives them.
 * @param maxCharacters a longer sentence is cut, and ends in `…`.
 */
export function snippetOf(passage: string, words: readonly string[], maxCharacters: number): string {
	const parts = Array.from(sentences.segment(unwrap(passage)), ({ segment }) =>
		segment.trim().replaceAll(/\s+/gu, ' ')
	).filter(Boolean);
	const counts = parts.map((part) => countOf(termsOf(part), words));
	const best = counts.indexOf(Math.max(...counts));
	let snippet = parts[best] ?? '';
	for (const part of parts.slice(best + 1)) {
		if (snippet.length + part.length + 1 > maxCharacters) break;
		snippet += ` ${part}`;
	}
	return snippet.length > maxCharacters ? `${cutAtWord(snippet, maxCharacters - 1)}…` : snippet;
}

const unwrap = (text: string): string =>
	text.replaceAll(/([^\n]*)\n(?!\n)/gu, (whole, line: string, at: number) => {
		const goesOn = line.length >= WRAPPED_CHARACTERS || /\p{Ll}/u.test(text.charAt(at + whole.length));
		return line !== '' && goesOn ? `${line} ` : whole;
	});

/** How many of the words are there; the beginning of a longer word counts too. */
const countOf = (terms: readonly string[], words: readonly string[]): number =>
	words.filter((word) => terms.some((term) => (findsLonger(word) ? term.startsWith(word) : term === word)))
		.length;

function cutAtWord(text: string, characters: number): string {
	const cut = text.slice(0, characters);
	const space = cut.lastIndexOf(' ');
	return (space > characters / 2 ? cut.slice(0, space) : cut).replace(/[\ud800-\udbff]$/u, '').toWellFormed();
}
