/** One entry of a stream: its id, and names and values in turn. */
export interface StreamEntry {
	id: string;
	fields: Map<string, string>;
}

/** Reads entries as `XRANGE` gives them. An entry that was deleted meanwhile has no fields and is left out. */
export function parseEntries(reply: unknown): StreamEntry[] {
	if (!Array.isArray(reply)) return [];
	return (reply as [id: unknown, fields: unknown][])
		.filter((entry) => Array.isArray(entry?.[1]))
		.map(([id, fields]) => ({ id: String(id), fields: pairs(fields as unknown[]) }));
}

/**
 * Reads what `XREAD` and `XREADGROUP` give, by key: a list of pairs in RESP2, an object in RESP3, nothing at all after a wait in
 * vain.
 */
export function parseStreams(reply: unknown): Map<string, StreamEntry[]> {
	if (reply === null || reply === undefined) return new Map();
	const streams = Array.isArray(reply) ? (reply as [unknown, unknown][]) : Object.entries(reply);
	return new Map(streams.map(([key, entries]) => [String(key), parseEntries(entries)]));
}

function pairs(list: readonly unknown[]): Map<string, string> {
	const map = new Map<string, string>();
	for (let index = 0; index + 1 < list.length; index += 2)
		map.set(String(list[index]), String(list[index + 1]));
	return map;
}
