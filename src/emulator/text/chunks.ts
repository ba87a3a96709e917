import type { TextChunk } from './file-text.ts';

/** Length of a passage: up to so many characters, and no passage but a page's last has less than half of it. */
export const CHUNK_CHARACTERS = 800;
/** Where a passage ends best: after a paragraph, a sentence, a line, a word. */
const ENDS = [/\n\s*\n/gu, /[.!?…。！？]["'”’)\]]*\s/gu, /\n/gu, /\s/gu];

/** A page of text, or all of it where there are none. */
export interface TextPage {
	page?: number;
	text: string;
}

/** Cuts pages into passages. None goes over the end of a page, so that what is cited is on the page that is named. */
export function chunksOf(pages: readonly TextPage[]): TextChunk[] {
	const chunks: TextChunk[] = [];
	for (const { page, text } of pages) {
		for (let at = 0; at < text.length;) {
			const end = endOfChunk(text, at);
			const passage = text.slice(at, end).trim();
			const position = chunks.length;
			if (passage !== '')
				chunks.push({ position, ...(page !== undefined && { page }), text: passage.toWellFormed() });
			at = end;
		}
	}
	return chunks;
}

function endOfChunk(text: string, at: number): number {
	if (text.length - at <= CHUNK_CHARACTERS) return text.length;
	const half = CHUNK_CHARACTERS / 2;
	const rest = text.slice(at + half, at + CHUNK_CHARACTERS);
	for (const pattern of ENDS) {
		const last = [...rest.matchAll(pattern)].at(-1);
		if (last) return at + half + last.index + last[0].length;
	}
	// A word without an end: not between the two halves of a character.
	const cutsPair = /[\ud800-\udbff]/u.test(text.charAt(at + CHUNK_CHARACTERS - 1));
	return at + CHUNK_CHARACTERS - (cutsPair ? 1 : 0);
}
