import type { Lease, LeaseStore } from '../broker.ts';
import type { RedisCommands } from './commands.ts';
import type { Keys } from './keys.ts';
import { script } from './script.ts';

/** The fence goes on from the time, so that it grows even after Redis has lost what it held. */
const ACQUIRE = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local time = redis.call('TIME')
local ms = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local last = tonumber(redis.call('HGET', KEYS[2], 'fence') or '0')
local fence = string.format('%.0f', math.max(last + 1, ms))
redis.call('HSET', KEYS[2], 'fence', fence)
redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
return fence
`);

const RENEW = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

const RELEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`);

const SAVE = script(`
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'value', ARGV[2])
return 1
`);

/** Leases as keys that expire; their fence and value stay. */
export class RedisLeases implements LeaseStore {
	readonly #commands: RedisCommands;
	readonly #keys: Keys;

	constructor(commands: RedisCommands, keys: Keys) {
		this.#commands = commands;
		this.#keys = keys;
	}

	async acquire(name: string, ttlMs: number): Promise<Lease | undefined> {
		const [holder, kept] = [this.#keys.lease(name), this.#keys.kept(name)];
		const fence = Number(await this.#commands.script(ACQUIRE, [holder, kept], [ttlMs]));
		if (fence === 0) return undefined;
		return {
			fence,
			renew: async () => (await this.#commands.script(RENEW, [holder], [fence, ttlMs])) === 1,
			release: async () => void (await this.#commands.script(RELEASE, [holder], [fence])),
			save: async (value) => (await this.#commands.script(SAVE, [kept], [fence, value])) === 1,
			load: async () => {
				const value = await this.#commands.run(['HGET', kept, 'value']);
				return value === null || value === undefined ? undefined : String(value);
			}
		};
	}
}
