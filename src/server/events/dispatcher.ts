import type { Broker, Claim } from '../../brokers/broker.ts';
import type { FastioEvent } from '../../rules/events.ts';
import { HandlerTimeout, runHandler } from './handlers.ts';
import type { FastioHandlers } from './handlers.ts';
import { CLAIM_TTL_MS, keepClaim } from './keep-claim.ts';

/** Topic of the log that pages are told from. */
export const EVENTS_TOPIC = 'events';
/** How long it is known that an event was handled: 25 h, since senders repeat theirs for up to 24. */
export const DEFAULT_KEEP_MS = 25 * 3_600_000;
/** Events handled at a time in one instance: 100. */
export const DEFAULT_EVENT_CONCURRENCY = 100;
/** Longest run of a handler: 5 min. */
export const DEFAULT_HANDLER_TIMEOUT_MS = 300_000;
/** Longest message in the log, in characters of JSON: 16 Ki. An event of unknown type that is longer goes there without its `data`. */
export const MAX_LOGGED_CHARS = 16 * 1024;

/** What came of an event: handled now, handled before, or to be sent again later. */
export type Dispatched = 'done' | 'duplicate' | 'busy';

export interface DispatcherOptions {
	broker: Broker;
	on: FastioHandlers;
	/** Events handled at a time; one more is `busy`. Default 100. */
	concurrency?: number | undefined;
	/** Longest run of a handler in milliseconds. Default 300,000. */
	handlerTimeoutMs?: number | undefined;
	/** Topic of the log. Default `events`. */
	topic?: string | undefined;
	/** Told when an event may be handled twice because its claim was lost. Default: nothing. */
	onError?: ((error: unknown, event: FastioEvent) => void) | undefined;
}

/**
 * Runs the handlers of an app: one run of an event at a time over all instances, and none after one that succeeded.
 * A second run happens where that can't be known: the instance died, or the broker was out of reach, between the end
 * of a handler and its mark; or a handler went on for {@link CLAIM_TTL_MS} after its signal had aborted.
 */
export class EventDispatcher {
	readonly #broker: Broker;
	readonly #on: FastioHandlers;
	readonly #concurrency: number;
	readonly #handlerTimeoutMs: number;
	readonly #topic: string;
	readonly #onError: NonNullable<DispatcherOptions['onError']>;
	#running = 0;

	constructor(options: DispatcherOptions) {
		this.#broker = options.broker;
		this.#on = options.on;
		this.#concurrency = options.concurrency ?? DEFAULT_EVENT_CONCURRENCY;
		this.#handlerTimeoutMs = options.handlerTimeoutMs ?? DEFAULT_HANDLER_TIMEOUT_MS;
		this.#topic = options.topic ?? EVENTS_TOPIC;
		this.#onError = options.onError ?? (() => {});
	}

	/** Events under way in this instance. */
	get running(): number {
		return this.#running;
	}

	/**
	 * Runs the handler under a claim on the event's id, then publishes the event to pages; that it is done is marked
	 * together with that. `busy`: it is under way elsewhere, or too many are here. `keepMs` is how long its id is known.
	 *
	 * @throws what the handler threw, after the claim was given back; HandlerTimeout; BrokerUnavailable.
	 */
	async dispatch(event: FastioEvent, options: { keepMs?: number } = {}): Promise<Dispatched> {
		if (this.#running >= this.#concurrency) return 'busy';
		this.#running += 1;
		try {
			const claim = await this.#broker.claims.claim(`event:${event.id}`, CLAIM_TTL_MS);
			if (claim.state === 'done') return 'duplicate';
			if (claim.state === 'busy') return 'busy';
			await this.#run(claim, event, options.keepMs ?? DEFAULT_KEEP_MS);
			return 'done';
		} finally {
			this.#running -= 1;
		}
	}

	async #run(claim: Claim, event: FastioEvent, keepMs: number): Promise<void> {
		const control = new AbortController();
		// Before the handler, which may change the object.
		const entry = { topic: this.#topic, message: logged(event) };
		try {
			const running = runHandler(this.#on, event, { signal: control.signal });
			if (running) await this.#watch(running, claim, control);
			if (!(await claim.complete({ keepMs, entry }))) {
				this.#onError(new Error('The claim on the event ran out meanwhile: it may be handled twice.'), event);
			}
		} catch (thrown) {
			// A handler that may still be running keeps others away for as long as the claim lasts.
			if (!(thrown instanceof HandlerTimeout)) await claim.release().catch(() => {});
			throw thrown;
		}
	}

	/** Renews the claim while the handler runs, for as long as it may. */
	async #watch(running: Promise<void>, claim: Claim, control: AbortController): Promise<void> {
		const lost = () => control.abort(new Error('Another instance may have begun with this event.'));
		const stop = keepClaim(claim, lost);
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<never>((_, reject) => {
			timer = setTimeout(() => {
				const error = new HandlerTimeout(`The handler took longer than ${this.#handlerTimeoutMs / 1000} s.`);
				control.abort(error);
				reject(error);
			}, this.#handlerTimeoutMs);
		});
		try {
			await Promise.race([running, late]);
		} finally {
			clearTimeout(timer);
			stop();
		}
	}
}

function logged(event: FastioEvent): string {
	const message = JSON.stringify(event);
	if (message.length <= MAX_LOGGED_CHARS || !('data' in event)) return message;
	return JSON.stringify({ ...event, data: {} });
}
