import { isOpaqueId, plainId } from '../ids.ts';
import { invalid, notFound } from '../http/refusal.ts';
import { notPossible } from '../routes/lookup.ts';
import { isSearchable } from '../search/find-nodes.ts';
import type { State } from '../state.ts';
import type { FileNode, FolderNode, StorageNode } from '../store/nodes.ts';

const MAX_REFERENCES = 100;
const MAX_ATTACHED = 20;
const MAX_ATTACHED_BYTES = 2 * 1024 ** 3;

/** What a question is about. Nothing at all: the whole workspace. */
export interface Scope {
	/** Files that were named. `ready` is enough for them. */
	files: FileNode[];
	/** Folders that were named, of which the indexed files count. */
	folders: FolderNode[];
	/** Those of the files that were attached: an answer doesn't cite them. */
	attached: FileNode[];
}

/**
 * What the fields `references` (context) and `subjects` (attached files) of a question name.
 *
 * @throws Refusal 406/10023 where a field isn't a list of items, 404/1609 for a node or version that isn't there, 400/1605
 * for one of the wrong kind, that isn't read yet, or above the limits (100 references, 20 files, 2 GiB).
 */
export function parseScope(state: State, fields: URLSearchParams): Scope {
	const references = itemsOf(fields, 'references').map((item) => nodeOf(state, 'references', item));
	const attached = itemsOf(fields, 'subjects').map((item) => nodeOf(state, 'subjects', item));
	if (references.length > MAX_REFERENCES)
		throw notPossible(`At most ${MAX_REFERENCES} references are taken.`);
	const named = references.filter((node) => node.kind === 'file');
	const folders = references.filter((node) => node.kind === 'folder');
	const subjects = attached.filter((node) => node.kind === 'file');
	if (subjects.length < attached.length) throw notPossible('subjects: only files can be attached.');
	const bytes = subjects.reduce((sum, { current }) => sum + current.bytes.size, 0);
	if (subjects.length > MAX_ATTACHED || bytes > MAX_ATTACHED_BYTES) {
		throw notPossible(`At most ${MAX_ATTACHED} files of ${MAX_ATTACHED_BYTES} bytes in all can be attached.`);
	}
	const files = [...new Set([...named, ...subjects])];
	for (const file of files) if (!canAttach(file)) throw notPossible('references: the file is not ready yet.');
	for (const folder of folders) {
		if (!state.nodes.filesIn(folder).some((file) => isSearchable(state, file))) {
			throw notPossible('references: nothing in the folder is indexed.');
		}
	}
	return { files, folders, attached: subjects };
}

const canAttach = ({ ai }: FileNode): boolean => ai === 'ready' || ai === 'indexed';

/** One reference, with all that may be left out. */
interface Item {
	type?: unknown;
	id?: unknown;
	file_details?: { node_id?: unknown; version_id?: unknown };
	folder_details?: { node_id?: unknown };
}

function itemsOf(fields: URLSearchParams, name: string): Item[] {
	const text = fields.get(name);
	if (text === null || text === '') return [];
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw invalid(name, 'must be a JSON array');
	}
	if (!Array.isArray(value)) throw invalid(name, 'must be a JSON array');
	if (!value.every((item) => typeof item === 'object' && item !== null))
		throw invalid(name, 'must hold objects');
	return value;
}

function nodeOf(state: State, field: string, { type, id, file_details, folder_details }: Item): StorageNode {
	if (type !== 'file' && type !== 'folder') throw notPossible(`${field}: the type must be file or folder.`);
	const given = (type === 'file' ? file_details : folder_details)?.node_id ?? id;
	const node = typeof given === 'string' && isOpaqueId(given) ? state.nodes.get(given) : undefined;
	if (!node || !state.nodes.isLive(node)) throw notFound(`A ${type} of ${field}`);
	if (node.kind !== type) throw notPossible(`${field}: the node is a ${node.kind}.`);
	const version = file_details?.version_id;
	if (node.kind === 'file' && typeof version === 'string' && version !== '') {
		const known = node.versions.find((candidate) => candidate.id === plainId(version));
		if (!known) throw notFound(`The version of a file of ${field}`);
		if (known !== node.current) throw notPossible(`${field}: only the current version of a file is indexed.`);
	}
	return node;
}
