import { BrokerFull } from './broker.ts';
import type { ConsumeOptions, WorkQueue } from './broker.ts';
import type { Clock } from './clock.ts';
import { CLOSE_WAIT_MS, closingReason, MAX_QUEUED, REDELIVERY_MS, redeliveryDelayMs } from './queue-rules.ts';
import type { Report } from './report.ts';

/** Characters that the messages of all queues have together: 16 Mi, at most 32 MiB. */
export const MAX_QUEUED_CHARS = 16 * 2 ** 20;

interface Message {
	readonly text: string;
	deliveries: number;
}

interface Consumer {
	readonly handle: (message: string, signal: AbortSignal) => Promise<void>;
	readonly options: ConsumeOptions;
	readonly closing: AbortController;
	readonly underWay: Set<Promise<void>>;
}

interface Queue {
	/** In the order in which they are delivered. */
	readonly waiting: Message[];
	readonly consumers: Set<Consumer>;
	/** Messages that wait, rest or are under way. */
	size: number;
}

/** Queues in this process: what is in them goes with it. */
export class MemoryQueue implements WorkQueue {
	readonly #queues = new Map<string, Queue>();
	readonly #clock: Clock;
	readonly #report: Report;
	readonly #maxQueued: number;
	readonly #redeliveryMs: number;
	#chars = 0;

	constructor(options: { clock: Clock; report: Report; maxQueued?: number; redeliveryMs?: number }) {
		this.#clock = options.clock;
		this.#report = options.report;
		this.#maxQueued = options.maxQueued ?? MAX_QUEUED;
		this.#redeliveryMs = options.redeliveryMs ?? REDELIVERY_MS;
	}

	async push(name: string, message: string): Promise<void> {
		const queue = this.#open(name);
		if (queue.size >= this.#maxQueued || this.#chars + message.length > MAX_QUEUED_CHARS) {
			throw new BrokerFull(`The queue "${name}" is full: ${queue.size} messages wait.`);
		}
		queue.size += 1;
		this.#chars += message.length;
		queue.waiting.push({ text: message, deliveries: 0 });
		this.#deliver(name, queue);
	}

	consume(name: string, handle: Consumer['handle'], options: ConsumeOptions): () => Promise<void> {
		const queue = this.#open(name);
		const consumer: Consumer = {
			handle,
			options,
			closing: new AbortController(),
			underWay: new Set()
		};
		queue.consumers.add(consumer);
		this.#deliver(name, queue);
		return async () => {
			queue.consumers.delete(consumer);
			await Promise.all(consumer.underWay);
		};
	}

	/** Stops all consumers, aborts what they do, and waits for it for at most 5 s. */
	async close(): Promise<void> {
		const consumers = [...this.#queues.values()].flatMap((queue) => [...queue.consumers]);
		for (const queue of this.#queues.values()) queue.consumers.clear();
		for (const { closing } of consumers) closing.abort(closingReason());
		const ended = Promise.all(consumers.flatMap(({ underWay }) => [...underWay]));
		await new Promise<void>((resolve) => {
			const callOff = this.#clock.after(CLOSE_WAIT_MS, resolve);
			void ended.then(() => {
				callOff();
				resolve();
			});
		});
	}

	#open(name: string): Queue {
		const known = this.#queues.get(name);
		if (known) return known;
		const queue: Queue = { waiting: [], consumers: new Set(), size: 0 };
		this.#queues.set(name, queue);
		return queue;
	}

	/** Hands out what waits, one message to each consumer in turn, for as long as one has room. */
	#deliver(name: string, queue: Queue): void {
		let given = true;
		while (given) {
			given = false;
			for (const consumer of queue.consumers) {
				if (consumer.underWay.size >= consumer.options.concurrency) continue;
				const message = queue.waiting.shift();
				if (!message) return;
				given = true;
				const done = this.#run(name, queue, consumer, message).finally(() => {
					consumer.underWay.delete(done);
					this.#deliver(name, queue);
				});
				consumer.underWay.add(done);
			}
		}
	}

	async #run(name: string, queue: Queue, consumer: Consumer, message: Message): Promise<void> {
		message.deliveries += 1;
		try {
			await consumer.handle(message.text, consumer.closing.signal);
			this.#drop(name, queue, message);
		} catch (error) {
			if (message.deliveries < consumer.options.maxDeliveries) {
				const restMs = redeliveryDelayMs(message.deliveries, this.#redeliveryMs);
				this.#clock.after(restMs, () => {
					queue.waiting.push(message);
					this.#deliver(name, queue);
				});
				return;
			}
			this.#drop(name, queue, message);
			this.#tellDead(consumer, message, error);
		}
	}

	#drop(name: string, queue: Queue, message: Message): void {
		queue.size -= 1;
		this.#chars -= message.text.length;
		if (queue.size === 0 && queue.consumers.size === 0) this.#queues.delete(name);
	}

	#tellDead(consumer: Consumer, message: Message, reason: unknown): void {
		try {
			consumer.options.onDead(message.text, reason);
		} catch (error) {
			this.#report('onDead of a queue threw', error);
		}
	}
}
