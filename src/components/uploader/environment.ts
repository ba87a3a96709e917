import type { Checksums } from '../integrity/types.ts';
import type { Send } from './send.ts';
import type { Resume } from './resume/claim.ts';

/** What the uploader takes from the browser. */
export interface Environment {
	send: Send;
	/** Where `online`, `offline` and `beforeunload` come from; `undefined` on the server. */
	page: EventTarget | undefined;
	onLine: () => boolean;
	/** Ms of a clock that never goes back. */
	now: () => number;
	random: () => number;
	/** Loads the checksums. */
	checksums: () => Promise<Checksums>;
	/** Loads what outlives a page; `undefined` where the browser can't. */
	resume: () => Promise<Resume | undefined>;
}

/** The browser. Transport, checksums and resume are chunks of their own, loaded with the first file that needs them. */
export function browserEnvironment(): Environment {
	return {
		send: async (request) => (await import('./transport.ts')).sendByXhr(request),
		page: globalThis.window,
		onLine: () => navigator.onLine,
		now: () => performance.now(),
		random: Math.random,
		checksums: async () => (await import('../integrity/index.ts')).createChecksums(),
		resume: async () => (await import('./resume/index.ts')).browserResume()
	};
}
