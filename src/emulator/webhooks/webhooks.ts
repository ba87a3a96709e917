import { randomUUID } from 'node:crypto';
import { createId } from '../ids.ts';
import type { EmulatorSettings } from '../options.ts';
import { createRandom } from '../random.ts';
import { type Delivery, deliveryView, type Job } from './delivery.ts';
import { createDeliveryLog } from './delivery-log.ts';
import { forge } from './forgery.ts';
import { createPoster } from './post.ts';
import { createDeliveryQueue, WebhookQueueFullError } from './queue.ts';
import { type CheckedSend, checkSend, type SendOptions } from './send-options.ts';
import { hasTimestamp, signatureHeaders } from './signature.ts';
import {
	checkWebhook,
	type Subscription,
	type Webhook,
	type WebhookOptions,
	webhookView
} from './webhook.ts';

/** Most webhooks of one emulator, and most bytes of a payload. */
const MAX_WEBHOOKS = 100;
const MAX_BODY_BYTES = 1024 ** 2;
const MAX_TYPE_CHARACTERS = 200;

/** The webhooks of one emulator. The live API documents none: this is what Fast.io's guides tell. */
export interface Webhooks {
	/** From now on tells a URL what happens. @throws TypeError for an option with a wrong value. */
	add(webhook: WebhookOptions): Webhook;
	/** Ends the deliveries of a webhook too. False when there is no such one. */
	remove(id: string): boolean;
	list(): Webhook[];
	/** What is on its way, and the newest 20,000 that have come to an end; oldest first. */
	deliveries(): Delivery[];
	/**
	 * Makes a delivery by hand, genuine or not, and resolves when each has been tried once.
	 *
	 * @throws TypeError for a wrong option; WebhookQueueFullError when 20,000 deliveries wait.
	 */
	send(type: string, data: Readonly<Record<string, unknown>>, options?: SendOptions): Promise<Delivery[]>;
	/** Resolves when no delivery waits any more: each is delivered or given up. */
	settled(): Promise<void>;
}

/** The webhooks, and the emulator's side of them. */
export interface WebhookBoard extends Webhooks {
	/** Tells those that ask for the type. Never throws: what finds no room is logged as refused. */
	emit(type: string, data: Readonly<Record<string, unknown>>): void;
	/** Forgets all deliveries, and the webhooks that were added later. */
	reset(): void;
	/** Ends all that is under way and closes the connections. */
	stop(): void;
}

/** What goes to each webhook. */
interface Message extends CheckedSend {
	type: string;
	data: Readonly<Record<string, unknown>>;
}

