import type { Broker } from '../broker.ts';
import { MAX_QUEUED, REDELIVERY_MS } from '../queue-rules.ts';
import { reportToConsole } from '../report.ts';
import type { Report } from '../report.ts';
import { RedisClaims } from './claims.ts';
import type { RedisClient } from './client.ts';
import { DEFAULT_COMMAND_TIMEOUT_MS, RedisCommands } from './commands.ts';
import { keysOf } from './keys.ts';
import { RedisLeases } from './leases.ts';
import { StreamListener } from './listener.ts';
import { RedisLog } from './log.ts';
import { RedisQueue } from './queue.ts';
import { RedisRates } from './rates.ts';

/** Messages that each topic of the log keeps: 10,000, and some more, since Redis trims by the block. */
export const DEFAULT_LOG_LENGTH = 10_000;

/** Settings of {@link redisBroker}. */
export interface RedisBrokerOptions {
	/** What all keys begin with. Default `fastio:`. Apps that share a Redis need one each. */
	prefix?: string;
	/** Messages that each topic of the log keeps, and some more. Default 10,000. */
	logLength?: number;
	/** Messages of a queue that are not done yet. Default 10,000; one more is refused with `BrokerFull`. */
	maxQueued?: number;
	/** Milliseconds between the first and the second delivery of a message, twice as long each time. Default 1 s. */
	redeliveryMs?: number;
	/** Milliseconds that one command may take before it fails with `BrokerUnavailable`. Default 2 s. */
	timeoutMs?: number;
	/** Told of a listener or an `onDead` that throws, and of a connection that breaks. Default: writes to `console.error`. */
	report?: Report;
}

/**
 * Shares everything between instances through one Redis server, 6.2 or later. Pass a connected client with an `error`
 * listener; it stays yours, to close after the broker. Beside it the broker holds a connection for all listening and one for each
 * `consume`, while there are such.
 *
 * @example
 * ```ts
 * const client = createClient({ url: env.REDIS_URL });
 * client.on('error', (error) => console.error('redis', error.message));
 * await client.connect();
 * export const fastio = createFastio({ token, workspaceId, broker: redisBroker(client) });
 * ```
 */
export function redisBroker(client: RedisClient, options: RedisBrokerOptions = {}): Broker {
	const {
		prefix = 'fastio:',
		logLength = DEFAULT_LOG_LENGTH,
		maxQueued = MAX_QUEUED,
		redeliveryMs = REDELIVERY_MS,
		timeoutMs = DEFAULT_COMMAND_TIMEOUT_MS,
		report = reportToConsole
	} = options;
	const keys = keysOf(prefix);
	const commands = new RedisCommands(client, timeoutMs);
	const listener = new StreamListener({ client, commands, keys, timeoutMs, report });
	const queue = new RedisQueue({ client, commands, keys, timeoutMs, report, redeliveryMs, maxQueued });
	const rates = new RedisRates(commands, keys);
	return {
		log: new RedisLog(commands, keys, listener, logLength),
		claims: new RedisClaims(commands, keys, logLength),
		leases: new RedisLeases(commands, keys),
		queue,
		rates,
		async close() {
			rates.close();
			await Promise.all([listener.close(), queue.close()]);
			commands.close();
		}
	};
}
