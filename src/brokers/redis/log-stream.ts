import type { LogEntry } from '../broker.ts';
import type { RedisCommands } from './commands.ts';
import type { StreamEntry } from './entries.ts';

/** A log without messages gets an entry without one, whose id readers can start after. */
const HEAD = `
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if newest[1] then return newest[1][1] end
return redis.call('XADD', KEYS[1], '*', 'start', '1')
`;

/** The id that a reader of the stream starts after who wants new messages only. */
export async function headOf(commands: RedisCommands, key: string): Promise<string> {
	// In one go even on a server that does not know the script yet: what is asked for next must come after it.
	return String(await commands.run(['EVAL', HEAD, 1, key]));
}

/** The entries that are messages. */
export function messagesOf(entries: readonly StreamEntry[]): LogEntry[] {
	return entries.flatMap(({ id, fields }) => {
		const message = fields.get('m');
		return message === undefined ? [] : [{ id, message }];
	});
}
