import type { Clock } from '../../src/brokers/clock.ts';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
	#ms = 1_700_000_000_000;
	#timers: { atMs: number; call: () => void }[] = [];

	now = (): number => this.#ms;

	after = (delayMs: number, call: () => void): (() => void) => {
		const timer = { atMs: this.#ms + delayMs, call };
		this.#timers.push(timer);
		return () => void (this.#timers = this.#timers.filter((other) => other !== timer));
	};

	/** Moves on, and calls what is due in its order. */
	pass(ms: number): void {
		this.#ms += ms;
		const due = this.#timers.filter(({ atMs }) => atMs <= this.#ms);
		this.#timers = this.#timers.filter(({ atMs }) => atMs > this.#ms);
		for (const { call } of due.sort((a, b) => a.atMs - b.atMs)) call();
	}
}
