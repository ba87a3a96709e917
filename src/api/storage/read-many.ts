import { FastioApiError } from '../errors.ts';
import { asId, asObject, asText, type JsonObject } from '../fields.ts';
import { plainId } from '../../rules/ids.ts';
import { callApi } from '../request.ts';
import type { Connection } from '../settings.ts';
import { segment } from '../transport.ts';
import { readNode } from '../wire/node-calls.ts';
import { itemsIn, toFileEntry } from '../wire/nodes.ts';
import type { FileEntry } from '../wire/upload-wire.ts';

/** Nodes of one call, the most Fast.io takes. */
export const NODES_PER_CALL = 25;
/** What is said of a node that is not there: unknown, no id at all, or without its content. */
const NOT_THERE = new Set(['133123', '191878', '146950']);

type Target = { connection: Connection; workspaceId: string; signal: AbortSignal | undefined };

/**
 * The nodes among these ids that are there, the trash included, each once and in the order of the ids; 25 per call,
 * holding those of one call. One that Fast.io fails to describe among others is asked for by itself.
 */
export async function* readMany(
	target: Target,
	ids: Iterable<string>
): AsyncGenerator<FileEntry, void, undefined> {
	const asked = [...new Set([...ids].map(plainId))];
	for (let at = 0; at < asked.length; at += NODES_PER_CALL) {
		yield* await readSome(target, asked.slice(at, at + NODES_PER_CALL));
	}
}

async function readSome(target: Target, ids: string[]): Promise<FileEntry[]> {
	const [first = ''] = ids;
	if (ids.length === 1) return orNone(readNode(target.connection, target.workspaceId, first, target.signal));
	const payload = await readDetails(target, ids);
	const found = new Map<string, FileEntry>();
	for (const node of itemsIn(payload, 'nodes')) {
		const entry = toFileEntry(node);
		if (entry) found.set(entry.fileId, entry);
	}
	for (const id of failedIn(payload)) {
		if (found.has(id) || !ids.includes(id)) continue;
		for (const entry of await orNone(readNode(target.connection, target.workspaceId, id, target.signal))) {
			found.set(entry.fileId, entry);
		}
	}
	return ids.flatMap((id) => found.get(id) ?? []);
}

async function readDetails({ connection, workspaceId, signal }: Target, ids: string[]): Promise<JsonObject> {
	const path = `/workspace/${segment(workspaceId)}/storage/${ids.map(segment).join(',')}/details/`;
	try {
		return await callApi(connection, { method: 'GET', path, kind: 'read', multi: true, signal });
	} catch (error) {
		// None of them is there, said without a word on each.
		if (isNotFound(error)) return {};
		throw error;
	}
}

/** The ids of nodes that are there, as far as is told, though they could not be described. */
function failedIn(payload: JsonObject): string[] {
	const errors: unknown = payload['errors'];
	return (Array.isArray(errors) ? errors : []).flatMap((error) => {
		const fields = asObject(error);
		return NOT_THERE.has(asText(fields?.['code']) ?? '') ? [] : (asId(fields?.['node_id']) ?? []);
	});
}

async function orNone(reading: Promise<FileEntry>): Promise<FileEntry[]> {
	try {
		return [await reading];
	} catch (error) {
		if (isNotFound(error)) return [];
		throw error;
	}
}

function isNotFound(error: unknown): boolean {
	return error instanceof FastioApiError && error.code === 'not-found';
}
