import type { LogEntry } from '../broker.ts';
import { compareLogIds } from '../log-id.ts';
import type { Report } from '../report.ts';
import type { RedisClient } from './client.ts';
import type { RedisCommands } from './commands.ts';
import { parseEntries, parseStreams } from './entries.ts';
import type { Keys } from './keys.ts';
import { headOf, messagesOf } from './log-stream.ts';
import { ownConnection } from './own-connection.ts';

/** How long one read waits at the server: 5 s. */
const BLOCK_MS = 5_000;
/** Entries of a topic that one read takes: 100. */
const READ_AT_ONCE = 100;
/** The entry that ends a wait is gone after 1 min. */
const WAKE_TTL_MS = 60_000;

interface Listener {
	readonly wake: (entry: LogEntry) => void;
	readonly onGap: (() => void) | undefined;
	/** Hears what comes after this id; `undefined` until Redis has told the head. */
	start: string | undefined;
}

interface Topic {
	readonly listeners: Set<Listener>;
	/** The last id that was read. */
	position: string | undefined;
	/**
	 * Whether something may have been lost since. `ask`: the connection is new. `told`: it was, and the listeners know.
	 */
	gap: 'none' | 'ask' | 'told';
}

/** What the listener needs. */
export interface StreamListenerOptions {
	client: RedisClient;
	commands: RedisCommands;
	keys: Keys;
	timeoutMs: number;
	report: Report;
}

/** Listens to all topics of this process by one connection, which there is while somebody listens. */
export class StreamListener {
	readonly #options: StreamListenerOptions;
	readonly #topics = new Map<string, Topic>();
	readonly #wakeKey: string;
	/** Heads that were asked for and not told yet. */
	readonly #starting = new Set<Promise<void>>();
	#wakeId = '0-0';
	#end: (() => Promise<void>) | undefined;
	#isClosed = false;

	constructor(options: StreamListenerOptions) {
		this.#options = options;
		this.#wakeKey = options.keys.wake(crypto.randomUUID());
	}

