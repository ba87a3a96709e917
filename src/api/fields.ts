import { plainId } from '../rules/ids.ts';

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** The value as an object; `undefined` for arrays, `null` and everything else. */
export function asObject(value: unknown): JsonObject | undefined {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as JsonObject)
		: undefined;
}

/** A string that says something, or a number as its digits: ids and codes arrive as either. */
export function asText(value: unknown): string | undefined {
	if (typeof value === 'string') return value === '' ? undefined : value;
	return typeof value === 'number' ? String(value) : undefined;
}

/** A finite number of 0 or more, also where it was sent as a string of digits. */
export function asCount(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d+$/u.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** A moment as Fast.io writes it (`2026-09-30 08:15:00 UTC`) or as ISO 8601; without a zone it is UTC. */
export function asDate(value: unknown): Date | undefined {
	if (typeof value !== 'string') return undefined;
	const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)(?: ?(?:UTC|Z))?$/u.exec(value.trim());
	const date = new Date(parts ? `${parts[1]}T${parts[2]}Z` : value);
	return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Whether two ids name the same thing: Fast.io writes them with and without hyphens, in either case. */
export function sameId(a: string, b: string): boolean {
	return plainId(a) === plainId(b);
}

/** An id of a node, a version or a chat in an answer, in the one form that is handed on: Fast.io takes it as well. */
export function asId(value: unknown): string | undefined {
	const text = asText(value);
	return text === undefined ? undefined : plainId(text);
}
