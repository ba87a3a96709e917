const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The same text in memory of its own. A string that was cut out of a header keeps the whole header in V8, and one that
 * was put together keeps its parts: kept as a key, it would hold many times its length.
 */
export function ownText(text: string): string {
	return decoder.decode(encoder.encode(text));
}
