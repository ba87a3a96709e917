import type { LogEntry, MessageLog } from '../../brokers/broker.ts';
import type { FastioEvent } from '../../rules/events.ts';
import { compareEntryIds } from './entry-id.ts';

/** Newest events that are kept here, so that a thousand pages do not each ask the broker: 1,000, at most 16 MB. */
const MAX_TAIL = 1_000;

/** An event and its place in the log. */
export interface LoggedEvent {
	id: string;
	event: FastioEvent;
}

export interface EventPage {
	/** Oldest first. */
	events: LoggedEvent[];
	/** Where to go on: the id of the last entry that was read, shown or not. */
	next: string;
	gap: boolean;
}

/** The log of events as the pages of one instance read it. Listens to the broker while anyone reads. */
export class EventLog {
	readonly #log: MessageLog;
	readonly #topic: string;
	readonly #tail: LoggedEvent[] = [];
	readonly #reads = new Map<string, Promise<EventPage>>();
	readonly #sleepers = new Set<() => void>();
	readonly #onError: (error: unknown) => void;
	#readers = 0;
	#stop: (() => void) | undefined;
	#isDown = false;
	/** Changes with every entry that is heard. */
	version = 0;

	/** @param onError Told when the broker can't be reached: once, however many pages ask. */
	constructor(log: MessageLog, topic: string, onError: (error: unknown) => void) {
		this.#log = log;
		this.#topic = topic;
		this.#onError = onError;
	}

	/** Begins to listen, for one reader. Returns what ends that. */
	open(): () => void {
		this.#readers += 1;
		this.#stop ??= this.#log.listen(
			this.#topic,
			(entry) => this.#add(entry),
			() => this.#forget()
		);
		let open = true;
		return () => {
			if (!open) return;
			open = false;
			this.#readers -= 1;
			if (this.#readers === 0) this.close();
		};
	}

	/** Stops listening, and wakes everybody. */
	close(): void {
		this.#stop?.();
		this.#stop = undefined;
		this.#forget();
	}

	/** Id of the newest entry. */
	head(): Promise<string> {
		return this.#log.head(this.#topic);
	}

	/** At most `limit` events after an id. @throws BrokerUnavailable */
	async read(after: string, limit: number): Promise<EventPage> {
		const [first] = this.#tail;
		// What the tail begins with is the first that was heard: what was before it only the broker knows.
		if (first && compareEntryIds(after, first.id) >= 0) {
			const events = this.#tail.slice(this.#indexAfter(after)).slice(0, limit);
			return { events, next: events.at(-1)?.id ?? after, gap: false };
		}
		// Pages that connected together ask for the same.
		const key = `${after} ${limit}`;
		const reading = this.#reads.get(key) ?? this.#readLog(after, limit);
		this.#reads.set(key, reading);
		try {
			return await reading;
		} finally {
			this.#reads.delete(key);
		}
	}

	/**
	 * Resolves when an entry comes, or has come since `version`; after `ms` without one; and when `signal` aborts. Never
	 * rejects.
	 */
	changed(version: number, ms: number, signal: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			if (signal.aborted || version !== this.version) return resolve();
			const done = () => {
				clearTimeout(timer);
				this.#sleepers.delete(done);
				signal.removeEventListener('abort', done);
				resolve();
			};
			const timer = setTimeout(done, ms);
			this.#sleepers.add(done);
			signal.addEventListener('abort', done, { once: true });
		});
	}

	async #readLog(after: string, limit: number): Promise<EventPage> {
		try {
			const { entries, gap } = await this.#log.read(this.#topic, after, limit);
			// A place that the log does not know is left, or the gap would be told again and again.
			const next = entries.at(-1)?.id ?? (gap ? await this.head() : after);
			this.#isDown = false;
			return { events: entries.flatMap((entry) => parse(entry) ?? []), next, gap };
		} catch (error) {
			if (!this.#isDown) this.#onError(error);
			this.#isDown = true;
			throw error;
		}
	}

	#add(entry: LogEntry): void {
		const logged = parse(entry);
		const last = this.#tail.at(-1);
		if (logged && (!last || compareEntryIds(logged.id, last.id) > 0)) {
			this.#tail.push(logged);
			if (this.#tail.length > MAX_TAIL) this.#tail.shift();
		}
		this.#wake();
	}

	/** Lets the broker tell everybody of the gap: what was heard after one does not follow what was heard before. */
	#forget(): void {
		this.#tail.length = 0;
		this.#wake();
	}

	#indexAfter(after: string): number {
		const index = this.#tail.findLastIndex(({ id }) => compareEntryIds(id, after) <= 0);
		return index + 1;
	}

	#wake(): void {
		this.version += 1;
		for (const wake of this.#sleepers) wake();
	}
}

/** `undefined` for what another version of this package may have written. */
function parse({ id, message }: LogEntry): LoggedEvent | undefined {
	try {
		const event = JSON.parse(message) as FastioEvent;
		return typeof event?.id === 'string' && typeof event.type === 'string' ? { id, event } : undefined;
	} catch {
		return undefined;
	}
}
