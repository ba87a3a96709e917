import type { LogEntry, LogPage, MessageLog } from './broker.ts';
import { compareLogIds, parseLogId } from './log-id.ts';
import type { Report } from './report.ts';

/** Messages that a topic keeps: 10,000. The oldest goes first. */
export const MAX_LOG_ENTRIES = 10_000;
/** Characters that the messages of a topic have together: 16 Mi, at most 32 MiB. The newest message stays however long it is. */
export const MAX_LOG_CHARS = 16 * 2 ** 20;
/** Topics of one log: 1,000. The one that was opened first and that nobody listens to is forgotten first. */
export const MAX_TOPICS = 1_000;

interface Topic {
	/** Its first entry may be a mark without a message: where the topic began. */
	entries: { id: string; message: string | undefined }[];
	chars: number;
	readonly listeners: Set<(entry: LogEntry) => void>;
}

/** A log in this process. Ids go on from the clock, so those of an earlier process are unknown here. */
export class MemoryLog implements MessageLog {
	readonly #topics = new Map<string, Topic>();
	readonly #now: () => number;
	readonly #report: Report;
	readonly #maxEntries: number;
	#lastMs = 0;
	#lastCount = 0;

	/** @param options `report` is told of a listener that throws. */
	constructor(options: { now: () => number; report: Report; maxEntries?: number }) {
		this.#now = options.now;
		this.#report = options.report;
		this.#maxEntries = options.maxEntries ?? MAX_LOG_ENTRIES;
	}

	async append(topic: string, message: string): Promise<string> {
		return this.appendNow(topic, message);
	}

	/** `append` in one go, for what has to happen together with it. */
	appendNow(topic: string, message: string): string {
		const held = this.#open(topic);
		const entry = { id: this.#nextId(), message };
		held.entries.push(entry);
		held.chars += message.length;
		this.#trim(held);
		// Not within this call: a listener that appends would be told out of order.
		for (const wake of held.listeners) queueMicrotask(() => this.#wake(held, wake, entry));
		return entry.id;
	}

	async read(topic: string, after: string, limit: number): Promise<LogPage> {
		parseLogId(after);
		const entries = this.#topics.get(topic)?.entries ?? [];
		const start = firstFrom(entries, after);
		const isKnown = entries[start]?.id === after;
		const from = isKnown ? start + 1 : start;
		const page: LogEntry[] = [];
		for (const { id, message } of entries.slice(from)) {
			if (page.length >= limit) break;
			if (message !== undefined) page.push({ id, message });
		}
		return { entries: page, gap: !isKnown };
	}

	async head(topic: string): Promise<string> {
		return this.#open(topic).entries.at(-1)!.id;
	}

	listen(topic: string, wake: (entry: LogEntry) => void): () => void {
		const held = this.#open(topic);
		const own = (entry: LogEntry) => wake(entry);
		held.listeners.add(own);
		return () => void held.listeners.delete(own);
	}

	/** Ends all listening. */
	close(): void {
		for (const { listeners } of this.#topics.values()) listeners.clear();
	}

	#open(name: string): Topic {
		const known = this.#topics.get(name);
		if (known) return known;
		if (this.#topics.size >= MAX_TOPICS) this.#forget();
		const topic: Topic = {
			entries: [{ id: this.#nextId(), message: undefined }],
			chars: 0,
			listeners: new Set()
		};
		this.#topics.set(name, topic);
		return topic;
	}

	#forget(): void {
		for (const [name, { listeners }] of this.#topics) {
			if (listeners.size === 0) return void this.#topics.delete(name);
		}
	}

	#nextId(): string {
		const ms = Math.max(Math.floor(this.#now()), this.#lastMs);
		this.#lastCount = ms === this.#lastMs ? this.#lastCount + 1 : 0;
		this.#lastMs = ms;
		return `${ms}-${this.#lastCount}`;
	}

	#trim(topic: Topic): void {
		const { entries } = topic;
		while (entries.length > this.#maxEntries || (topic.chars > MAX_LOG_CHARS && entries.length > 1)) {
			topic.chars -= entries.shift()?.message?.length ?? 0;
		}
	}

	#wake(topic: Topic, wake: (entry: LogEntry) => void, entry: LogEntry): void {
		if (!topic.listeners.has(wake)) return;
		try {
			wake(entry);
		} catch (error) {
			this.#report('a listener of the log threw', error);
		}
	}
}

/** Index of the first entry that is not before the id. */
function firstFrom(entries: { id: string }[], id: string): number {
	let [low, high] = [0, entries.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (compareLogIds(entries[middle]!.id, id) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}
