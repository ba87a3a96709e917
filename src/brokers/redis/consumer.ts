import type { ConsumeOptions } from '../broker.ts';
import { closingReason, redeliveryDelayMs } from '../queue-rules.ts';
import type { Report } from '../report.ts';
import type { RedisClient } from './client.ts';
import type { RedisCommands } from './commands.ts';
import { delivery, parseDeliveries } from './delivery.ts';
import type { Delivery } from './delivery.ts';
import { parseStreams } from './entries.ts';
import { ownConnection } from './own-connection.ts';
import { createGroup } from './queue-group.ts';
import { GROUP, HAND_BACK, KEEP, REDELIVER, SETTLE, TAKE_OVER } from './queue-scripts.ts';

/** How long one read waits at the server, and between two looks for what dead consumers have left: 5 s at most. */
const MAX_BLOCK_MS = 5_000;
/** Names of consumers that have nothing and were silent for 10 min are forgotten. */
const FORGET_CONSUMER_MS = 600_000;
/** Ids that one call keeps: 500. */
const KEEP_AT_ONCE = 500;
/** Messages that are handed back when a consumer stops: 10,000, as many as a queue has. */
const HAND_BACK_AT_ONCE = 10_000;

/** What a consumer needs. */
export interface ConsumerOptions {
	key: string;
	client: RedisClient;
	commands: RedisCommands;
	timeoutMs: number;
	report: Report;
	redeliveryMs: number;
	handle: (message: string, signal: AbortSignal) => Promise<void>;
	settings: ConsumeOptions;
}

/**
 * Works a queue off in this process. What it has stays its own in Redis as long as it says so, every third of
 * `claimAfterMs`; what fails rests here and is delivered again by the same consumer. It holds the messages that run or are
 * about to, twice `concurrency` at most, and the ids of those that rest.
 */
export class QueueConsumer {
	readonly #options: ConsumerOptions;
	readonly #name = crypto.randomUUID();
	readonly #held = new Map<string, Delivery>();
	/** Those of them that wait for room, in their order. */
	readonly #ready = new Set<Delivery>();
	readonly #running = new Set<Promise<void>>();
	readonly #end: () => Promise<void>;
	readonly #keeping: ReturnType<typeof setInterval>;
	readonly #blockMs: number;
	#freed: () => void = () => {};
	#cursor = '0-0';
	#isStopping = false;
	#stopped: Promise<void> | undefined;

