import { FastioError } from '../../rules/errors.ts';
import { asCount, asObject, type JsonObject } from '../fields.ts';
import { callApi } from '../request.ts';
import type { ContextOf } from '../storage/context.ts';
import { segment } from '../transport.ts';
import { hitsIn, searchedIn } from './read-answer.ts';
import { isInScope, scopeFields, scopeOf, type Scope } from './scope.ts';
import type { Search, SearchHit, SearchOptions, SearchPage } from './types.ts';

/** Hits per call unless told otherwise. */
export const DEFAULT_PAGE_SIZE = 100;
/** The most Fast.io gives at once. */
export const MAX_PAGE_SIZE = 500;
/** What Fast.io calls the places. */
const PLACES = { names: 'filename', content: 'content', both: 'both' } as const;

/** See `Fastio.search`. */
export function search(contextOf: ContextOf, text: string, options: SearchOptions): Search {
	/** Read once; again after a failure. */
	let scope: Promise<Scope | undefined> | undefined;
	const page = async ({ offset = 0 }: { offset?: number } = {}): Promise<SearchPage & { ids: string[] }> => {
		const pageSize = checked(text, offset, options);
		const context = contextOf(options, 'search');
		const reading = (scope ??= scopeOf(context, options));
		const where = await reading.catch((error: unknown) => {
			scope = undefined;
			throw error;
		});
		const payload = await callApi(context.connection, {
			method: 'GET',
			path: `/workspace/${segment(context.workspaceId)}/storage/search/`,
			query: { ...queryOf(text, options, where), limit: pageSize, offset },
			kind: 'read',
			signal: context.signal
		});
		return readPage(payload, { options, scope: where, pageSize, offset });
	};
	return {
		async page(at) {
			const { ids: _, ...rest } = await page(at);
			return rest;
		},
		async *[Symbol.asyncIterator]() {
			yield* everyHit(page);
		}
	};
}

/** Ends at a page that brings nothing new, so that a server without pages is not asked forever. Holds the ids. */
async function* everyHit(
	page: (at: { offset: number }) => Promise<SearchPage & { ids: string[] }>
): AsyncGenerator<SearchHit, void, undefined> {
	const seen = new Set<string>();
	for (let offset: number | undefined = 0; offset !== undefined;) {
		const { hits, ids, nextOffset }: SearchPage & { ids: string[] } = await page({ offset });
		const fresh = hits.filter(({ fileId }) => !seen.has(fileId));
		const before = seen.size;
		for (const id of ids) seen.add(id);
		yield* fresh;
		if (seen.size === before) return;
		offset = nextOffset;
	}
}

/** Names with a scope are searched along with contents: only then Fast.io tells the folders of a hit. */
function queryOf(text: string, options: SearchOptions, scope: Scope | undefined) {
	const { in: place = 'both', match, caseSensitive } = options;
	return {
		search: text,
		search_in: place === 'names' && scope ? PLACES.both : PLACES[place],
		name_match: match,
		case_sensitive: caseSensitive,
		...scopeFields(scope),
		// Snippets of about 600 bytes; `full` has whole passages.
		output: 'standard'
	};
}

function readPage(
	payload: JsonObject,
	asked: { options: SearchOptions; scope: Scope | undefined; pageSize: number; offset: number }
): SearchPage & { ids: string[] } {
	const { options, scope, pageSize, offset } = asked;
	const { in: place = 'both' } = options;
	const rows = hitsIn(payload);
	const inScope = rows.filter((row) => isInScope(row, scope)).map(({ hit }) => hit);
	const hits = place === 'names' ? inScope.flatMap(byName) : inScope;
	const pagination = asObject(payload['pagination']);
	const total = asCount(pagination?.['total']);
	const end = offset + rows.length;
	const told = pagination?.['has_more'];
	const hasMore =
		typeof told === 'boolean' ? told : total === undefined ? rows.length >= pageSize : end < total;
	return {
		hits,
		ids: rows.map(({ hit }) => hit.fileId),
		nextOffset: hasMore && rows.length > 0 ? end : undefined,
		total,
		searched: searchedIn(payload, { names: place !== 'content', content: place !== 'names' })
	};
}

/** A hit as a search of names alone has it; none where only its content fits. */
function byName(hit: SearchHit): SearchHit[] {
	if (hit.foundIn === 'content') return [];
	if (hit.foundIn !== 'both') return [hit];
	return [{ ...hit, foundIn: 'name', snippet: undefined, page: undefined, versionId: undefined }];
}

/** The size of the pages. */
function checked(
	text: string,
	offset: number,
	{ in: place = 'both', pageSize = DEFAULT_PAGE_SIZE }: SearchOptions
): number {
	if (text.trim() === '') throw new FastioError('malformed', 'There is nothing to search for.');
	if (!Object.hasOwn(PLACES, place)) throw config("`in` must be 'names', 'content' or 'both'");
	if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > MAX_PAGE_SIZE)
		throw config(`\`pageSize\` must be 1 to ${MAX_PAGE_SIZE}`);
	if (!Number.isSafeInteger(offset) || offset < 0) throw config('`offset` must be 0 or more');
	return pageSize;
}

function config(problem: string): FastioError {
	return new FastioError('config', `search: ${problem}.`);
}
