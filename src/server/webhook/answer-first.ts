import type { Broker } from '../../brokers/broker.ts';
import type { FastioEvent } from '../../rules/events.ts';
import { CLAIM_TTL_MS } from '../events/keep-claim.ts';
import { DEFAULT_EVENT_CONCURRENCY } from '../events/dispatcher.ts';
import type { EventSink } from './options.ts';

/** The queue of accepted events. */
export const WEBHOOK_QUEUE = 'webhook';
/** Runs of an event whose handler keeps failing, before it is given up: 100, some 90 minutes. */
export const MAX_QUEUE_RUNS = 100;

export interface AnswerFirstOptions {
	broker: Broker;
	sink: Pick<EventSink, 'dispatch'>;
	concurrency: number | undefined;
	onError: (error: unknown, event?: FastioEvent) => void;
}

/** A message of the queue. */
interface Queued {
	event: FastioEvent;
	keep: { keepMs?: number };
}

/** Keeps accepted events in the broker's queue and works them off in the background. */
export class AnswerFirst {
	readonly #options: AnswerFirstOptions;
	#started = false;

	constructor(options: AnswerFirstOptions) {
		this.#options = options;
	}

	/** Resolves once the event is safe. @throws BrokerFull, BrokerUnavailable. */
	async accept(event: FastioEvent, keep: { keepMs?: number }): Promise<void> {
		this.start();
		await this.#options.broker.queue.push(WEBHOOK_QUEUE, JSON.stringify({ event, keep } satisfies Queued));
	}

	/** Begins to work the queue off, until the broker is closed. Repeatable. */
	start(): void {
		if (this.#started) return;
		this.#started = true;
		const { broker, concurrency, onError } = this.#options;
		broker.queue.consume(WEBHOOK_QUEUE, (message) => this.#handle(message), {
			concurrency: concurrency ?? DEFAULT_EVENT_CONCURRENCY,
			claimAfterMs: CLAIM_TTL_MS,
			maxDeliveries: MAX_QUEUE_RUNS,
			onDead: (message) =>
				onError(new Error(`The event is given up after ${MAX_QUEUE_RUNS} runs.`), parse(message).event)
		});
	}

	async #handle(message: string): Promise<void> {
		const { event, keep } = parse(message);
		const { sink, onError } = this.#options;
		const result = await sink.dispatch(event, keep).catch((thrown: unknown) => {
			onError(thrown, event);
			throw thrown;
		});
		if (result === 'busy') throw new Error('The event is under way elsewhere, or too many are here.');
	}
}

function parse(message: string): Queued {
	return JSON.parse(message) as Queued;
}
