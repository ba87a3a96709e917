import type { RequestEvent } from '@sveltejs/kit';
import type { RateStore } from '../../brokers/rate-store.ts';
import { clientNetwork, networkOf } from './address.ts';
import { FastioRateError, resolveRateLimits } from './rate-limit.ts';
import type { RateLimitOptions, RateLimits } from './rate-limit.ts';

/** What is said to wait when too many requests are under way: 1 s. */
const BUSY_RETRY_MS = 1_000;
/** Longer keys are digested: 64 characters. */
const MAX_KEY_LENGTH = 64;

/** Gives the place of one request back; may be called again. */
export type Leave = () => void;

/** Lets requests of one definition in, as many as its `rateLimit` says. */
export class UploadGate {
	readonly #limits: RateLimits | undefined;
	readonly #options: RateLimitOptions;
	readonly #store: RateStore;
	readonly #scope: string;

	/** @param scope What is counted together: the definition's name, since definitions share a store. */
	constructor(
		options: RateLimitOptions | false = {},
		maxFiles: number,
		{ store, scope }: { store: RateStore; scope: string }
	) {
		this.#store = store;
		this.#scope = scope;
		this.#limits = options === false ? undefined : resolveRateLimits(options, maxFiles);
		this.#options = options === false ? {} : options;
	}

	/** Whether anything is counted. */
	get counts(): boolean {
		return this.#limits !== undefined;
	}

	/**
	 * Lets a request in before its body is read. `starts` counts it as the start of an upload too. A visitor who is not
	 * known yet is counted by address alone: whoever drops a cookie would be another one each time.
	 *
	 * @throws FastioRateError `rate-limited`
	 */
	async enter(event: RequestEvent, userId: string | undefined, starts: boolean): Promise<Leave> {
		if (!this.#limits) return () => {};
		const { uploads, concurrent } = this.#limits;
		const address = this.#addressOf(event);
		const callers = [
			{
				key: userId && (await shortKey(`${this.#scope} user ${userId}`)),
				rate: uploads.perUser,
				places: concurrent.perUser
			},
			{
				key: address && (await shortKey(`${this.#scope} address ${address}`)),
				rate: uploads.perAddress,
				places: concurrent.perAddress
			}
		];
		const leaves: Leave[] = [];
		const leave = () => leaves.forEach((each) => each());
		try {
			for (const { key, rate, places } of callers) {
				if (!key) continue;
				if (places !== false) leaves.push(await this.#place(key, places));
				if (starts && rate !== false) await this.#count(key, { max: rate, windowMs: uploads.windowMs });
			}
		} catch (error) {
			leave();
			throw error;
		}
		return leave;
	}

	async #place(key: string, places: number): Promise<Leave> {
		const leave = await this.#store.enter(key, places);
		if (leave) return leave;
		throw new FastioRateError(
			'Too many uploads are under way at once. Please try again in a moment.',
			BUSY_RETRY_MS
		);
	}

	async #count(key: string, rate: { max: number; windowMs: number }): Promise<void> {
		if (rate.max === Infinity) return;
		const waitMs = await this.#store.hit(key, rate);
		if (waitMs === undefined) return;
		throw new FastioRateError('Too many uploads in a short time. Please try again in a moment.', waitMs);
	}

	#addressOf(event: RequestEvent): string | undefined {
		if (this.#options.address) {
			const given = this.#options.address(event);
			return given && (networkOf(given) ?? given.slice(0, MAX_KEY_LENGTH));
		}
		return clientNetwork(event);
	}
}

async function shortKey(key: string): Promise<string> {
	if (key.length <= MAX_KEY_LENGTH) return key;
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
