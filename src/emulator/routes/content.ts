import { isOpaqueId, plainId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { invalid, missing, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { type OutputLevel, shownId } from '../store/node-view.ts';
import type { FileNode } from '../store/nodes.ts';
import { chunkView, fit, type Scored } from '../text/chunk-view.ts';
import type { TextChunk } from '../text/file-text.ts';
import type { IndexedText } from '../text/text-index.ts';
import { topicsOf } from '../text/terms.ts';
import { requireWorkspace } from './lookup.ts';
import { outputLevel } from './output.ts';
import { parseWhole } from './session-form.ts';

const MAX_QUERY_CHARACTERS = 512;
const MAX_LIMIT = 20;
const DEFAULT_LIMIT = 5;
const DEFAULT_QUERY_LIMIT = 3;
const MAX_CHUNK = 9999;
const MAX_BYTES = { least: 1024, most: 262_144, usual: 32_768 };
const MAX_NODES = 10;

/** The text that was extracted of files, in the passages in which it is searched. */
export const contentRoutes: readonly Route[] = [
	{ method: 'GET', path: 'workspace/:workspace/storage/content', handler: manyContents },
	{ method: 'GET', path: 'workspace/:workspace/storage/:node/content', handler: content }
];

function content(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const file = fileOf(state, param(x, 'node'));
	if (!file) throw new Refusal(404, 100220, 'The storage node was not found.');
	const window = windowOf(x.query, ['q', 'page', 'chunk_from', 'cursor']);
	return { payload: contentOf(state, file, window, outputLevel(x)) };
}

function manyContents(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const ids = (x.query.get('nodes') ?? '').split(',').filter((id) => id !== '');
	if (ids.length === 0) throw missing('nodes');
	if (ids.length > MAX_NODES) throw invalid('nodes', `takes at most ${MAX_NODES} ids`);
	const window = windowOf(x.query, ['q', 'chunk_from']);
	const level = outputLevel(x);
	const nodes: object[] = [];
	const absent: object[] = [];
	for (const id of ids) {
		const file = fileOf(state, id);
		const reason = !file ? 'not_found' : readableText(state, file) ? undefined : 'not_indexed';
		if (!file || reason !== undefined) absent.push({ id, reason });
		else {
			const node_id = shownId(file.id, state.settings);
			nodes.push({ node_id, name: file.name, ...contentOf(state, file, window, level) });
		}
	}
	return { payload: { nodes, missing: absent } };
}

/** Which passages are asked for. */
interface Window {
	by: 'start' | 'q' | 'page' | 'chunk_from' | 'cursor';
	value: string;
	chunkTo: number | undefined;
	limit: number;
	maxBytes: number;
}

function windowOf(query: URLSearchParams, selectors: readonly Exclude<Window['by'], 'start'>[]): Window {
	const [by = 'start', second] = selectors.filter((name) => query.has(name));
	if (second) throw new Refusal(406, 158674, `Only one of ${selectors.join(', ')} may be given.`);
	const value = by === 'start' ? '' : (query.get(by) ?? '').trim();
	if (by === 'q' && (value === '' || value.length > MAX_QUERY_CHARACTERS)) {
		throw invalid('q', `must have 1 to ${MAX_QUERY_CHARACTERS} characters`);
	}
	if (by === 'page') parseWhole(query, 'page', 1);
	for (const name of by === 'chunk_from' ? ['chunk_from', 'chunk_to'] : []) {
		if ((parseWhole(query, name, 0) ?? 0) > MAX_CHUNK) throw invalid(name, `must be below ${MAX_CHUNK + 1}`);
	}
	const limit = parseWhole(query, 'limit', 1) ?? (by === 'q' ? DEFAULT_QUERY_LIMIT : DEFAULT_LIMIT);
	if (limit > MAX_LIMIT) throw invalid('limit', `must be at most ${MAX_LIMIT}`);
	const maxBytes = parseWhole(query, 'max_bytes', MAX_BYTES.least) ?? MAX_BYTES.usual;
	if (maxBytes > MAX_BYTES.most) throw invalid('max_bytes', `must be at most ${MAX_BYTES.most}`);
	const chunkTo = by === 'chunk_from' ? parseWhole(query, 'chunk_to', Number(value)) : undefined;
	return { by, value, chunkTo, limit, maxBytes };
}

/** A live file; `undefined` for all else. */
function fileOf({ nodes }: State, id: string): FileNode | undefined {
	const node = isOpaqueId(id) ? nodes.get(id) : undefined;
	return node?.kind === 'file' && nodes.isLive(node) ? node : undefined;
}

const readableText = ({ texts }: State, file: FileNode): IndexedText | undefined =>
	file.ai === 'indexed' ? texts.of(file) : undefined;

function contentOf(state: State, file: FileNode, window: Window, level: OutputLevel): object {
	const text = readableText(state, file);
	if (!text) return { indexed: false, chunks: [], total_chunks: 0, next_cursor: null, truncated: false };
	const { chunks, next } = chunksIn(state, file, text, window);
	const { fitting, truncated } = fit(chunks, window.maxBytes);
	const nextPosition = fitting.length < chunks.length ? fitting.at(-1)!.position + 1 : next;
	const goesOn = nextPosition !== undefined && window.by !== 'q';
	return {
		indexed: true,
		// What is behind the emulator's limit of text isn't in the index.
		complete: !text.isCut,
		indexed_version_id: shownId(text.versionId, state.settings),
		total_chunks: text.chunks.length,
		num_pages: text.pages ?? null,
		chunks: fitting.map((chunk) => chunkView(chunk, level)),
		next_cursor: goesOn ? cursorText(text, nextPosition) : null,
		truncated
	};
}

/** The passages of a window, at most `limit`, and the position after them when there are more. */
function chunksIn(
	state: State,
	file: FileNode,
	text: IndexedText,
	{ by, value, chunkTo, limit }: Window
): { chunks: Scored[]; next?: number | undefined } {
	if (by === 'q') {
		const found = state.texts.search(topicsOf(value), (candidate) => candidate === file);
		return { chunks: found.slice(0, limit).map(({ chunk, score }) => ({ ...chunk, score })) };
	}
	const isIn =
		by === 'page'
			? ({ page }: TextChunk) => page === Number(value)
			: ({ position }: TextChunk) =>
					position >= startOf(text, by, value) && position <= (chunkTo ?? Infinity);
	const wanted = text.chunks.filter(isIn);
	return { chunks: wanted.slice(0, limit), next: wanted[limit]?.position };
}

function startOf(text: IndexedText, by: Window['by'], value: string): number {
	if (by === 'start') return 0;
	if (by === 'chunk_from') return Number(value);
	const [version = '', position = ''] = Buffer.from(value, 'base64url').toString('latin1').split(':');
	if (version !== text.versionId || !/^\d{1,6}$/.test(position)) {
		throw invalid('cursor', 'is not valid, or the file has changed');
	}
	return Number(position);
}

const cursorText = ({ versionId }: IndexedText, position: number): string =>
	Buffer.from(`${plainId(versionId)}:${position}`).toString('base64url');
