import { BrokerFull } from '../broker.ts';
import type { ConsumeOptions, WorkQueue } from '../broker.ts';
import { CLOSE_WAIT_MS } from '../queue-rules.ts';
import { QueueConsumer } from './consumer.ts';
import type { ConsumerOptions } from './consumer.ts';
import type { Keys } from './keys.ts';
import { PUSH } from './queue-scripts.ts';

/** What the queue needs. */
export interface RedisQueueOptions extends Pick<
	ConsumerOptions,
	'client' | 'commands' | 'timeoutMs' | 'report' | 'redeliveryMs'
> {
	keys: Keys;
	maxQueued: number;
}

/** Queues as Redis Streams, each with one group of consumers. */
export class RedisQueue implements WorkQueue {
	readonly #options: RedisQueueOptions;
	readonly #consumers = new Set<QueueConsumer>();

	constructor(options: RedisQueueOptions) {
		this.#options = options;
	}

	async push(name: string, message: string): Promise<void> {
		const { commands, keys, maxQueued } = this.#options;
		if ((await commands.script(PUSH, [keys.queue(name)], [maxQueued, message])) === 1) return;
		throw new BrokerFull(`The queue "${name}" is full: ${maxQueued} messages wait.`);
	}

	consume(name: string, handle: ConsumerOptions['handle'], settings: ConsumeOptions): () => Promise<void> {
		const key = this.#options.keys.queue(name);
		const consumer = new QueueConsumer({ ...this.#options, key, handle, settings });
		this.#consumers.add(consumer);
		return async () => {
			await consumer.stop();
			this.#consumers.delete(consumer);
		};
	}

	/** Stops all consumers, aborts what they do, and waits for it for at most 5 s. */
	async close(): Promise<void> {
		const stopped = [...this.#consumers].map((consumer) => {
			consumer.abort();
			return consumer.stop();
		});
		this.#consumers.clear();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_WAIT_MS)));
		await Promise.race([Promise.all(stopped), late]);
		clearTimeout(timer);
	}
}
