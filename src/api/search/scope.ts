import { FastioError } from '../../rules/errors.ts';
import { plainId } from '../../rules/ids.ts';
import { readMany } from '../storage/read-many.ts';
import type { StorageContext } from '../storage/context.ts';
import type { PlacedHit } from './read-answer.ts';
import type { SearchOptions } from './types.ts';

/** Files and folders of one search, each, as Fast.io takes them. */
export const MAX_SCOPE_ENTRIES = 100;
/** How deep Fast.io looks into a folder. */
export const MAX_SCOPE_DEPTH = 10;

/** Where a search looks. */
export interface Scope {
	/** Current versions by id. */
	files: ReadonlyMap<string, string>;
	/** Depths by id. */
	folders: ReadonlyMap<string, number>;
}

/** The scope of a search, whose files are read to know their versions. `undefined`: the whole workspace. */
export async function scopeOf(
	context: StorageContext,
	{ files, folders }: Pick<SearchOptions, 'files' | 'folders'>
): Promise<Scope | undefined> {
	if (files === undefined && folders === undefined) return undefined;
	const depths = new Map((folders ?? []).map(checkedFolder));
	const asked = files ?? [];
	if (asked.length > MAX_SCOPE_ENTRIES || depths.size > MAX_SCOPE_ENTRIES)
		throw malformed(`at most ${MAX_SCOPE_ENTRIES} files and ${MAX_SCOPE_ENTRIES} folders can be looked into`);
	const versions = new Map<string, string>();
	for await (const { fileId, versionId, trashed } of readMany(context, asked)) {
		if (versionId !== undefined && !trashed) versions.set(fileId, versionId);
	}
	if (versions.size + depths.size === 0)
		throw new FastioError('not-found', 'Nothing of what the search should look into is there.');
	return { files: versions, folders: depths };
}

function checkedFolder(
	folder: string | { folderId: string; depth?: number }
): [folderId: string, depth: number] {
	const { folderId, depth = MAX_SCOPE_DEPTH } = typeof folder === 'string' ? { folderId: folder } : folder;
	if (folderId === 'root' || folderId === 'trash')
		throw malformed(`\`${folderId}\` can't be looked into; leave \`folders\` out for the whole workspace`);
	if (!Number.isInteger(depth) || depth < 1 || depth > MAX_SCOPE_DEPTH)
		throw malformed(`a \`depth\` is 1 to ${MAX_SCOPE_DEPTH}`);
	return [plainId(folderId), depth];
}

/** As Fast.io takes it: `id:version,…` and `id:depth,…`. */
export function scopeFields(scope: Scope | undefined): { files_scope?: string; folders_scope?: string } {
	const entries = (map: ReadonlyMap<string, string | number>): string =>
		[...map].map(([id, detail]) => `${id}:${detail}`).join(',');
	return {
		...(scope && scope.files.size > 0 && { files_scope: entries(scope.files) }),
		...(scope && scope.folders.size > 0 && { folders_scope: entries(scope.folders) })
	};
}

/**
 * Whether a hit is in the scope. Fast.io holds only contents to it, so names are held to it here. A name whose folders
 * are not told counts when it lies directly in one.
 */
export function isInScope({ hit, ancestorIds }: PlacedHit, scope: Scope | undefined): boolean {
	if (!scope || scope.files.has(hit.fileId)) return true;
	if (!ancestorIds) return scope.folders.has(hit.parentId ?? '') || isByContent(hit, scope);
	return ancestorIds.toReversed().some((id, above) => above < (scope.folders.get(id) ?? 0));
}

const isByContent = ({ foundIn }: PlacedHit['hit'], { folders }: Scope): boolean =>
	folders.size > 0 && (foundIn === 'content' || foundIn === 'both');

function malformed(why: string): FastioError {
	return new FastioError('malformed', `Search: ${why}.`);
}
