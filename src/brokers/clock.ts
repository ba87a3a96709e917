/** Time as a broker in memory sees it; tests pass one that they move. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Calls once after so many milliseconds. Returns what calls it off. */
	after(delayMs: number, call: () => void): () => void;
}

/** The time of this machine. Its timers keep no process alive. */
export const systemClock: Clock = {
	now: Date.now,
	after(delayMs, call) {
		const timer: unknown = setTimeout(call, delayMs);
		// Node's timers are objects, those of other runtimes are numbers.
		if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
		return () => clearTimeout(timer as number);
	}
};
