import type { Rate, RateStore } from '../rate-store.ts';
import type { RedisCommands } from './commands.ts';
import type { Keys } from './keys.ts';
import { script } from './script.ts';

/** A place whose holder has died comes free after 30 s. */
const PLACE_TTL_MS = 30_000;
/** Places that are held are renewed every 10 s. */
const RENEW_EVERY_MS = 10_000;
/** Places that one call renews: 500. */
const RENEW_AT_ONCE = 500;

const NOW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
`;

/** GCRA, as MemoryRates has it, in the server's time. -1: counted. */
const HIT = script(`${NOW}
local window = tonumber(ARGV[2])
local step = window / tonumber(ARGV[1])
local emptyAt = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0')) + step
local wait = emptyAt - now - window
if wait > step / 2 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.3f', emptyAt), 'PX', math.ceil(emptyAt - now))
return -1
`);

const ENTER = script(`${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`);

/** Adds what is no longer there, too: a place is held although Redis was started anew. */
const RENEW = script(`${NOW}
for index, key in ipairs(KEYS) do
	redis.call('ZADD', key, now + tonumber(ARGV[1]), ARGV[index + 1])
	redis.call('PEXPIRE', key, ARGV[1])
end
return 0
`);

/** Counts that instances share. */
export class RedisRates implements RateStore {
	readonly #commands: RedisCommands;
	readonly #keys: Keys;
	readonly #placeTtlMs: number;
	readonly #renewEveryMs: number;
	/** Keys of the places that this process holds, by token. */
	readonly #held = new Map<string, string>();
	#timer: ReturnType<typeof setInterval> | undefined;

	/** @param options For tests. */
	constructor(commands: RedisCommands, keys: Keys, options: { placeTtlMs?: number } = {}) {
		this.#commands = commands;
		this.#keys = keys;
		this.#placeTtlMs = options.placeTtlMs ?? PLACE_TTL_MS;
		this.#renewEveryMs = (this.#placeTtlMs * RENEW_EVERY_MS) / PLACE_TTL_MS;
	}

	async hit(key: string, { max, windowMs }: Rate): Promise<number | undefined> {
		const waitMs = Number(await this.#commands.script(HIT, [this.#keys.rate(key)], [max, windowMs]));
		return waitMs < 0 ? undefined : waitMs;
	}

	async enter(key: string, max: number): Promise<(() => void) | undefined> {
		const places = this.#keys.places(key);
		const token = crypto.randomUUID();
		if ((await this.#commands.script(ENTER, [places], [max, token, this.#placeTtlMs])) !== 1)
			return undefined;
		this.#held.set(token, places);
		this.#timer ??= this.#startTimer();
		return () => {
			if (!this.#held.delete(token)) return;
			// Where it fails, the place comes free when it expires.
			this.#commands.run(['ZREM', places, token]).catch(() => {});
			if (this.#held.size === 0) this.close();
		};
	}

	/** Renews no more places. */
	close(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#startTimer(): ReturnType<typeof setInterval> {
		const timer = setInterval(() => void this.#renew(), this.#renewEveryMs);
		timer.unref?.();
		return timer;
	}

	async #renew(): Promise<void> {
		const held = [...this.#held];
		for (let from = 0; from < held.length; from += RENEW_AT_ONCE) {
			const some = held.slice(from, from + RENEW_AT_ONCE).filter(([token]) => this.#held.has(token));
			const [keys, tokens] = [some.map(([, key]) => key), some.map(([token]) => token)];
			// The next round tries again, within the time that a place has.
			await this.#commands.script(RENEW, keys, [this.#placeTtlMs, ...tokens]).catch(() => {});
		}
	}
}
