import { isOpaqueId, plainId } from '../ids.ts';
import { notPossible } from '../routes/lookup.ts';
import type { State } from '../state.ts';
import type { FileNode, StorageNode } from '../store/nodes.ts';

const MAX_ENTRIES = 100;
const MAX_DEPTH = 10;

/**
 * Which files `files_scope` and `folders_scope` of a search allow: those of either. `undefined` when neither is given.
 *
 * @throws Refusal 400/1605 for an entry that is malformed, not there, or of the wrong kind.
 */
export function parseScopes(state: State, query: URLSearchParams): ((file: FileNode) => boolean) | undefined {
	const files = entriesOf(query, 'files_scope').map(([id, version]) => fileEntry(state, id, version));
	const folders = entriesOf(query, 'folders_scope').map(([id, depth]) => folderEntry(state, id, depth));
	if (files.length + folders.length === 0) return undefined;
	return (file) =>
		files.some((scope) => scope.file === file && scope.versionId === file.current.id) ||
		folders.some(({ folder, depth }) => isWithin(state, file, folder, depth));
}

function entriesOf(query: URLSearchParams, name: string): [id: string, detail: string][] {
	const entries = (query.get(name) ?? '').split(',').filter((entry) => entry !== '');
	if (entries.length > MAX_ENTRIES) throw notPossible(`${name} takes at most ${MAX_ENTRIES} entries.`);
	return entries.map((entry) => {
		const [id = '', detail = ''] = entry.split(':');
		return [id, detail];
	});
}

function nodeOf(state: State, name: string, id: string): StorageNode {
	const node = isOpaqueId(id) ? state.nodes.get(id) : undefined;
	if (!node || !state.nodes.isLive(node)) throw notPossible(`${name}: there is no such node.`);
	return node;
}

/** Without a version: the current one. */
function fileEntry(state: State, id: string, version: string): { file: FileNode; versionId: string } {
	const file = nodeOf(state, 'files_scope', id);
	if (file.kind !== 'file') throw notPossible('files_scope takes files only.');
	const versionId = version === '' ? file.current.id : plainId(version);
	if (!file.versions.some((known) => known.id === versionId)) {
		throw notPossible('files_scope: the file has no such version.');
	}
	return { file, versionId };
}

function folderEntry(state: State, id: string, text: string): { folder: string; depth: number } {
	const folder = nodeOf(state, 'folders_scope', id);
	if (folder.kind !== 'folder') throw notPossible('folders_scope takes folders only.');
	const depth = text === '' ? MAX_DEPTH : Number(text);
	if (!Number.isInteger(depth) || depth < 1 || depth > MAX_DEPTH) {
		throw notPossible(`folders_scope: the depth must be 1 to ${MAX_DEPTH}.`);
	}
	return { folder: folder.id, depth };
}

/** Depth 1: directly in the folder. */
function isWithin({ nodes }: State, file: FileNode, folder: string, depth: number): boolean {
	let parent = file.parent;
	for (let level = 1; level <= depth; level++) {
		if (parent === folder) return true;
		const above = nodes.get(parent);
		if (!above) return false;
		parent = above.parent;
	}
	return false;
}
