/** The type without its parameters, lower-case: `Text/HTML; charset=utf-8` → `text/html`. Empty stays empty. */
export function essence(type: string): string {
	return type.split(';', 1)[0]!.trim().toLowerCase();
}

/**
 * Whether a file passes an `accept` list of MIME types (`application/pdf`), wildcards (`image/*`) and extensions
 * (`.pdf`): the grammar of the `accept` attribute, so one list serves the input and the server. An absent or
 * empty list accepts everything. Only what is declared is looked at, not the bytes.
 */
export function matchesAccept(
	accept: readonly string[] | undefined,
	file: { name: string; type: string }
): boolean {
	if (!accept?.length) return true;
	const type = essence(file.type);
	const name = file.name.toLowerCase();
	return accept.some((entry) => {
		const pattern = entry.trim().toLowerCase();
		if (pattern === '*' || pattern === '*/*') return true;
		if (pattern.startsWith('.')) return pattern.length > 1 && name.endsWith(pattern);
		if (pattern.endsWith('/*')) return type.startsWith(pattern.slice(0, -1));
		return type !== '' && type === pattern;
	});
}
