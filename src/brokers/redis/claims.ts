import type { Claim, ClaimStore } from '../broker.ts';
import type { RedisCommands } from './commands.ts';
import type { Keys } from './keys.ts';
import { script } from './script.ts';

/** What a key holds once its work is done; a holder's token is a UUID. */
const DONE = 'done';

const CLAIM = script(`
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'claimed' end
if redis.call('GET', KEYS[1]) == '${DONE}' then return 'done' end
return 'busy'
`);

const RENEW = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);

/** The entry goes first: what can fail of the two is to add it, and then nothing was marked. */
const COMPLETE = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if KEYS[2] then redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'm', ARGV[4]) end
redis.call('SET', KEYS[1], '${DONE}', 'PX', ARGV[2])
return 1
`);

const RELEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
`);

/** Claims as keys that expire. */
export class RedisClaims implements ClaimStore {
	readonly #commands: RedisCommands;
	readonly #keys: Keys;
	readonly #logLength: number;

	constructor(commands: RedisCommands, keys: Keys, logLength: number) {
		this.#commands = commands;
		this.#keys = keys;
		this.#logLength = logLength;
	}

	async claim(key: string, ttlMs: number): Promise<Claim | { state: 'busy' } | { state: 'done' }> {
		const name = this.#keys.claim(key);
		const token = crypto.randomUUID();
		const state = await this.#commands.script(CLAIM, [name], [token, ttlMs]);
		if (state !== 'claimed') return { state: state === DONE ? 'done' : 'busy' };
		return {
			state: 'claimed',
			renew: async () => (await this.#commands.script(RENEW, [name], [token, ttlMs])) === 1,
			complete: async ({ keepMs, entry }) => {
				const keys = entry ? [name, this.#keys.log(entry.topic)] : [name];
				const args = [token, keepMs, ...(entry ? [this.#logLength, entry.message] : [])];
				return (await this.#commands.script(COMPLETE, keys, args)) === 1;
			},
			release: async () => void (await this.#commands.script(RELEASE, [name], [token]))
		};
	}
}
