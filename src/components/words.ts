/** The defaults with some of them replaced. `{ submit: undefined }` means the default, as it does for every prop. */
export function withWords<T extends object>(defaults: T, words: Partial<T> | undefined): T {
	const given = Object.entries(words ?? {}).filter(([, word]) => word !== undefined);
	return { ...defaults, ...Object.fromEntries(given) };
}
