/** Messages of one queue that are not done yet: 10,000. */
export const MAX_QUEUED = 10_000;
/** Between the first and the second delivery of a message: 1 s, twice as long each time. */
export const REDELIVERY_MS = 1_000;
/** The longest pause between two deliveries: 1 min. */
export const MAX_REDELIVERY_MS = 60_000;
/** How long `close` waits for handlers after it has aborted their signals: 5 s. */
export const CLOSE_WAIT_MS = 5_000;

/** How long a message rests that has failed so many times. */
export function redeliveryDelayMs(failures: number, firstMs: number): number {
	return Math.min(firstMs * 2 ** (failures - 1), MAX_REDELIVERY_MS);
}

/** Why the signal of a handler aborts when its broker closes. */
export function closingReason(): DOMException {
	return new DOMException('The broker is closing.', 'AbortError');
}
