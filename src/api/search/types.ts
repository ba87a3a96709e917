import type { CallOptions } from '../fastio-types.ts';
import type { FileEntry } from '../wire/upload-wire.ts';

export interface SearchOptions extends CallOptions {
	/**
	 * What is searched: names, contents (by meaning, where the workspace indexes), or both, which is the default.
	 * Contents are what the index has of the files, so a new file is found some seconds after it is indexed.
	 */
	in?: 'names' | 'content' | 'both';
	/** How a name has to fit. Default `auto`; the others take at most 256 characters. `glob`: `*.pdf`. */
	match?: 'auto' | 'exact' | 'prefix' | 'contains' | 'glob';
	/** Of names. Default false. */
	caseSensitive?: boolean;
	/** Ids of the files to look into, at most 100. Those that are not there are left out. Default: the whole workspace. */
	files?: readonly string[];
	/** Folders to look into, at most 100, so many levels deep: 1 to 10, default 10. With `files`: what is in either. */
	folders?: readonly (string | { folderId: string; depth?: number })[];
	/** Hits per call, 1 to 500. Default 100. */
	pageSize?: number;
}

/** One file, or folder, that was found. Each comes once. */
export interface SearchHit {
	fileId: string;
	name: string;
	kind: FileEntry['kind'];
	type: string | undefined;
	parentId: string | undefined;
	/** The folders it is in, `Docs/Drafts`; empty at the top. `undefined` where Fast.io does not say: of names alone. */
	path: string | undefined;
	/** What fits: its name, what is written about it, its content, or more than one of them. */
	foundIn: 'name' | 'metadata' | 'content' | 'both';
	/** 1 for the best hit of this search. It tells the order, not how good a hit is. `undefined` of names alone. */
	score: number | undefined;
	/** The words that were found. Text, never markup. */
	snippet: string | undefined;
	/** Where they are, from 1, in a file with pages. */
	page: number | undefined;
	/** Whether its content is in the index. */
	indexed: boolean | undefined;
	/** The version whose content was found. */
	versionId: string | undefined;
}

/** What a search has looked into. */
export interface Searched {
	names: boolean;
	content: boolean;
	/**
	 * Why contents were asked for and not searched: `off` (the workspace does not index), `not-permitted`, `not-indexed`
	 * (nothing there is), or `other`.
	 */
	reason: 'off' | 'not-permitted' | 'not-indexed' | 'other' | undefined;
	/** A folder of the scope has more in it than Fast.io looks into at once. */
	incomplete: boolean;
}

export interface SearchPage {
	/** Best first. May be fewer than `pageSize` before the last page: what is outside the scope is left out. */
	hits: SearchHit[];
	/** Where the next page begins; `undefined` after the last. */
	nextOffset: number | undefined;
	/** Of all pages, where Fast.io tells it; with a scope, of what is outside it too. */
	total: number | undefined;
	searched: Searched;
}

/** A search: iterate it for its hits, best first, fetched page by page. Nothing is asked before. */
export interface Search extends AsyncIterable<SearchHit> {
	/** One page, and what was searched. `offset`: the `nextOffset` of the page before. */
	page(options?: { offset?: number }): Promise<SearchPage>;
}
