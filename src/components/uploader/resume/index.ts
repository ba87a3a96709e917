import { createClaim } from './claim.ts';
import type { TakeLock } from './claim.ts';

const webLock: TakeLock = (key) =>
	new Promise((resolve, reject) => {
		navigator.locks
			.request(key, { ifAvailable: true }, (lock) =>
				// Held until the promise is resolved, which is what the caller gets to do.
				lock ? new Promise<void>(resolve) : resolve(undefined)
			)
			.catch(reject);
	});

/**
 * Records in `localStorage`, in the hands of one tab by Web Locks. Where the browser lacks either, e.g. without https, a
 * claim fails and every upload is new.
 */
export const claimInBrowser = createClaim(() => localStorage, webLock);
