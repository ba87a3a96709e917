import { utcText } from './dates.ts';

const WINDOW_MS = 60_000;
const CALLS_PER_WINDOW = 10_000;

/** Unix seconds or a UTC text, the two forms in which `x-ve-limit-expires` has been seen. */
export const resetText = (at: Date, form: 'epoch' | 'datetime'): string =>
	form === 'epoch' ? String(Math.ceil(at.getTime() / 1000)) : utcText(at);

/** The `x-ve-limit-*` headers of each answer. Counts but never refuses: only a fault answers 429. */
export function createRateWindow(): (form: 'epoch' | 'datetime') => Record<string, string> {
	let ends = 0;
	let calls = 0;
	return (form) => {
		const now = Date.now();
		if (now >= ends) {
			ends = now + WINDOW_MS;
			calls = 0;
		}
		calls++;
		return {
			'x-ve-limit-avail': String(Math.max(CALLS_PER_WINDOW - calls, 1)),
			'x-ve-limit-max': String(CALLS_PER_WINDOW),
			'x-ve-limit-expires': resetText(new Date(ends), form)
		};
	};
}
