import type { Forgery } from './forgery.ts';
import type { WebhookScheme } from './signature.ts';
import type { Subscription } from './webhook.ts';

/** `waiting`: under way or to be tried again. `refused`: the waiting list was full. `removed`: its webhook was. */
export type DeliveryState = 'waiting' | 'delivered' | 'given-up' | 'refused' | 'removed';

/** One payload for one webhook. */
export interface Delivery {
	id: string;
	webhookId: string;
	/** Type of the event: `file.indexed`. */
	event: string;
	/** Shared by the deliveries of one event, copies too. */
	eventId: string;
	state: DeliveryState;
	/** Whether it has come to an end. */
	done: boolean;
	attempts: number;
	/** Answer to each attempt; `null` where there was none. */
	statuses: (number | null)[];
	/** Why the last attempt got no answer, such as `ECONNREFUSED` or `TIMEOUT`. */
	error?: string;
	/** A copy of another delivery. */
	duplicate: boolean;
	/** What is wrong with its signature, on purpose. */
	forged: Forgery | null;
	/** How old its signature is, on purpose; 0 for one of now. */
	lateMs: number;
}

/** A delivery and what it takes to carry it out. */
export interface Job {
	readonly record: Delivery;
	readonly webhook: Subscription;
	readonly scheme: WebhookScheme;
	readonly body: string;
	/** Forged and late ones are sent once, whatever the answer. */
	readonly once: boolean;
	/** When it was first tried, in ms of `performance.now()`. */
	triedAt?: number;
	timer?: NodeJS.Timeout;
	/** Cuts the attempt that is under way. */
	readonly abort: AbortController;
	/** Settled when the first attempt is over, or when there will be none. */
	readonly tried: PromiseWithResolvers<void>;
}

/** What may be shown: a copy that doesn't change. */
export const deliveryView = (record: Delivery): Delivery => ({ ...record, statuses: [...record.statuses] });
