import type { Lazy } from '../../api.ts';
import { hmacKey } from './hmac.ts';
import type { HmacKey } from './hmac.ts';

/** One shared secret, or several while a new one replaces an old one. Getters are read at each delivery; empty ones are left out. */
export type WebhookSecret = Lazy<string> | readonly Lazy<string>[];

/** Secrets whose keys are kept: 16. An app has one or two. */
const MAX_KEYS = 16;

/** The HMAC keys of the secrets that are set now. */
export class WebhookKeys {
	readonly #secret: WebhookSecret;
	readonly #keys = new Map<string, HmacKey | Promise<HmacKey>>();

	constructor(secret: WebhookSecret) {
		this.#secret = secret;
	}

	/** Empty when no secret is set. */
	current(): Promise<HmacKey[]> {
		const options = isList(this.#secret) ? this.#secret : [this.#secret];
		const secrets = new Set(options.map(read).filter((secret) => secret !== ''));
		return Promise.all([...secrets].map((secret) => this.#keyOf(secret)));
	}

	#keyOf(secret: string): HmacKey | Promise<HmacKey> {
		const known = this.#keys.get(secret);
		if (known) return known;
		const key = hmacKey(secret);
		this.#keys.set(secret, key);
		const [oldest] = this.#keys.keys();
		if (this.#keys.size > MAX_KEYS && oldest !== undefined) this.#keys.delete(oldest);
		return key;
	}
}

function isList(secret: WebhookSecret): secret is readonly Lazy<string>[] {
	return Array.isArray(secret);
}

/** Without the white space around it that a file or a `.env` leaves. */
function read(option: Lazy<string>): string {
	const value = typeof option === 'function' ? option() : option;
	return (value ?? '').trim();
}