	/** As `MessageLog.listen`, by the key of the stream. */
	listen(key: string, wake: (entry: LogEntry) => void, onGap?: () => void): () => void {
		if (this.#isClosed) return () => {};
		const listener: Listener = { wake, onGap, start: undefined };
		const known = this.#topics.get(key);
		const topic = known ?? { listeners: new Set<Listener>(), position: undefined, gap: 'none' as const };
		topic.listeners.add(listener);
		this.#topics.set(key, topic);
		// Sent within this call, so before whatever the caller asks for next.
		const starting = this.#start(key, topic, listener, this.#options.commands)
			.catch(() => {
				// The connection that reads asks again.
			})
			.finally(() => void this.#starting.delete(starting));
		this.#starting.add(starting);
		if (!this.#end) this.#open();
		else if (!known) void starting.then(() => this.#interrupt());
		return () => {
			topic.listeners.delete(listener);
			if (topic.listeners.size > 0 || this.#topics.get(key) !== topic) return;
			this.#topics.delete(key);
			if (this.#topics.size === 0) void this.#stop();
		};
	}

	/** Ends all listening. */
	async close(): Promise<void> {
		this.#isClosed = true;
		for (const { listeners } of this.#topics.values()) listeners.clear();
		this.#topics.clear();
		await this.#stop();
	}

	#open(): void {
		const { client, timeoutMs, report } = this.#options;
		this.#end = ownConnection({
			client,
			timeoutMs,
			report,
			what: 'listening',
			run: (commands, signal, works) => this.#read(commands, signal, works)
		});
	}

	async #stop(): Promise<void> {
		const end = this.#end;
		this.#end = undefined;
		await end?.();
	}

	/** Lets the read that is under way come back, to go on with one topic more. */
	#interrupt(): void {
		const { commands } = this.#options;
		// Where it fails, the read comes back when its wait is over.
		commands.run(['XADD', this.#wakeKey, 'MAXLEN', 1, '*', 'wake', 1]).catch(() => {});
		commands.run(['PEXPIRE', this.#wakeKey, WAKE_TTL_MS]).catch(() => {});
	}

	async #start(key: string, topic: Topic, listener: Listener, commands: RedisCommands): Promise<void> {
		const head = await headOf(commands, key);
		listener.start ??= head;
		topic.position ??= head;
	}

	async #read(commands: RedisCommands, signal: AbortSignal, works: () => void): Promise<void> {
		for (const [key, topic] of this.#topics) await this.#resume(key, topic, commands);
		while (!signal.aborted) {
			const keys = [...this.#topics.keys()].filter((key) => this.#topics.get(key)?.position !== undefined);
			const ids = keys.map((key) => this.#topics.get(key)!.position!);
			const streams = ['STREAMS', this.#wakeKey, ...keys, this.#wakeId, ...ids];
			const read = ['XREAD', 'COUNT', READ_AT_ONCE, 'BLOCK', BLOCK_MS, ...streams];
			const reply = parseStreams(await commands.run(read, BLOCK_MS));
			works();
			this.#wakeId = reply.get(this.#wakeKey)?.at(-1)?.id ?? this.#wakeId;
			reply.delete(this.#wakeKey);
			for (const [key, topic] of this.#topics) await this.#startLate(key, topic, commands);
			for (const [key, entries] of reply) {
				const topic = this.#topics.get(key);
				if (!topic || signal.aborted) continue;
				// A full page: reading lags behind, and the log may have been cut meanwhile.
				const asks = topic.gap === 'ask' || (topic.gap === 'none' && entries.length >= READ_AT_ONCE);
				if (asks && !(await this.#holds(key, topic.position!, commands)))
					tellGap(topic, this.#options.report);
				topic.gap = 'none';
				this.#deliver(topic, entries.at(-1)!.id, messagesOf(entries));
			}
		}
	}

	/** Finds where to go on after a new connection. */
	async #resume(key: string, topic: Topic, commands: RedisCommands): Promise<void> {
		const position = await this.#startLate(key, topic, commands);
		topic.gap = 'ask';
		if (await this.#holds(key, position, commands)) return;
		topic.gap = 'told';
		tellGap(topic, this.#options.report);
		const newest = parseEntries(await commands.run(['XREVRANGE', key, '+', '-', 'COUNT', 1]))[0]?.id;
		if (newest !== undefined && compareLogIds(newest, position) >= 0) return;
		// A store that was started anew without its data, and whose clock is behind: all that it has is new.
		topic.position = '0-0';
		for (const listener of topic.listeners) listener.start = '0-0';
	}

	/** Waits for heads that were asked for; where Redis could not be reached, asks anew: from now on. */
	async #startLate(key: string, topic: Topic, commands: RedisCommands): Promise<string> {
		await Promise.all(this.#starting);
		if (topic.position === undefined) {
			const head = await headOf(commands, key);
			topic.position ??= head;
		}
		const { position } = topic;
		for (const listener of topic.listeners) listener.start ??= position;
		return position;
	}

	async #holds(key: string, id: string, commands: RedisCommands): Promise<boolean> {
		return parseEntries(await commands.run(['XRANGE', key, id, id])).length > 0;
	}

	#deliver(topic: Topic, position: string, entries: LogEntry[]): void {
		topic.position = position;
		for (const entry of entries) {
			for (const listener of topic.listeners) {
				if (compareLogIds(entry.id, listener.start!) <= 0) continue;
				attempt(() => listener.wake(entry), 'a listener of the log threw', this.#options.report);
			}
		}
	}
}

function tellGap({ listeners }: Topic, report: Report): void {
	for (const { onGap } of listeners) if (onGap) attempt(onGap, 'onGap of a listener threw', report);
}

function attempt(call: () => void, what: string, report: Report): void {
	try {
		call();
	} catch (error) {
		report(what, error);
	}
}
