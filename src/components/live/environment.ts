/** Longest pause before the first repeat: 1 s. It doubles with each further one. */
const BASE_PAUSE_MS = 1_000;
/** 30 s. */
const MAX_PAUSE_MS = 30_000;

/** What live status takes from the browser. */
export interface LiveEnvironment {
	/** Where `online`, `offline`, `pagehide` and `pageshow` come from. */
	page: EventTarget;
	onLine: () => boolean;
	/** Ms of a clock that never goes back. */
	now: () => number;
	/** Calls back after a time, unless what it returns is called before. */
	after: (ms: number, call: () => void) => () => void;
	/** How long to wait before a repeat, counted from 0. */
	pauseMs: (repeats: number) => number;
	open: (url: string) => Pick<EventSource, 'addEventListener' | 'close' | 'readyState'>;
	fetch: typeof fetch;
}

/** Full jitter, so that pages that lost one server do not come back at once. */
export function pauseMs(repeats: number, random: number = Math.random()): number {
	return random * Math.min(MAX_PAUSE_MS, BASE_PAUSE_MS * 2 ** repeats);
}

/** The browser; `undefined` on the server. */
export function browserEnvironment(): LiveEnvironment | undefined {
	return (
		globalThis.window && {
			page: window,
			onLine: () => navigator.onLine,
			now: () => performance.now(),
			after(ms, call) {
				const timer = setTimeout(call, ms);
				return () => clearTimeout(timer);
			},
			pauseMs,
			open: (url) => new EventSource(url),
			fetch: (...request) => fetch(...request)
		}
	);
}
