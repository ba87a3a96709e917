import type { State } from '../state.ts';
import { nodeView, type OutputLevel, shownId } from '../store/node-view.ts';
import type { StorageNode } from '../store/nodes.ts';
import { hashOf, sequenceOf } from '../text/chunk-view.ts';
import { snippetOf } from '../text/snippet.ts';
import { topicsOf } from '../text/terms.ts';
import type { Passage } from '../text/text-index.ts';
import { type Found, isSearchable } from './find-nodes.ts';

/** Length of a snippet by the level of the answer; `full` is the whole passage. */
const SNIPPET_CHARACTERS: Record<OutputLevel, number> = { terse: 200, standard: 600, full: Infinity };

/** How a search answers. */
export interface HitOptions {
	text: string;
	level: OutputLevel;
	/** With all about the node. */
	details: boolean;
}

/** What a search for names alone says of a node. */
export function nameHitView(state: State, { node }: Found, { level, details }: HitOptions): object {
	return {
		name: node.name,
		parent_id: shownId(node.parent, state.settings),
		type: node.kind,
		content_snippet: null,
		match_source: 'keyword',
		...(details && { node: nodeView(node, state.settings, level) })
	};
}

/** What a search of contents, or of both, says of a node. */
export function hitView(state: State, found: Found, options: HitOptions): object {
	const { node, name, metadata, passage, relevance } = found;
	const ancestors = ancestorsOf(state, node);
	const file = node.kind === 'file' ? node : undefined;
	return {
		...nameHitView(state, found, options),
		path: ancestors.map((folder) => folder.name).join('/'),
		path_complete: true,
		ancestors: ancestors.map(({ id, name }) => ({ id: shownId(id, state.settings), name })),
		relevance_score: relevance,
		raw_score: passage?.score ?? null,
		// By words, not by meaning: what is behind it is BM25.
		score_source: passage ? 'keyword' : name ? 'filename' : 'metadata',
		match_source: passage && (name || metadata) ? 'both' : passage ? 'semantic' : 'keyword',
		content_snippet: passage ? snippet(passage, options) : null,
		page: passage ? pageOf(passage) : null,
		media_segment: null,
		...(file && { mimetype: file.current.type, text_indexed: isSearchable(state, file) }),
		summary_short: node.short ?? null,
		best_chunk: passage ? bestChunk(state, passage, options) : null,
		metadata_match: metadata !== undefined,
		metadata_match_field: metadata ?? null
	};
}

function snippet({ chunk }: Passage, { text, level }: HitOptions): string {
	const most = SNIPPET_CHARACTERS[level];
	return chunk.text.length <= most ? chunk.text : snippetOf(chunk.text, topicsOf(text), most);
}

function bestChunk({ settings }: State, passage: Passage, options: HitOptions): object {
	const { chunk, score, versionId } = passage;
	return {
		text: chunk.text,
		same_as_snippet: snippet(passage, options) === chunk.text,
		page: pageOf(passage),
		media_segment: null,
		score,
		result_type: 'doc',
		position: chunk.position,
		sequence: sequenceOf(chunk.position),
		indexed_version_id: shownId(versionId, settings),
		chunk_hash: hashOf(chunk.text)
	};
}

const pageOf = ({ chunk: { page } }: Passage): object | null =>
	page === undefined ? null : { start_page: page, end_page: page };

/** The folders above a node, outermost first. */
function ancestorsOf({ nodes }: State, node: StorageNode): StorageNode[] {
	const above: StorageNode[] = [];
	for (let at = nodes.get(node.parent); at; at = nodes.get(at.parent)) above.unshift(at);
	return above;
}
