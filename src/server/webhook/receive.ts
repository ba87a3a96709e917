import type { RequestEvent } from '@sveltejs/kit';
import { BrokerFull, BrokerUnavailable } from '../../brokers/broker.ts';
import { memoryBroker } from '../../brokers/memory.ts';
import { BodyReader } from '../../multipart/body-reader.ts';
import { FastioError } from '../../rules/errors.ts';
import type { FastioEvent } from '../../rules/events.ts';
import { EventDispatcher } from '../events/dispatcher.ts';
import { mustClose } from '../settle-body.ts';
import { AnswerFirst } from './answer-first.ts';
import { answerError, answerLater, answerReceived, answerRefusal, InvalidSignature } from './answers.ts';
import { logError } from './log-line.ts';
import { resolveRules } from './options.ts';
import type { EventSink, FastioWebhook, FastioWebhookOptions, ReceiverRules } from './options.ts';
import { parseEvent } from './parse-event.ts';
import type { ParsedEvent } from './parse-event.ts';
import { HeldBytes, MAX_HELD_BYTES, readDelivery } from './read-body.ts';
import { WebhookKeys } from './secrets.ts';
import { holds, readClaims } from './verify.ts';
import type { SignatureProblem } from './verify.ts';

/**
 * Makes the POST handler that Fast.io's webhooks are sent to. The signature of a delivery is verified on its raw bytes,
 * and only then is it read. Holds at most `maxBytes` of each delivery, and 64 MiB of all.
 *
 * Answers 200 `{ received: true }` once the event is handled, or was before; 401 `{ error: 'Invalid signature' }`; 400,
 * 413 or 408 for what is no event, too large or too slow; 503 when it has to be sent again later, 500 when the handler failed.
 *
 * @throws FastioError `config` for wrong options. A missing secret is told at the first delivery.
 * @example
 * ```ts
 * // src/routes/api/webhooks/fastio/+server.ts
 * export const POST = createFastioWebhook({
 *   secret: () => env.FASTIO_WEBHOOK_SECRET,
 *   on: { 'file.indexed': ({ fileId }) => db.markReady(fileId) }
 * });
 * ```
 */
export function createFastioWebhook(options: FastioWebhookOptions): FastioWebhook {
	const receiver = new Receiver(options);
	const receive = (event: RequestEvent) => receiver.receive(event);
	return Object.assign(receive, { start: () => receiver.start() });
}

class Receiver {
	readonly #options: FastioWebhookOptions;
	readonly #rules: ReceiverRules;
	readonly #keys: WebhookKeys;
	readonly #held: HeldBytes;
	readonly #sink: Pick<EventSink, 'dispatch'>;
	readonly #answerFirst: AnswerFirst | undefined;
	/** What the operator has been told once. */
	readonly #told = new Set<SignatureProblem | 'config'>();

	constructor(options: FastioWebhookOptions) {
		this.#options = options;
		this.#rules = resolveRules(options);
		this.#keys = new WebhookKeys(options.secret);
		this.#held = new HeldBytes(Math.max(MAX_HELD_BYTES, this.#rules.maxBytes));
		const broker = options.broker ?? options.live?.broker ?? memoryBroker();
		const onError = (error: unknown, event?: FastioEvent) => this.#tell(error, event);
		const { live, on = {}, concurrency } = options;
		this.#sink = live ?? new EventDispatcher({ broker, on, concurrency, onError });
		if (options.answerFirst) {
			this.#answerFirst = new AnswerFirst({ broker, sink: this.#sink, concurrency, onError });
		}
	}

	start(): void {
		this.#answerFirst?.start();
	}

	async receive(event: RequestEvent): Promise<Response> {
		const body = new BodyReader(event.request);
		let parsed: ParsedEvent;
		try {
			parsed = await this.#read(event.request, body);
		} catch (thrown) {
			return this.#refuse(thrown, await mustClose(body));
		} finally {
			body.release();
		}
		return this.#handle(parsed);
	}

	/** The event of a genuine delivery. */
	async #read({ method, headers }: Request, body: BodyReader): Promise<ParsedEvent> {
		if (method !== 'POST') throw new FastioError('method-not-allowed', 'Use POST here.');
		const keys = await this.#keys.current();
		if (keys.length === 0) throw new FastioError('config', 'createFastioWebhook: `secret` is missing.');
		this.#told.delete('config');
		const nowMs = Date.now();
		const claims = readClaims(headers, { ...this.#rules, nowMs });
		if (!Array.isArray(claims)) throw new InvalidSignature(claims);
		const bytes = await readDelivery(body, this.#rules.maxBytes, this.#held);
		try {
			if (!(await holds(claims, keys, bytes))) throw new InvalidSignature('wrong');
			this.#options.live?.heard();
			return await parseEvent(bytes, nowMs);
		} finally {
			this.#held.give(bytes.byteLength);
		}
	}

	async #handle({ event, identified }: ParsedEvent): Promise<Response> {
		const keep = identified ? {} : { keepMs: this.#rules.duplicateWindowMs };
		try {
			if (this.#answerFirst) await this.#answerFirst.accept(event, keep);
			else if ((await this.#sink.dispatch(event, keep)) === 'busy') return answerLater();
			return answerReceived();
		} catch (thrown) {
			this.#tell(thrown, event);
			const isBroker = thrown instanceof BrokerUnavailable || thrown instanceof BrokerFull;
			return isBroker ? answerLater() : answerError(500, 'The event could not be handled.');
		}
	}

	#tell(error: unknown, event?: FastioEvent): void {
		try {
			(this.#options.onError ?? logError)(error, event);
		} catch {
			// What the app does about errors is no reason for another answer.
		}
	}

	/** Answers what is no genuine event, and tells the operator of the first of each kind: senders can't fill the log. */
	#refuse(thrown: unknown, close: boolean): Response {
		const kind =
			thrown instanceof InvalidSignature ? thrown.problem : isConfig(thrown) ? 'config' : undefined;
		const isTheirs = thrown instanceof FastioError && !isConfig(thrown);
		if (!isTheirs && !(kind && this.#told.has(kind))) this.#tell(thrown);
		if (kind) this.#told.add(kind);
		return answerRefusal(thrown, close);
	}
}

function isConfig(thrown: unknown): boolean {
	return thrown instanceof FastioError && thrown.code === 'config';
}
