import { sleep } from '../../api/sleep.ts';
import type { FastioEvent } from '../../api.ts';
import { Turns } from '../../multipart/turns.ts';

/** Pauses before an event is handed over again: 1 s, doubling, up to a minute. */
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 60_000;
/** Tries of one event, over some five minutes; then it is given up. */
export const MAX_TRIES = 10;
/** Events that may wait for another try; one more holds up those that follow. */
const MAX_PENDING = 1_000;

/** Hands events over; one that fails comes again later, and does not hold up the others. */
export class Redelivery {
	readonly #dispatch: (event: FastioEvent) => Promise<'done' | 'duplicate' | 'busy'>;
	readonly #options: { atOnce: number; signal: AbortSignal; onError: (error: unknown) => void };
	readonly #again = new Set<Promise<void>>();

	constructor(
		dispatch: (event: FastioEvent) => Promise<'done' | 'duplicate' | 'busy'>,
		options: { atOnce: number; signal: AbortSignal; onError: (error: unknown) => void }
	) {
		this.#dispatch = dispatch;
		this.#options = options;
	}

	/** Events that wait for another try. */
	get pending(): number {
		return this.#again.size;
	}

	/** Resolves when each event was tried once; those of one file in their order. */
	async hand(events: readonly FastioEvent[]): Promise<void> {
		const bySubject = new Map<string, FastioEvent[]>();
		for (const event of events) {
			const subject = ('fileId' in event && event.fileId) || event.id;
			bySubject.set(subject, [...(bySubject.get(subject) ?? []), event]);
		}
		const turns = new Turns(this.#options.atOnce);
		for (const group of bySubject.values()) {
			turns.add(async () => {
				for (const event of group) if (!(await this.#isHandled(event, 1))) this.#retry(event);
			});
		}
		await turns.idle();
		while (this.#again.size > MAX_PENDING) await Promise.race(this.#again);
	}

	#retry(event: FastioEvent): void {
		const again: Promise<void> = this.#tryAgain(event).finally(() => this.#again.delete(again));
		this.#again.add(again);
	}

	async #tryAgain(event: FastioEvent): Promise<void> {
		const { signal } = this.#options;
		for (let tries = 2; tries <= MAX_TRIES; tries += 1) {
			const pauseMs = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** (tries - 2));
			await sleep(pauseMs * (0.75 + Math.random() / 2), signal).catch(() => undefined);
			if (signal.aborted || (await this.#isHandled(event, tries))) return;
		}
	}

	async #isHandled(event: FastioEvent, tries: number): Promise<boolean> {
		try {
			return (await this.#dispatch(event)) !== 'busy';
		} catch (error) {
			if (tries === 1 || tries === MAX_TRIES) this.#options.onError(error);
			return false;
		}
	}
}
