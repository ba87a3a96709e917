import { MAX_TIMER_MS, zeroOrMore } from '../setting-groups.ts';
import { FORGERIES, type Forgery } from './forgery.ts';
import { WEBHOOK_SCHEMES, type WebhookScheme } from './signature.ts';

/** How a delivery is to be made, and what shall be wrong with it. */
export interface SendOptions {
	/** Default: to all webhooks, whatever types they ask for. */
	webhookId?: string;
	/** Id of the event, in payloads that have one. Default: a new one. */
	id?: string;
	/** Default: that of the webhook. */
	scheme?: WebhookScheme;
	/** A signature that a receiver must refuse; `true` is `secret`. Sent once, whatever the answer. */
	forge?: boolean | Forgery;
	/** Signed ten minutes ago, or `lateMs` ago. Only where the scheme has a timestamp. Sent once, whatever the answer. */
	late?: boolean;
	lateMs?: number;
	/** More copies of it; `true` is one, 100 the most. */
	duplicate?: boolean | number;
	/** Wait before the first attempt. */
	delayMs?: number;
}

/** The same, complete. */
export interface CheckedSend {
	webhookId: string | undefined;
	id: string | undefined;
	scheme: WebhookScheme | undefined;
	forgery: Forgery | null;
	lateMs: number;
	copies: number;
	delayMs: number;
}

/** Beyond the tolerance of any receiver that we know of, which is five minutes. */
const LATE_MS = 10 * 60 * 1000;
const MAX_COPIES = 100;
const MAX_TEXT_CHARACTERS = 200;

/** @throws TypeError naming the option that is wrong. */
export function checkSend(options: SendOptions): CheckedSend {
	const { webhookId, id, scheme, forge = false, late = false, duplicate = 0, delayMs = 0 } = options;
	optionalText('webhookId', webhookId);
	optionalText('id', id);
	if (scheme !== undefined && !WEBHOOK_SCHEMES.includes(scheme)) {
		throw new TypeError(`scheme must be one of: ${WEBHOOK_SCHEMES.join(', ')}.`);
	}
	const forgery = forge === true ? 'secret' : forge === false ? null : forge;
	if (forgery !== null && !FORGERIES.includes(forgery)) {
		throw new TypeError(`forge must be a boolean or one of: ${FORGERIES.join(', ')}.`);
	}
	if (typeof late !== 'boolean') throw new TypeError('late must be a boolean.');
	const copies = Number(duplicate);
	if (!Number.isInteger(copies) || copies < 0 || copies > MAX_COPIES) {
		throw new TypeError(`duplicate must be a boolean, or a whole number up to ${MAX_COPIES}.`);
	}
	if (zeroOrMore('delayMs', delayMs) > MAX_TIMER_MS) {
		throw new TypeError(`delayMs must be at most a day, ${MAX_TIMER_MS} ms.`);
	}
	const lateMs = zeroOrMore('lateMs', options.lateMs ?? (late ? LATE_MS : 0));
	return { webhookId, id, scheme, forgery, lateMs, copies, delayMs };
}

function optionalText(name: string, value: unknown): void {
	if (value === undefined) return;
	if (typeof value !== 'string' || value === '' || value.length > MAX_TEXT_CHARACTERS) {
		throw new TypeError(`${name} must be a text of 1 to ${MAX_TEXT_CHARACTERS} characters.`);
	}
}
