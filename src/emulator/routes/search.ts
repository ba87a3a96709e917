import { type Exchange, param } from '../http/exchange.ts';
import { invalid, missing } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import { indexes } from '../indexing.ts';
import { findNodes, type Found, isSearchable, type SearchRequest } from '../search/find-nodes.ts';
import { hitView, nameHitView } from '../search/hit-view.ts';
import { NAME_MATCHES, type NameMatch } from '../search/name-match.ts';
import { parseScopes } from '../search/scopes.ts';
import type { State } from '../state.ts';
import { shownId } from '../store/node-view.ts';
import { requireWorkspace } from './lookup.ts';
import { outputLevel } from './output.ts';
import { parseWhole } from './session-form.ts';

const MAX_CHARACTERS = 1000;
const MAX_NAME_CHARACTERS = 256;
const MAX_BUCKET_CHARACTERS = 1024;
const MAX_LIMIT = 500;
const DEFAULT_LIMIT = 100;
const DEFAULT_DETAILED_LIMIT = 10;
const BUCKET_LIMIT = 25;
const PLACES = ['filename', 'content', 'both'];

/** Finding nodes by their names, by words about them, and by their contents. */
export const searchRoutes: readonly Route[] = [
	{ method: 'GET', path: 'workspace/:workspace/storage/search', handler: search },
	{ method: 'GET', path: 'workspace/:workspace/search', handler: unifiedSearch }
];

function search(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const { query } = x;
	const place = oneOf(query, 'search_in', PLACES) ?? 'both';
	const match = (oneOf(query, 'name_match', NAME_MATCHES) ?? 'auto') as NameMatch;
	const isPrecise = place === 'filename' && match !== 'auto';
	const text = searchText(query, isPrecise ? MAX_NAME_CHARACTERS : MAX_CHARACTERS);
	const accepts = parseScopes(state, query);
	const details = isTrue(query, 'details');
	const { limit, offset } = pageOf(query, details ? DEFAULT_DETAILED_LIMIT : DEFAULT_LIMIT);
	const options = { text, details, level: outputLevel(x) };
	const request: SearchRequest = {
		text,
		names: place !== 'content',
		contents: place !== 'filename' && indexes(state.settings),
		match,
		caseSensitive: isTrue(query, 'case_sensitive'),
		accepts
	};
	const found = findNodes(state, request);
	const view = place === 'filename' ? nameHitView : hitView;
	const files = found
		.slice(offset, offset + limit)
		.map((hit) => [shownId(hit.node.id, state.settings), view(state, hit, options)]);
	return {
		payload: {
			files: Object.fromEntries(files),
			search_metadata: metadataOf(state, request, query.has('search_in')),
			pagination: { total: found.length, limit, offset, has_more: offset + limit < found.length }
		}
	};
}

/** Why contents weren't searched is said only to those who ask where. */
function metadataOf(state: State, { accepts }: SearchRequest, isAsked: boolean): object {
	const isOn = indexes(state.settings);
	const basic = { intelligence_enabled: isOn, semantic_available: isOn, scoped: accepts !== undefined };
	if (!isAsked) return basic;
	const inScope = state.nodes.files().filter(accepts ?? (() => true));
	const hasContent = isOn && inScope.some((file) => isSearchable(state, file));
	const reason = isOn ? 'content_not_indexed' : 'intelligence_disabled';
	return { ...basic, content_search_available: hasContent, ...(!hasContent && { reason }) };
}

/** One list for each kind of thing; the emulator has no comments. */
function unifiedSearch(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const text = searchText(x.query, MAX_BUCKET_CHARACTERS);
	const options = { text, details: false, level: outputLevel(x) };
	const request = { text, match: 'auto', caseSensitive: false, contents: indexes(state.settings) } as const;
	const found = findNodes(state, { ...request, names: true });
	const bucket = (name: string, all: readonly Found[]) => {
		const offset = parseWhole(x.query, `${name}_offset`, 0) ?? 0;
		const limit = parseWhole(x.query, `${name}_limit`, 1) ?? BUCKET_LIMIT;
		if (limit > MAX_LIMIT) throw invalid(`${name}_limit`, `must be at most ${MAX_LIMIT}`);
		return {
			items: all
				.slice(offset, offset + limit)
				.map((hit) => ({ id: shownId(hit.node.id, state.settings), ...hitView(state, hit, options) })),
			total: all.length,
			total_relation: 'eq',
			has_more: offset + limit < all.length,
			status: 'ok'
		};
	};
	const isAbout = ({ metadata }: Found) => metadata !== undefined;
	return {
		payload: {
			buckets: {
				files: bucket('files', found),
				metadata: bucket('metadata', found.filter(isAbout)),
				comments: bucket('comments', [])
			}
		}
	};
}

function searchText(query: URLSearchParams, maxCharacters: number): string {
	const text = (query.get('search') ?? '').trim();
	if (text === '') throw missing('search');
	if (text.length > maxCharacters) throw invalid('search', `must have at most ${maxCharacters} characters`);
	return text;
}

function pageOf(query: URLSearchParams, defaultLimit: number): { limit: number; offset: number } {
	const limit = parseWhole(query, 'limit', 1) ?? defaultLimit;
	if (limit > MAX_LIMIT) throw invalid('limit', `must be at most ${MAX_LIMIT}`);
	return { limit, offset: parseWhole(query, 'offset', 0) ?? 0 };
}

function oneOf(query: URLSearchParams, name: string, choices: readonly string[]): string | undefined {
	const value = query.get(name);
	if (value === null) return undefined;
	if (!choices.includes(value)) throw invalid(name, `must be one of: ${choices.join(', ')}`);
	return value;
}

const isTrue = (query: URLSearchParams, name: string): boolean =>
	['1', 'true'].includes(query.get(name) ?? '');
