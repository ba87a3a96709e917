import { FastioApiError } from '../errors.ts';

/** One page of a list that goes on at a cursor. */
export interface CursorPage<T> {
	entries: T[];
	/** Where the next page begins; `undefined` after the last. */
	nextCursor: string | undefined;
}

/**
 * Every entry, page by page, holding one page.
 *
 * @throws FastioApiError `upstream` when a cursor comes again, which would never end; what `read` throws.
 */
export async function* everyPage<T>(
	read: (cursor: string | undefined) => Promise<CursorPage<T>>
): AsyncGenerator<T, void, undefined> {
	const seen = new Set<string>();
	let cursor: string | undefined;
	do {
		const page = await read(cursor);
		yield* page.entries;
		cursor = page.nextCursor;
		if (cursor === undefined) return;
		if (seen.has(cursor))
			throw new FastioApiError('upstream', 'Fast.io lists the same page again and again.', { status: 200 });
		seen.add(cursor);
	} while (true);
}
