import { randomUUID } from 'node:crypto';
import { isLoopback } from '../loopback.ts';
import { hasTimestamp, WEBHOOK_SCHEMES, type WebhookScheme } from './signature.ts';

/** Who is told, and how. */
export interface WebhookOptions {
	/** `https:`, or `http:` on this machine. Fast.io would refuse private addresses altogether. */
	url: string;
	/** The key of the signatures. Shown nowhere. */
	secret: string;
	/** Default `hex`, the integration guide's. */
	scheme?: WebhookScheme;
	/** Types to be told of. Default: all. */
	events?: readonly string[];
	/** Whether a payload has an `id` and `created_at` beside `type` and `data`. Default: where the scheme has a timestamp. */
	ids?: boolean;
}

/** One that was added. */
export interface Webhook {
	id: string;
	url: string;
	scheme: WebhookScheme;
	/** `null`: all types. */
	events: readonly string[] | null;
	ids: boolean;
}

/** The emulator's own view of one. */
export interface Subscription extends Webhook {
	readonly secret: string;
}

const MAX_TEXT_CHARACTERS = 2000;
const MAX_EVENTS = 100;

/** @throws TypeError naming the option that is missing or wrong; without its value, which may be secret. */
export function checkWebhook(value: unknown): Subscription {
	if (typeof value !== 'object' || value === null) throw new TypeError('A webhook must be an object.');
	const {
		url,
		secret,
		scheme = 'hex',
		events,
		ids
	} = value as Partial<Record<keyof WebhookOptions, unknown>>;
	if (!isText(secret)) throw new TypeError('A webhook needs a secret.');
	const known = WEBHOOK_SCHEMES.find((candidate) => candidate === scheme);
	if (!known) throw new TypeError(`A webhook's scheme must be one of: ${WEBHOOK_SCHEMES.join(', ')}.`);
	if (events !== undefined && events !== null && !isTextList(events)) {
		throw new TypeError(`A webhook's events must be a list of 1 to ${MAX_EVENTS} types.`);
	}
	if (ids !== undefined && typeof ids !== 'boolean')
		throw new TypeError("A webhook's ids must be a boolean.");
	return {
		id: `wm-${randomUUID()}`,
		url: checkUrl(url),
		secret,
		scheme: known,
		events: events ? [...events] : null,
		ids: ids ?? hasTimestamp(known)
	};
}

/** What may be shown of one. */
export const webhookView = ({ id, url, scheme, events, ids }: Subscription): Webhook => ({
	id,
	url,
	scheme,
	events,
	ids
});

function checkUrl(value: unknown): string {
	const url = isText(value) && URL.canParse(value) ? new URL(value) : undefined;
	if (!url) throw new TypeError('A webhook needs an absolute url.');
	if (url.username !== '' || url.password !== '') {
		throw new TypeError("A webhook's url must have no user name or password.");
	}
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
		throw new TypeError("A webhook's url must be https, or http on this machine.");
	}
	return url.href;
}

const isText = (value: unknown): value is string =>
	typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_CHARACTERS;
const isTextList = (value: unknown): value is string[] =>
	Array.isArray(value) && value.length > 0 && value.length <= MAX_EVENTS && value.every(isText);
