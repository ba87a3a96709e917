/** How often something may happen. */
export interface Rate {
	/** At once, and in every window. */
	max: number;
	windowMs: number;
}

/** Counts what callers do, by key. Every answer is a promise, so that instances can share one. */
export interface RateStore {
	/** Counts one event; resolves with how long to wait in milliseconds when it is one too many, and then counts nothing. */
	hit(key: string, rate: Rate): Promise<number | undefined>;
	/** Takes one of `max` places; resolves with what gives it back, or `undefined` when all are taken. */
	enter(key: string, max: number): Promise<(() => void) | undefined>;
}
