import type { Checksums } from '../integrity/types.ts';
import type { Claim } from './resume/claim.ts';
import type { Send } from './send.ts';

/** What the uploader takes from the browser. */
export interface Environment {
	/** Where `online`, `offline` and `beforeunload` come from; `undefined` on the server. */
	page: EventTarget | undefined;
	onLine: () => boolean;
	/** Ms of a clock that never goes back. */
	now: () => number;
	random: () => number;
	/** Loads the checksums. */
	checksums: () => Promise<Checksums>;
	/** Default: by `XMLHttpRequest`. */
	send?: Send;
	/** Default: what the browser has. */
	claim?: Claim;
}

/** The browser. */
export function browserEnvironment(): Environment {
	return {
		page: globalThis.window,
		onLine: () => navigator.onLine,
		now: () => performance.now(),
		random: Math.random,
		checksums: async () => (await import('../integrity/index.ts')).createChecksums()
	};
}
