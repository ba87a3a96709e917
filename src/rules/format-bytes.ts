const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A byte count for people: at most one decimal, binary units, e.g. `1.5 GiB`. Exact below 1,024. */
export function formatBytes(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < UNITS.length - 1) {
		value /= 1024;
		unit += 1;
	}
	return `${value.toFixed(Number.isInteger(value) ? 0 : 1)} ${UNITS[unit]}`;
}