	constructor(options: ConsumerOptions) {
		const { client, timeoutMs, report, settings } = options;
		this.#options = options;
		this.#blockMs = Math.max(10, Math.min(MAX_BLOCK_MS, Math.floor(settings.claimAfterMs / 2)));
		this.#keeping = setInterval(() => void this.#keep(), Math.max(10, settings.claimAfterMs / 3));
		this.#keeping.unref?.();
		this.#end = ownConnection({
			client,
			timeoutMs,
			report,
			what: 'working a queue off',
			run: (commands, signal, works) => this.#read(commands, signal, works)
		});
	}

	/** Takes no more, waits for what is under way, and hands the rest back. Repeatable. */
	stop(): Promise<void> {
		return (this.#stopped ??= this.#stop());
	}

	/** Aborts what is under way. */
	abort(): void {
		this.#isStopping = true;
		for (const { abort } of this.#held.values()) abort.abort(closingReason());
	}

	async #stop(): Promise<void> {
		this.#isStopping = true;
		for (const { timer } of this.#held.values()) clearTimeout(timer);
		this.#freed();
		await this.#end();
		await Promise.all(this.#running);
		clearInterval(this.#keeping);
		const unsettled = [...this.#held.values()].filter(({ state }) => state === 'settling');
		await Promise.all(unsettled.map((each) => this.#settle(each)));
		const unread = [...this.#held.values()].filter(({ state }) => state === 'ready').map(({ id }) => id);
		// Where it fails, others take over after `claimAfterMs`.
		await this.#ask(HAND_BACK, [this.#name, HAND_BACK_AT_ONCE, ...unread]).catch(() => {});
	}

	async #read(commands: RedisCommands, signal: AbortSignal, works: () => void): Promise<void> {
		const { key, settings } = this.#options;
		await createGroup(commands, key);
		let lookAt = 0;
		while (!signal.aborted) {
			const room = await this.#room();
			if (signal.aborted) return;
			if (Date.now() >= lookAt) {
				const args = [this.#name, settings.claimAfterMs, room, this.#cursor, FORGET_CONSUMER_MS];
				const answer = (await commands.script(TAKE_OVER, [key], args)) as unknown[];
				this.#cursor = String(answer[0]);
				const taken = parseDeliveries(answer.slice(1));
				if (taken.length === 0 && this.#cursor === '0-0') lookAt = Date.now() + this.#blockMs;
				this.#take(taken);
				works();
				if (taken.length > 0) continue;
			}
			const read = ['XREADGROUP', 'GROUP', GROUP, this.#name, 'COUNT', room, 'BLOCK', this.#blockMs];
			const reply = parseStreams(await commands.run([...read, 'STREAMS', key, '>'], this.#blockMs));
			works();
			const entries = reply.get(key) ?? [];
			this.#take(entries.map(({ id, fields }) => delivery(id, fields.get('m') ?? '', 1)));
		}
	}

	/** How many more may be taken; waits until that is one at least, or the consumer stops. */
	async #room(): Promise<number> {
		for (;;) {
			const room = this.#options.settings.concurrency - this.#running.size - this.#ready.size;
			if (room > 0 || this.#isStopping) return room;
			await new Promise<void>((resolve) => (this.#freed = resolve));
		}
	}

	#take(deliveries: readonly Delivery[]): void {
		for (const each of deliveries) {
			// Its own again, from before the connection broke: it is under way already.
			if (this.#held.has(each.id)) continue;
			this.#held.set(each.id, each);
			this.#ready.add(each);
		}
		this.#deliver();
	}

	#deliver(): void {
		for (const each of this.#ready) {
			if (this.#isStopping || this.#running.size >= this.#options.settings.concurrency) break;
			this.#ready.delete(each);
			each.state = 'running';
			const done = this.#run(each).finally(() => {
				this.#running.delete(done);
				this.#deliver();
				this.#freed();
			});
			this.#running.add(done);
		}
	}

	async #run(each: Delivery): Promise<void> {
		const { maxDeliveries } = this.#options.settings;
		let reason: unknown = new Error('Each consumer that had it died.');
		if (each.count <= maxDeliveries) {
			try {
				await this.#options.handle(each.message, each.abort.signal);
				return await this.#settle(each);
			} catch (error) {
				reason = error;
			}
			// Another has it by now.
			if (!this.#held.has(each.id)) return;
			if (this.#isStopping && each.abort.signal.aborted) return void (each.state = 'ready');
			if (each.count < maxDeliveries) {
				return this.#rest(each, redeliveryDelayMs(each.count, this.#options.redeliveryMs));
			}
		}
		each.dead = { reason };
		await this.#settle(each);
	}

	/** Tells Redis that it is over, again and again where it can't be reached. */
	async #settle(each: Delivery): Promise<void> {
		each.state = 'settling';
		let wasThere: boolean;
		try {
			wasThere = (await this.#ask(SETTLE, [each.id])) === 1;
		} catch {
			return this.#later(each, this.#options.redeliveryMs, () => this.#settle(each));
		}
		this.#held.delete(each.id);
		if (!each.dead || !wasThere) return;
		try {
			this.#options.settings.onDead(each.message, each.dead.reason);
		} catch (error) {
			this.#options.report('onDead of a queue threw', error);
		}
	}

	#rest(each: Delivery, restMs: number): void {
		each.state = 'resting';
		each.message = '';
		this.#later(each, restMs, () => this.#redeliver(each));
	}

	#later(each: Delivery, delayMs: number, call: () => Promise<void>): void {
		if (this.#isStopping) return;
		each.timer = setTimeout(() => void call(), delayMs);
		each.timer.unref?.();
	}

	async #redeliver(each: Delivery): Promise<void> {
		try {
			const answer = (await this.#ask(REDELIVER, [this.#name, each.id])) as unknown[];
			const [again] = parseDeliveries(answer);
			if (!again) return void this.#held.delete(each.id);
			Object.assign(each, { message: again.message, count: again.count, state: 'ready' });
			// Taken over by another while it was asked for.
			if (this.#held.has(each.id)) this.#ready.add(each);
			this.#deliver();
		} catch {
			this.#rest(each, this.#options.redeliveryMs);
		}
	}

	/** Says that this consumer lives, and lets go of what another has taken over all the same. */
	async #keep(): Promise<void> {
		const ids = [...this.#held.values()].filter(({ state }) => state !== 'settling').map(({ id }) => id);
		for (let from = 0; from < ids.length; from += KEEP_AT_ONCE) {
			const some = ids.slice(from, from + KEEP_AT_ONCE);
			const lost = await this.#ask(KEEP, [this.#name, ...some]).catch(() => []);
			for (const id of lost as unknown[]) this.#lose(String(id));
		}
	}

	#lose(id: string): void {
		const lost = this.#held.get(id);
		if (!lost || lost.state === 'settling') return;
		clearTimeout(lost.timer);
		this.#held.delete(id);
		this.#ready.delete(lost);
		lost.abort.abort(new DOMException('Another consumer has taken the message over.', 'AbortError'));
	}

	#ask(script: typeof SETTLE, args: (string | number)[]): Promise<unknown> {
		return this.#options.commands.script(script, [this.#options.key], args);
	}
}
