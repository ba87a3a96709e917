/** Calls a callback of the app. What it throws is the app's own. */
export function tell<A extends unknown[]>(callback: ((...args: A) => void) | undefined, ...args: A): void {
	try {
		callback?.(...args);
	} catch (thrown) {
		(globalThis.reportError ?? console.error)(thrown);
	}
}
