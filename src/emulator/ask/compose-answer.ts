import { isSearchable } from '../search/find-nodes.ts';
import type { State } from '../state.ts';
import type { Citation } from '../store/chats.ts';
import type { FileNode } from '../store/nodes.ts';
import { snippetOf } from '../text/snippet.ts';
import { topicsOf } from '../text/terms.ts';
import type { Passage } from '../text/text-index.ts';
import type { Scope } from './references.ts';

const MAX_PASSAGES = 5;
/** A passage that fits much less than the best is left out. */
const MIN_SHARE_OF_BEST = 0.35;
const SNIPPET_CHARACTERS = 400;
const MAX_ECHOED_CHARACTERS = 100;

const INTRODUCTION =
	'This answer comes from the local emulator of Fast.io. It quotes the passages that fit the question best.';
const NOTHING_INDEXED =
	'This answer comes from the local emulator of Fast.io. None of the files that the question is about is indexed yet.';

/** An answer, and what it quotes. */
export interface Answer {
	kind: 'answer';
	text: string;
	citations: Citation[];
	/** Whether it goes on after `ask.maxAnswerCharacters`. */
	isTruncated: boolean;
}

/** What becomes of a question: an answer, or a question in return. */
export type Outcome = Answer | { kind: 'needs_input'; question: string };

/**
 * Answers a question by quoting: the best passages of the files in scope, each with the name of its file and its page. The same
 * question over the same files gives the same answer. Where no word of it is in them it asks in return; of files that were
 * named it then quotes the beginnings.
 */
export function composeAnswer(state: State, question: string, scope: Scope): Outcome {
	const usable = (file: FileNode) => isInScope(state, file, scope);
	if (!state.nodes.files().some((file) => usable(file) && state.texts.of(file))) {
		return { kind: 'answer', text: NOTHING_INDEXED, citations: [], isTruncated: false };
	}
	const words = topicsOf(question);
	const found = state.texts.search(words, usable);
	const best = found
		.filter(({ score }) => score >= found[0]!.score * MIN_SHARE_OF_BEST)
		.slice(0, MAX_PASSAGES);
	const passages = best.length > 0 ? best : beginnings(state, scope.files);
	if (passages.length === 0) return { kind: 'needs_input', question: clarificationOf(question, words) };
	return quote(passages, words, scope, state.settings.ask.maxAnswerCharacters);
}

function isInScope(state: State, file: FileNode, { files, folders }: Scope): boolean {
	if (files.includes(file)) return true;
	if (!isSearchable(state, file)) return false;
	return files.length + folders.length === 0 || folders.some((folder) => isBelow(state, file, folder.id));
}

function isBelow({ nodes }: State, { parent }: FileNode, folder: string): boolean {
	for (let at = nodes.get(parent); at; at = nodes.get(at.parent)) if (at.id === folder) return true;
	return false;
}

function beginnings({ texts }: State, files: readonly FileNode[]): Passage[] {
	const passages = files.flatMap((file) => {
		const text = texts.of(file);
		const [chunk] = text?.chunks ?? [];
		return text && chunk ? [{ file, versionId: text.versionId, chunk, score: 0 }] : [];
	});
	return passages.slice(0, MAX_PASSAGES);
}

/** The quotations as one text, cut at its limit, and the citations of those that are in it. */
function quote(passages: readonly Passage[], words: string[], scope: Scope, maxCharacters: number): Outcome {
	const citations = new Map<FileNode, Citation>();
	let text = INTRODUCTION;
	for (const { file, versionId, chunk } of passages) {
		if (text.length >= maxCharacters) break;
		const snippet = snippetOf(chunk.text, words, SNIPPET_CHARACTERS);
		const place = chunk.page === undefined ? file.name : `${file.name}, page ${chunk.page}`;
		text += `\n\n${place}: “${snippet}”`;
		if (scope.attached.includes(file)) continue;
		const citation = citations.get(file) ?? { nodeId: file.id, versionId, entries: [] };
		citation.entries.push({ ...(chunk.page !== undefined && { page: chunk.page }), snippet });
		citations.set(file, citation);
	}
	const isTruncated = text.length > maxCharacters;
	const cut = isTruncated ? text.slice(0, maxCharacters).toWellFormed() : text;
	return { kind: 'answer', text: cut, citations: [...citations.values()], isTruncated };
}

function clarificationOf(question: string, words: readonly string[]): string {
	if (words.length === 0) return 'What would you like to know about the files?';
	const echoed = question.slice(0, MAX_ECHOED_CHARACTERS).toWellFormed();
	return `Nothing in the files fits “${echoed}”. Which file or topic is it about?`;
}
