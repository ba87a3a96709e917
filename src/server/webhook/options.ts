import type { RequestEvent } from '@sveltejs/kit';
import type { Broker } from '../../brokers/broker.ts';
import type { FastioEvent } from '../../rules/events.ts';
import { FastioError } from '../../rules/errors.ts';
import type { Dispatched } from '../events/dispatcher.ts';
import type { FastioHandlers } from '../events/handlers.ts';
import { DEFAULT_MAX_DELIVERY_BYTES } from './read-body.ts';
import { WEBHOOK_SCHEMES } from './schemes.ts';
import type { WebhookSchemeName } from './schemes.ts';
import type { WebhookSecret } from './secrets.ts';
import { DEFAULT_TOLERANCE_SECONDS } from './verify.ts';

/** How long two deliveries without an id and with the same body count as one: 30 s. */
export const DEFAULT_DUPLICATE_WINDOW_MS = 30_000;

/** What verified events are handed to: what `createFastioLive` makes. */
export interface EventSink {
	/** As `EventDispatcher.dispatch`. */
	dispatch(event: FastioEvent, options?: { keepMs?: number }): Promise<Dispatched>;
	/** A genuine delivery has arrived: what polls for events may rest. */
	heard(): void;
	/** What it keeps its claims in; the queue of `answerFirst` is there too. */
	readonly broker?: Broker;
}

interface ReceiverOptions {
	/**
	 * The secret shared with the sender; stays on the server. Several while a new one replaces an old one. Without any,
	 * every delivery is answered 500 and none is accepted.
	 */
	secret: WebhookSecret;
	/** The ways to sign that are accepted. Default `['hex']`, the guide's. */
	schemes?: readonly WebhookSchemeName[];
	/** How far the time of a signature may be from ours, where the scheme has one. Default 300 s. */
	toleranceSeconds?: number;
	/** Largest body in bytes. Default 262,144. */
	maxBytes?: number;
	/** How long deliveries without an id and with the same body count as one, in milliseconds. Default 30,000. */
	duplicateWindowMs?: number;
	/** What instances share. Default: the one of `live`, else the memory of this process. */
	broker?: Broker;
	/**
	 * Answer as soon as the event is safe in the broker's queue, and handle it after. For handlers that take longer than the
	 * sender waits, which is some 30 s. Default `false`: the answer says whether the handler succeeded.
	 */
	answerFirst?: boolean;
	/** Told what the sender is not: a failed handler, a broker out of reach, a missing secret. Default: one line on stderr. */
	onError?: (error: unknown, event?: FastioEvent) => void;
}

/** How `createFastioWebhook` receives, and who handles: `on`, or the handlers of `live`. */
export type FastioWebhookOptions = ReceiverOptions &
	(
		| {
				/** What to do about events, by type. */
				on: FastioHandlers;
				/** Events handled at a time in this instance; one more is answered 503. Default 100. */
				concurrency?: number;
				live?: undefined;
		  }
		| {
				/** What `createFastioLive` made: its handlers run, and its pages hear of it. */
				live: EventSink;
				on?: undefined;
				concurrency?: undefined;
		  }
	);

/** The POST handler of a `+server.ts`, and what `createFastioHandle` mounts. */
export interface FastioWebhook {
	(event: RequestEvent): Promise<Response>;
	/**
	 * With `answerFirst`: goes on with what was accepted before this process began. The first delivery does that too;
	 * call it in the `init` hook to not wait for one. Repeatable.
	 */
	start(): void;
}

/** How a receiver works, checked. */
export interface ReceiverRules {
	schemes: readonly WebhookSchemeName[];
	toleranceSeconds: number;
	maxBytes: number;
	duplicateWindowMs: number;
}

/** @throws FastioError `config`. */
export function resolveRules(options: FastioWebhookOptions): ReceiverRules {
	const { on, live, schemes = ['hex'] } = options;
	if ((on === undefined) === (live === undefined)) throw config('pass either `on` or `live`');
	const known: readonly string[] = WEBHOOK_SCHEMES.map(({ name }) => name);
	if (schemes.length === 0 || !schemes.every((name) => known.includes(name)))
		throw config(`\`schemes\` must list some of ${known.join(', ')}`);
	return {
		schemes,
		toleranceSeconds: atLeast('toleranceSeconds', options.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS, 1),
		maxBytes: atLeast('maxBytes', options.maxBytes ?? DEFAULT_MAX_DELIVERY_BYTES, 1),
		duplicateWindowMs: atLeast(
			'duplicateWindowMs',
			options.duplicateWindowMs ?? DEFAULT_DUPLICATE_WINDOW_MS,
			1
		)
	};
}

function atLeast(name: string, value: number, least: number): number {
	if (!(value >= least && Number.isFinite(value)))
		throw config(`\`${name}\` must be a number of ${least} or more`);
	return value;
}

function config(problem: string): FastioError {
	return new FastioError('config', `createFastioWebhook: ${problem}.`);
}