/** @throws TypeError for a webhook with a wrong value. */
export function createWebhooks(
	initial: readonly WebhookOptions[],
	settings: () => EmulatorSettings
): WebhookBoard {
	const first = initial.map(checkWebhook);
	const webhooks = new Map<string, Subscription>();
	const log = createDeliveryLog();
	const poster = createPoster();
	const queue = createDeliveryQueue({ settings: () => settings().webhookDelivery, attempt, log });
	let chance = { seed: Number.NaN, next: () => 0 };
	let isStopped = false;

	function attempt({ record, webhook, scheme, body, abort }: Job) {
		const { url, secret } = webhook;
		const timestamp = Math.floor((Date.now() - record.lateMs) / 1000);
		const signing = { scheme, secret, timestamp, body };
		const post = record.forged ? forge(signing, record.forged) : { headers: signatureHeaders(signing), body };
		return poster.post({ ...post, url, timeoutMs: settings().webhookDelivery.answerTimeoutMs }, abort.signal);
	}

	/** Makes the delivery and its copies for one webhook; `undefined` when there is no room. */
	function enqueue(webhook: Subscription, message: Message, eventId: string): Job[] | undefined {
		const { duplicate, reorder, delayMs, seed } = settings().webhookFaults;
		if (seed !== chance.seed) chance = { seed, next: createRandom(seed) };
		const body = bodyOf(webhook, message, eventId);
		const isGenuine = message.forgery === null && message.lateMs === 0;
		const copies = message.copies + (isGenuine && chance.next() < duplicate ? 1 : 0);
		const jobs = Array.from({ length: copies + 1 }, (_, n) =>
			jobOf(webhook, message, { body, eventId, isCopy: n > 0 })
		);
		if (!queue.hasRoom(jobs.length, body.length * jobs.length)) return undefined;
		for (const job of jobs) {
			const heldBack = isGenuine && chance.next() < reorder;
			queue.add(job, { waitMs: message.delayMs + (isGenuine ? delayMs : 0), heldBack });
		}
		return jobs;
	}

	const reset = () => {
		queue.remove();
		log.clear();
		webhooks.clear();
		for (const webhook of first) webhooks.set(webhook.id, webhook);
		chance.seed = Number.NaN;
	};
	const requireRunning = () => {
		if (isStopped) throw new Error('The emulator is closed.');
	};
	reset();
	return {
		add(options) {
			requireRunning();
			const webhook = checkWebhook(options);
			if (webhooks.size >= MAX_WEBHOOKS) throw new TypeError(`There are ${MAX_WEBHOOKS} webhooks already.`);
			webhooks.set(webhook.id, webhook);
			return webhookView(webhook);
		},
		remove(id) {
			queue.remove(id);
			return webhooks.delete(id);
		},
		list: () => [...webhooks.values()].map(webhookView),
		deliveries: () => log.list().map(deliveryView),
		async send(type, data, options = {}) {
			requireRunning();
			const message = checkMessage(type, data, checkSend(options));
			const { webhookId, id = createId('event') } = message;
			const targets = [...webhooks.values()].filter((webhook) => (webhookId ?? webhook.id) === webhook.id);
			if (targets.length === 0) throw new TypeError('There is no such webhook: add one first.');
			for (const { scheme } of targets) checkTimes(message, message.scheme ?? scheme);
			const jobs = targets.flatMap((webhook) => {
				const made = enqueue(webhook, message, id);
				if (!made) throw new WebhookQueueFullError();
				return made;
			});
			await Promise.all(jobs.map(({ tried }) => tried.promise));
			return jobs.map(({ record }) => deliveryView(record));
		},
		settled: () => queue.settled(),
		emit(type, data) {
			if (isStopped) return;
			const message = { ...checkSend({}), type, data };
			const eventId = createId('event');
			for (const webhook of webhooks.values()) {
				if (webhook.events && !webhook.events.includes(type)) continue;
				if (enqueue(webhook, message, eventId)) continue;
				const { record } = jobOf(webhook, message, { body: '', eventId, isCopy: false });
				log.add(Object.assign(record, { state: 'refused', done: true }));
				log.end(record);
			}
		},
		reset,
		stop() {
			isStopped = true;
			queue.remove();
			poster.close();
		}
	};
}

function jobOf(
	webhook: Subscription,
	{ type, scheme, forgery, lateMs }: Message,
	{ body, eventId, isCopy }: { body: string; eventId: string; isCopy: boolean }
): Job {
	return {
		record: {
			id: randomUUID(),
			webhookId: webhook.id,
			event: type,
			eventId,
			state: 'waiting',
			done: false,
			attempts: 0,
			statuses: [],
			duplicate: isCopy,
			forged: forgery,
			lateMs
		},
		webhook,
		scheme: scheme ?? webhook.scheme,
		body,
		once: forgery !== null || lateMs > 0,
		abort: new AbortController(),
		tried: Promise.withResolvers<void>()
	};
}

/** The guide's payload is `{ type, data }`; with ids, an id and a time come before. */
function bodyOf({ ids }: Subscription, { type, data }: Message, id: string): string {
	return JSON.stringify(ids ? { id, type, created_at: new Date().toISOString(), data } : { type, data });
}

function checkMessage(type: unknown, data: unknown, send: CheckedSend): Message {
	if (typeof type !== 'string' || type === '' || type.length > MAX_TYPE_CHARACTERS) {
		throw new TypeError(`A delivery needs a type of 1 to ${MAX_TYPE_CHARACTERS} characters.`);
	}
	if (typeof data !== 'object' || data === null || Array.isArray(data)) {
		throw new TypeError('The data of a delivery must be an object.');
	}
	if (Buffer.byteLength(JSON.stringify(data)) > MAX_BODY_BYTES) {
		throw new TypeError(`The data of a delivery may have ${MAX_BODY_BYTES} bytes.`);
	}
	return { ...send, type, data: data as Record<string, unknown> };
}

function checkTimes({ lateMs, forgery }: Message, scheme: Parameters<typeof hasTimestamp>[0]): void {
	if (hasTimestamp(scheme) || (lateMs === 0 && forgery !== 'timestamp')) return;
	throw new TypeError(`The scheme ${scheme} has no timestamp: nothing can be late, and no time forged.`);
}
