import { asDate, asObject } from '../../api/fields.ts';
import type { JsonObject } from '../../api/fields.ts';
import { FastioError } from '../../rules/errors.ts';
import { eventTypeOf } from '../../rules/event-names.ts';
import type { FastioEvent, NotIndexedReason } from '../../rules/events.ts';

/** Longest id, in characters. */
export const MAX_ID_CHARS = 256;
/** Longest name of a file, in characters; one that is longer is left out. */
export const MAX_NAME_CHARS = 1024;
/** Deepest nesting of the `data` of an unknown type: what is deeper could not be written as JSON again. */
export const MAX_DATA_DEPTH = 32;
const decoder = new TextDecoder('utf-8', { fatal: true });
const REASONS: readonly unknown[] = ['off', 'plan', 'type', 'failed'] satisfies NotIndexedReason[];
/** Beginning of the year 10000: later moments have no ISO 8601 of four digits. */
const END_OF_TIME_MS = Date.UTC(10_000, 0);

/** An event out of a delivery. */
export interface ParsedEvent {
	event: FastioEvent;
	/** The sender gave it an id. Else that is `body:` and the SHA-256 of the delivery: alike deliveries share it. */
	identified: boolean;
}

/**
 * Reads a verified body: JSON `{ type, data: { file_id, … } }` as the guide has it, and the further fields that its
 * vendor's articles and event log show.
 *
 * @throws FastioError `malformed` for anything else, with a message that repeats nothing of it.
 */
export async function parseEvent(body: Uint8Array<ArrayBuffer>, nowMs: number): Promise<ParsedEvent> {
	const payload = asObject(parseJson(body));
	if (!payload) throw malformed('The body is not a JSON object.');
	const name = payload['type'] ?? payload['event'];
	if (typeof name !== 'string' || !/^\w[\w.:/-]{0,99}$/u.test(name))
		throw malformed('`type` is not the name of an event.');
	const data = asObject(payload['data'] ?? {});
	if (!data) throw malformed('`data` is not an object.');
	const id = idOf([payload], ['id', 'event_id']) ?? idOf([data], ['event_id']);
	const both = [payload, data];
	const base = {
		id: id ?? `body:${await sha256(body)}`,
		at: new Date(timeOf(both) ?? nowMs).toISOString(),
		workspaceId: idOf([data, payload], ['workspace_id'])
	};
	return { event: eventOf(name, base, data), identified: id !== undefined };
}

type Base = Pick<FastioEvent, 'id' | 'at' | 'workspaceId'>;

function eventOf(name: string, base: Base, data: JsonObject): FastioEvent {
	const type = eventTypeOf(name);
	const fileId = idOf([data], ['file_id', 'node_id', 'object_id']);
	if (type === 'agent.responded') {
		const chatId = idOf([data], ['chat_id']);
		return { ...base, type, chatId, turnId: idOf([data], ['turn_id', 'message_id']), fileId };
	}
	const reason = data['reason'];
	if (type === undefined || (type === 'file.not-indexed' && !REASONS.includes(reason))) {
		if (!isPlain(data, MAX_DATA_DEPTH)) throw malformed('`data` is nested too deep.');
		return { ...base, type: `other:${name}`, fileId, data };
	}
	if (fileId === undefined) throw malformed('`data.file_id` is missing.');
	const file = {
		...base,
		fileId,
		versionId: idOf([data], ['version_id']),
		name: nameOf(data['name'] ?? data['file_name'])
	};
	return type === 'file.not-indexed'
		? { ...file, type, reason: reason as NotIndexedReason }
		: { ...file, type };
}

function parseJson(body: Uint8Array): unknown {
	try {
		return JSON.parse(decoder.decode(body));
	} catch {
		throw malformed('The body is not JSON.');
	}
}

/** The first of the fields that is there. */
function firstOf(places: readonly JsonObject[], keys: readonly string[]): unknown {
	for (const place of places) {
		for (const key of keys) {
			const value = place[key];
			if (value !== undefined && value !== null) return value;
		}
	}
	return undefined;
}

/** The first of the fields as text. Numbers only where they are exact. */
function idOf(places: readonly JsonObject[], keys: readonly string[]): string | undefined {
	const id = firstOf(places, keys);
	if (id === undefined) return undefined;
	if (Number.isSafeInteger(id)) return String(id);
	// Control characters, and halves of characters that a store would make one and the same.
	if (typeof id !== 'string' || id === '' || id.length > MAX_ID_CHARS || /[\p{Cc}\p{Cs}]/u.test(id))
		throw malformed(`\`${keys[0]}\` is not an id.`);
	return id;
}

function nameOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.length <= MAX_NAME_CHARS ? value.toWellFormed() : undefined;
}

/** In milliseconds. Times are written as ISO 8601, as Fast.io does, or in Unix seconds or milliseconds. */
function timeOf(places: readonly JsonObject[]): number | undefined {
	const value = firstOf(places, ['created_at', 'created', 'timestamp']);
	const number = typeof value === 'string' && /^\d{1,15}$/u.test(value) ? Number(value) : value;
	const ms =
		typeof number === 'number'
			? number * (number < 1e11 ? 1000 : 1)
			: typeof value === 'string' && value.length <= 40
				? asDate(value)?.getTime()
				: undefined;
	return ms !== undefined && ms >= 0 && ms < END_OF_TIME_MS ? ms : undefined;
}

/** Whether the value is nested at most so deep. Takes keys out that would change the prototype of a careless copy. */
function isPlain(value: unknown, depth: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (depth === 0) return false;
	if (Object.hasOwn(value, '__proto__')) delete (value as JsonObject)['__proto__'];
	return Object.values(value).every((inner) => isPlain(inner, depth - 1));
}

async function sha256(body: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function malformed(problem: string): FastioError {
	return new FastioError('malformed', problem);
}
