/** Unused time that a connection may catch up on: covers timers that fire late, without a visible burst. */
const MAX_CREDIT_MS = 50;
/** Shorter waits are left to add up: a timer can't be trusted with them. */
const MIN_WAIT_MS = 4;

/** A pace for the bytes of one connection. */
export interface Throttle {
	/** Counts the bytes as received and says for how many ms to stop reading; 0 to go on at once. */
	take(bytes: number): number;
}

/**
 * Paces reading at a rate. The rate is asked for at each call, so that it may change in mid-body.
 *
 * @param bytesPerSecond gives the rate, or `undefined` for no limit.
 */
export function createThrottle(
	bytesPerSecond: () => number | undefined,
	now = () => performance.now()
): Throttle {
	let dueAt = 0;
	return {
		take(bytes) {
			const rate = bytesPerSecond();
			if (rate === undefined) return 0;
			const time = now();
			dueAt = Math.max(dueAt, time - MAX_CREDIT_MS) + (bytes / rate) * 1000;
			const wait = dueAt - time;
			return wait < MIN_WAIT_MS ? 0 : wait;
		}
	};
}
