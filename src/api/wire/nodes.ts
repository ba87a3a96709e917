import { asCount, asDate, asId, asObject, asText, type JsonObject } from '../fields.ts';
import type { FileEntry } from './upload-wire.ts';

const AI_STATES = new Set<string>(['disabled', 'pending', 'in_progress', 'ready', 'indexed', 'failed']);
const KINDS = new Set<string>(['file', 'folder', 'note', 'link']);

/** A storage node as we show it; `undefined` for what is none. An unknown type counts as a file. */
export function toFileEntry(node: unknown): FileEntry | undefined {
	const fields = asObject(node);
	const fileId = asId(fields?.['id']);
	if (!fields || fileId === undefined) return undefined;
	const type = asText(fields['type']) ?? 'file';
	const { hash, hashAlgorithm } = digestOf(fields);
	return {
		fileId,
		name: asText(fields['name']) ?? '',
		type: asText(fields['mimetype']) ?? 'application/octet-stream',
		size: asCount(fields['size']) ?? 0,
		hash,
		hashAlgorithm,
		kind: KINDS.has(type) ? (type as FileEntry['kind']) : 'file',
		parentId: asId(fields['parent']),
		versionId: asId(fields['version']),
		createdAt: asDate(fields['created']),
		modifiedAt: asDate(fields['modified']),
		trashed: fields['deleted'] === true || asText(fields['parent']) === 'trash',
		locked: fields['locked'] === true,
		category: asText(fields['mimecategory']),
		aiState: aiStateOf(fields['ai'])
	};
}

/** `inprogress` is how Fast.io's MCP server writes it. One that is not known is on its way somewhere. */
function aiStateOf(ai: unknown): FileEntry['aiState'] {
	const state = asText(asObject(ai)?.['state']);
	if (state === undefined || AI_STATES.has(state)) return state as FileEntry['aiState'];
	return 'in_progress';
}

/** What a node or a version says of its content. */
export function digestOf(fields: JsonObject): {
	hash: string | undefined;
	hashAlgorithm: string | undefined;
} {
	const hash = asText(fields['hash']);
	if (hash !== undefined) return { hash, hashAlgorithm: asText(fields['hash_algo']) };
	const crc = asText(fields['crc32c']);
	return { hash: crc, hashAlgorithm: crc === undefined ? undefined : 'crc32c' };
}

/**
 * The entries of a list answer, whose container is not documented: `nodes` (or `versions`, the given key) as an
 * array or as `{ items }`, `items`, or the bare array (which `understand` hands on as `items`).
 */
export function itemsIn(payload: JsonObject, key: string): unknown[] {
	const container = payload[key] ?? payload['items'];
	if (Array.isArray(container)) return container;
	const items = asObject(container)?.['items'];
	return Array.isArray(items) ? items : [];
}

/** Where the next page begins: at the top, under `pagination`, or beside the items. */
export function nextCursorIn(payload: JsonObject, key = 'nodes'): string | undefined {
	for (const place of [payload, asObject(payload['pagination']), asObject(payload[key])]) {
		const cursor = asText(place?.['next_cursor']);
		if (cursor !== undefined) return cursor;
	}
	return undefined;
}
