/** How the name of a node may fit: `auto`: it has all words of the query, in any order. */
export const NAME_MATCHES = ['auto', 'exact', 'prefix', 'contains', 'glob'] as const;
export type NameMatch = (typeof NAME_MATCHES)[number];

/** How well it fits, the best first. */
export type NameTier = 'exact' | 'prefix' | 'contains';

/** How a name fits a query, or `undefined` when it doesn't. An exact name may lack its extension. */
export function matchName(
	name: string,
	query: string,
	{ mode, caseSensitive }: { mode: NameMatch; caseSensitive: boolean }
): NameTier | undefined {
	const [given, wanted] = caseSensitive ? [name, query] : [name.toLowerCase(), query.toLowerCase()];
	if (mode === 'glob') return matchGlob(given, wanted) ? 'contains' : undefined;
	if (given === wanted || given.replace(/(?<=.)\.[^.]+$/u, '') === wanted) return 'exact';
	if (mode === 'exact') return undefined;
	if (given.startsWith(wanted)) return 'prefix';
	if (mode === 'prefix') return undefined;
	const words = mode === 'auto' ? wanted.split(/\s+/u) : [wanted];
	return words.every((word) => given.includes(word)) ? 'contains' : undefined;
}

/** `*` stands for any text, `?` for one character. Takes at most name times pattern steps. */
function matchGlob(name: string, pattern: string): boolean {
	let [at, next] = [0, 0];
	let retry: { at: number; next: number } | undefined;
	while (at < name.length) {
		if (pattern[next] === '*') retry = { at, next: ++next };
		else if (pattern[next] === '?' || pattern[next] === name[at]) [at, next] = [at + 1, next + 1];
		else if (!retry) return false;
		else {
			retry.at += 1;
			[at, next] = [retry.at, retry.next];
		}
	}
	return /^\**$/u.test(pattern.slice(next));
}
