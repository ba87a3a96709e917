import MiniSearch from 'minisearch';
import { findsLonger, termsOf } from './terms.ts';

/** Which numbered texts have the words of a query, by BM25. */
export interface TermIndex {
	add(id: number, text: string): void;
	/** @param text the same as when it was added. */
	remove(id: number, text: string): void;
	/** Those that have at least one of the words; the score has no bound. In no particular order where scores are the same. */
	search(words: readonly string[], accepts: (id: number) => boolean): { id: number; score: number }[];
	clear(): void;
}

/** This file holds the search library, which the build puts into ours. */
export function createTermIndex(): TermIndex {
	const index = new MiniSearch<{ id: number; text: string }>({
		fields: ['text'],
		tokenize: termsOf,
		processTerm: (term) => term
	});
	return {
		add: (id, text) => index.add({ id, text }),
		remove: (id, text) => index.remove({ id, text }),
		search: (words, accepts) =>
			index
				.search(words.join(' '), {
					tokenize: (text) => text.split(' '),
					prefix: findsLonger,
					filter: ({ id }) => accepts(id as number)
				})
				.map(({ id, score }) => ({ id: id as number, score })),
		clear: () => index.removeAll()
	};
}
