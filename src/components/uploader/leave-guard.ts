/**
 * Asks before the page is left. Listens only while there is reason: a listener keeps pages out of the browser's cache.
 *
 * @param page `undefined`: never asks.
 * @param ended Aborts when there is no reason any more.
 * @returns what is told whether there is one, as often as a file changes.
 */
export function createLeaveGuard(
	page: EventTarget | undefined,
	ended: AbortSignal
): (reason: boolean) => void {
	let asks = false;
	// One of its own: another queue of the page has its own reasons.
	const ask = (event: Event) => event.preventDefault();
	return (reason) => {
		if (reason === asks) return;
		asks = reason;
		if (reason) page?.addEventListener('beforeunload', ask, { signal: ended });
		else page?.removeEventListener('beforeunload', ask);
	};
}
