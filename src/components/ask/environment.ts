import type { AskEnvironment } from './call-ask.ts';

/** The browser; `undefined` on the server. */
export function askEnvironment(): AskEnvironment | undefined {
	return (
		globalThis.window && {
			fetch: (...request) => fetch(...request),
			after(ms, call) {
				const timer = setTimeout(call, ms);
				return () => clearTimeout(timer);
			}
		}
	);
}
