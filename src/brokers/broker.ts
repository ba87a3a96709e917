import type { RateStore } from './rate-store.ts';

/**
 * What the instances of an app share: a log of messages, claims on work, leases, a queue and counts. Every promise
 * rejects with `BrokerUnavailable` while the shared store can't be reached. What was asked for may have been done all the
 * same, when only the answer was lost: wholly or not at all.
 */
export interface Broker {
	readonly log: MessageLog;
	readonly claims: ClaimStore;
	readonly leases: LeaseStore;
	readonly queue: WorkQueue;
	readonly rates: RateStore;
	/** Ends listening, consumers and timers of this broker. What was passed in, such as a client, stays open. Repeatable. */
	close(): Promise<void>;
}

/** One message of a log. */
export interface LogEntry {
	/** `milliseconds-counter`, as Redis Streams number their entries: later is larger, compared number by number. */
	id: string;
	message: string;
}

/** A page of a log. */
export interface LogPage {
	/** Oldest first. */
	entries: LogEntry[];
	/**
	 * `after` is not in the log, or no longer: it keeps a bounded number, and one in memory starts anew with its process.
	 * Messages may be missing then before the first entry. Where there is none either, go on from `head`.
	 */
	gap: boolean;
}

/** Messages by topic, in one order for all instances. Keeps the newest of each topic. */
export interface MessageLog {
	/** Resolves with the id. */
	append(topic: string, message: string): Promise<string>;
	/**
	 * At most `limit` messages after the id, exclusive. `0-0` reads from the oldest, with `gap`.
	 *
	 * @throws RangeError when `after` is no id.
	 */
	read(topic: string, after: string, limit: number): Promise<LogPage>;
	/** What a reader starts after who wants new messages only: the id of the newest, or of the log's beginning. */
	head(topic: string): Promise<string>;
	/**
	 * Calls `wake` with each message that any instance appends from now on, in order and in this process as soon as it
	 * can. While the store can't be reached, none come; afterwards the missed ones do, from the last id on. Where the store
	 * has lost some of them meanwhile, `onGap` is called first. Never throws. Returns what ends it.
	 */
	listen(topic: string, wake: (entry: LogEntry) => void, onGap?: () => void): () => void;
}

/** A claim that was granted. */
export interface Claim {
	state: 'claimed';
	/** Prolongs it by its time to live. `false`: it ran out, and another may have it. */
	renew(): Promise<boolean>;
	/**
	 * Marks the work as done for `keepMs` and appends `entry` to the log, both or neither. `false` when the claim ran out
	 * meanwhile: then nothing was marked nor appended.
	 */
	complete(options: { keepMs: number; entry?: { topic: string; message: string } }): Promise<boolean>;
	/** Gives the work back, undone. */
	release(): Promise<void>;
}

/** At most one holder per key at a time, and none after the work was completed. */
export interface ClaimStore {
	/** `busy`: another holds it now. `done`: it was completed within its `keepMs`. A holder that dies loses it after `ttlMs`. */
	claim(key: string, ttlMs: number): Promise<Claim | { state: 'busy' } | { state: 'done' }>;
}

/** Leadership for a while. */
export interface Lease {
	/** Larger than that of every earlier holder of the name: what a store checks, so that a late holder can't overwrite. */
	readonly fence: number;
	/** Prolongs it. `false`: it ran out, and another may hold it. */
	renew(): Promise<boolean>;
	release(): Promise<void>;
	/** Keeps a value beside the lease, for the next holder. `false`, and nothing kept, once there is a later holder. */
	save(value: string): Promise<boolean>;
	/** What was saved last, by any holder. */
	load(): Promise<string | undefined>;
}

export interface LeaseStore {
	/** `undefined`: another holds it. A holder that dies loses it after `ttlMs`. */
	acquire(name: string, ttlMs: number): Promise<Lease | undefined>;
}

/** How a queue is worked off. */
export interface ConsumeOptions {
	/** Messages under way at a time in this process. */
	concurrency: number;
	/** A message whose consumer has died is given to another after this time. A living consumer keeps it. */
	claimAfterMs: number;
	/** Deliveries of one message before it is given up. */
	maxDeliveries: number;
	/** Told of a message that was given up, with what its last delivery failed with. */
	onDead: (message: string, reason: unknown) => void;
}

/** Work that any instance may do, at least once. */
export interface WorkQueue {
	/** Resolves once the message is safe. @throws BrokerFull when `maxQueued` messages are not done yet. */
	push(queue: string, message: string): Promise<void>;
	/**
	 * Calls `handle` for each message. One that it rejects is delivered again, later each time. The signal aborts when the
	 * broker closes, or another has taken the message over. Returns what stops it, and waits for those under way.
	 */
	consume(
		queue: string,
		handle: (message: string, signal: AbortSignal) => Promise<void>,
		options: ConsumeOptions
	): () => Promise<void>;
}

/** The store that instances share can't be reached. */
export class BrokerUnavailable extends Error {
	override readonly name = 'BrokerUnavailable';
}

/** A bounded store has no room left. */
export class BrokerFull extends Error {
	override readonly name = 'BrokerFull';
}
