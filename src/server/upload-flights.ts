/** Answers that are kept, and for how long: 1,000 for 10 minutes. The oldest goes first. */
export const MAX_ANSWERS = 1_000;
export const ANSWER_TTL_MS = 10 * 60_000;
/** Longest wait of a cancellation for code of the app (`onUploaded`) that is running: 5 s. */
const CANCEL_WAIT_MS = 5_000;

/** What completing an upload came to. `final`: a repeat gets the same; else it tries again. */
export type Completion = { final: boolean } & ({ status: number; body: unknown } | { thrown: unknown });

/** One upload on its way from the last slice to `onUploaded`. */
export interface Flight {
	/** What Fast.io is doing. */
	stage: 'assembling' | 'storing';
	/** Aborts when the upload is cancelled meanwhile. */
	readonly signal: AbortSignal;
	/** Never rejects. */
	readonly completion: Promise<Completion>;
}

/**
 * Runs at most one completion per upload at a time in this instance, and remembers what the last ones came to: a
 * `complete` that is repeated, or sent twice at once, gets one answer, and `onUploaded` runs once. A flight goes on
 * when nobody waits for it any more.
 */
export class CompletionFlights {
	readonly #flying = new Map<string, Flight & { cancel(): void }>();
	readonly #landed = new Map<string, { completion: Completion; at: number }>();
	readonly #now: () => number;

	/** @param now The clock, in milliseconds; for tests. */
	constructor(now: () => number = Date.now) {
		this.#now = now;
	}

	/** The flight of this upload: the one under way, the one that has landed, or a new one. */
	board(key: string, work: (flight: Flight) => Promise<Completion>): Flight {
		const known = this.#flying.get(key) ?? this.#remembered(key);
		if (known) return known;
		const control = new AbortController();
		const flight: Flight = {
			stage: 'assembling',
			signal: control.signal,
			get completion() {
				return completion;
			}
		};
		const completion = work(flight)
			.catch((thrown: unknown): Completion => ({ final: false, thrown }))
			.then((result) => {
				this.#flying.delete(key);
				if (result.final && !control.signal.aborted) this.#remember(key, result);
				return result;
			});
		this.#flying.set(key, Object.assign(flight, { cancel: () => control.abort() }));
		return flight;
	}

	/** Whether this instance remembers what the upload came to. */
	hasLanded(key: string): boolean {
		return this.#remembered(key) !== undefined;
	}

	/** Whether a completion of the upload is under way in this instance. */
	isFlying(key: string): boolean {
		return this.#flying.has(key);
	}

	/** Ends the flight under way, if there is one, and forgets its answer. Waits for it at most 5 s. */
	async cancel(key: string): Promise<void> {
		this.#landed.delete(key);
		const flight = this.#flying.get(key);
		if (!flight) return;
		flight.cancel();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CANCEL_WAIT_MS)));
		await Promise.race([flight.completion, late]);
		clearTimeout(timer);
	}

	#remembered(key: string): Flight | undefined {
		const landed = this.#landed.get(key);
		if (!landed || this.#now() - landed.at >= ANSWER_TTL_MS) return undefined;
		return {
			stage: 'storing',
			signal: new AbortController().signal,
			completion: Promise.resolve(landed.completion)
		};
	}

	#remember(key: string, completion: Completion): void {
		const now = this.#now();
		this.#landed.set(key, { completion, at: now });
		for (const [oldest, { at }] of this.#landed) {
			if (this.#landed.size <= MAX_ANSWERS && now - at < ANSWER_TTL_MS) break;
			this.#landed.delete(oldest);
		}
	}
}
