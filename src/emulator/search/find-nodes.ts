import type { State } from '../state.ts';
import type { FileNode, StorageNode } from '../store/nodes.ts';
import { compareText, type Passage } from '../text/text-index.ts';
import { topicsOf } from '../text/terms.ts';
import { matchName, type NameMatch, type NameTier } from './name-match.ts';

/** What is searched for, and where. */
export interface SearchRequest {
	text: string;
	names: boolean;
	contents: boolean;
	match: NameMatch;
	caseSensitive: boolean;
	/** Files whose contents count. Default: all. */
	accepts?: ((file: FileNode) => boolean) | undefined;
}

/** A node that was found. */
export interface Found {
	node: StorageNode;
	name: NameTier | undefined;
	/** Which of its own words fit, where any do. */
	metadata: 'title' | 'short' | undefined;
	/** The best passage of its content. */
	passage: Passage | undefined;
	/** 0 to 1; 1 for the best of all that was found. Tells the order only. */
	relevance: number;
}

/** An exact name comes before one that begins so, before words about the file, before other names and contents. */
const TIER = { exact: 4, prefix: 3, metadata: 2, contains: 1, passage: 0 };
/** Below 1: within a tier the better passage comes first. */
const SCORE_SHARE = 0.9;

/** All nodes that fit, the best first, each once. */
export function findNodes(state: State, request: SearchRequest): Found[] {
	const passages = request.contents ? bestPassages(state, request) : new Map<StorageNode, Passage>();
	const found: Found[] = [];
	for (const node of state.nodes.all()) {
		const name = request.names
			? matchName(node.name, request.text, { ...request, mode: request.match })
			: undefined;
		const metadata = request.names ? matchMetadata(node, request.text) : undefined;
		const passage = passages.get(node);
		if (name || metadata || passage) found.push({ node, name, metadata, passage, relevance: 0 });
	}
	const bestScore = Math.max(...found.map(({ passage }) => passage?.score ?? 0));
	for (const hit of found)
		hit.relevance = tierOf(hit) + (SCORE_SHARE * (hit.passage?.score ?? 0)) / (bestScore || 1);
	found.sort((a, b) => b.relevance - a.relevance || compareText(a.node.name, b.node.name));
	const best = found[0]?.relevance || 1;
	for (const hit of found) hit.relevance = Math.round((hit.relevance / best) * 10_000) / 10_000;
	return found;
}

/** Whether a file's content can be searched. */
export const isSearchable = (state: State, file: FileNode): boolean =>
	file.ai === 'indexed' && state.texts.of(file) !== undefined;

function bestPassages(
	state: State,
	{ text, accepts = () => true }: SearchRequest
): Map<StorageNode, Passage> {
	const best = new Map<StorageNode, Passage>();
	const usable = (file: FileNode) => isSearchable(state, file) && accepts(file);
	for (const passage of state.texts.search(topicsOf(text), usable)) {
		if (!best.has(passage.file)) best.set(passage.file, passage);
	}
	return best;
}

function matchMetadata({ title, short }: StorageNode, text: string): Found['metadata'] {
	const wanted = text.toLowerCase();
	if (title?.toLowerCase().includes(wanted)) return 'title';
	return short?.toLowerCase().includes(wanted) ? 'short' : undefined;
}

function tierOf({ name, metadata }: Found): number {
	if (name === 'exact' || name === 'prefix') return TIER[name];
	if (metadata) return TIER.metadata;
	return name ? TIER.contains : TIER.passage;
}
