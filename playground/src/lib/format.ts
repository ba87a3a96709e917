const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** A size in the decimal units of file managers, e.g. `1.5 MB`. */
export function bytes(count: number): string {
	const power = Math.min(UNITS.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
	return new Intl.NumberFormat('en', {
		style: 'unit',
		unit: UNITS[power]!,
		unitDisplay: power === 0 ? 'long' : 'short',
		maximumFractionDigits: 1
	}).format(count / 1000 ** power);
}
