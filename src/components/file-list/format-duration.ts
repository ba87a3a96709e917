/** A duration for people: `8 s`, `3 min`, `1 h 5 min`. `locale` decides units and digits. */
export function formatDuration(ms: number, locale = 'en'): string {
	const seconds = Math.max(1, Math.round(ms / 1000));
	if (seconds < 60) return unit(seconds, 'second', locale);
	const minutes = Math.round(seconds / 60);
	if (minutes < 60) return unit(minutes, 'minute', locale);
	const rest = minutes % 60;
	const hours = unit(Math.floor(minutes / 60), 'hour', locale);
	return rest === 0 ? hours : `${hours} ${unit(rest, 'minute', locale)}`;
}

const formats = new Map<string, Intl.NumberFormat>();

function unit(value: number, name: 'second' | 'minute' | 'hour', locale: string): string {
	const key = `${locale} ${name}`;
	let format = formats.get(key);
	if (!format) {
		format = new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' });
		formats.set(key, format);
	}
	return format.format(value);
}
