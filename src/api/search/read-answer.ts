import { asCount, asId, asObject, asText, type JsonObject } from '../fields.ts';
import type { FileEntry } from '../wire/upload-wire.ts';
import type { Searched, SearchHit } from './types.ts';

const KINDS = new Set<unknown>(['file', 'folder', 'note', 'link']);
const REASONS: Record<string, Searched['reason']> = {
	intelligence_disabled: 'off',
	summary_permission_denied: 'not-permitted',
	content_not_indexed: 'not-indexed'
};

/** A hit, and the folders above it from the outermost on, where they are told. */
export interface PlacedHit {
	hit: SearchHit;
	ancestorIds: string[] | undefined;
}

/**
 * The hits of an answer, in its order, which is that of their scores. `files` by id is what is documented; a list under
 * `files`, `results` or `items`, as other deployments have it, is read as well.
 */
export function hitsIn(payload: JsonObject): PlacedHit[] {
	const container = payload['files'] ?? payload['results'] ?? payload['items'];
	const list = asObject(container)?.['items'] ?? container;
	if (Array.isArray(list)) return list.flatMap((row) => toHit(undefined, row) ?? []);
	return Object.entries(asObject(list) ?? {}).flatMap(([id, row]) => toHit(id, row) ?? []);
}

/** Rows describe the file themselves, or have it as `node`. */
function toHit(key: string | undefined, value: unknown): PlacedHit | undefined {
	const row = asObject(value);
	const node = asObject(row?.['node']);
	const fileId = asId(key ?? row?.['id'] ?? row?.['node_id'] ?? node?.['id']);
	if (!row || fileId === undefined) return undefined;
	const fields = { ...node, ...row };
	const chunk = asObject(row['best_chunk']);
	const snippet = asText(row['content_snippet']) ?? asText(row['content']) ?? asText(chunk?.['text']);
	const kind = KINDS.has(fields['type']) ? (fields['type'] as FileEntry['kind']) : 'file';
	const hit: SearchHit = {
		fileId,
		name: asText(fields['name']) ?? '',
		kind,
		type: kind === 'folder' ? undefined : asText(fields['mimetype']),
		parentId: asId(row['parent_id']) ?? asId(fields['parent']),
		path: typeof row['path'] === 'string' ? row['path'] : undefined,
		foundIn: foundIn(row, snippet),
		score: asCount(row['relevance_score']) ?? asCount(row['score']),
		snippet,
		page: pageOf(row['page']) ?? pageOf(chunk?.['page']),
		indexed: typeof row['text_indexed'] === 'boolean' ? row['text_indexed'] : undefined,
		versionId: asId(chunk?.['indexed_version_id'])
	};
	return { hit, ancestorIds: row['path_complete'] === false ? undefined : ancestorsOf(row['ancestors']) };
}

/** Contents are found by meaning. A row that does not say by what it was found has a snippet when it was that. */
function foundIn(row: JsonObject, snippet: string | undefined): SearchHit['foundIn'] {
	const source = row['match_source'];
	if (source === 'both') return 'both';
	if (source === 'semantic' || (source === undefined && snippet !== undefined)) return 'content';
	return row['metadata_match'] === true && row['score_source'] !== 'filename' ? 'metadata' : 'name';
}

function pageOf(page: unknown): number | undefined {
	return (asCount(asObject(page)?.['start_page']) ?? asCount(page)) || undefined;
}

function ancestorsOf(ancestors: unknown): string[] | undefined {
	if (!Array.isArray(ancestors)) return undefined;
	return ancestors.map((folder) => asId(asObject(folder)?.['id']) ?? '');
}

/** What was searched, of what was asked for. Where nothing is said about contents, they were searched. */
export function searchedIn(payload: JsonObject, asked: { names: boolean; content: boolean }): Searched {
	const metadata = asObject(payload['search_metadata']) ?? {};
	const available = ['content_search_available', 'semantic_available', 'intelligence_enabled']
		.map((name) => metadata[name])
		.find((value) => typeof value === 'boolean');
	const content = asked.content && available !== false;
	const told = asText(metadata['reason']);
	const off = metadata['intelligence_enabled'] === false ? 'off' : 'other';
	return {
		names: asked.names,
		content,
		reason: content || !asked.content ? undefined : told === undefined ? off : (REASONS[told] ?? 'other'),
		incomplete: payload['scope_incomplete'] === true || metadata['scope_incomplete'] === true
	};
}
