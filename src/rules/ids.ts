/** An id in the one form that two spellings of it share: Fast.io writes ids with and without hyphens, in either case. */
export function plainId(id: string): string {
	return id.replaceAll('-', '').toLowerCase();
}
