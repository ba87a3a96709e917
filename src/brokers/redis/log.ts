import type { LogEntry, LogPage, MessageLog } from '../broker.ts';
import { parseLogId } from '../log-id.ts';
import type { RedisCommands } from './commands.ts';
import { parseEntries } from './entries.ts';
import type { Keys } from './keys.ts';
import type { StreamListener } from './listener.ts';
import { headOf, messagesOf } from './log-stream.ts';

/** Messages in a Redis Stream for each topic. */
export class RedisLog implements MessageLog {
	readonly #commands: RedisCommands;
	readonly #keys: Keys;
	readonly #listener: StreamListener;
	readonly #logLength: number;

	constructor(commands: RedisCommands, keys: Keys, listener: StreamListener, logLength: number) {
		this.#commands = commands;
		this.#keys = keys;
		this.#listener = listener;
		this.#logLength = logLength;
	}

	async append(topic: string, message: string): Promise<string> {
		const args = ['XADD', this.#keys.log(topic), 'MAXLEN', '~', this.#logLength, '*', 'm', message];
		return String(await this.#commands.run(args));
	}

	async read(topic: string, after: string, limit: number): Promise<LogPage> {
		parseLogId(after);
		// With `after` itself, to see whether it is there, and room for the mark of the beginning.
		const count = limit + 2;
		const range = ['XRANGE', this.#keys.log(topic), after, '+', 'COUNT', count];
		const entries = parseEntries(await this.#commands.run(range));
		const gap = entries[0]?.id !== after;
		return { entries: messagesOf(gap ? entries : entries.slice(1)).slice(0, limit), gap };
	}

	async head(topic: string): Promise<string> {
		return headOf(this.#commands, this.#keys.log(topic));
	}

	listen(topic: string, wake: (entry: LogEntry) => void, onGap?: () => void): () => void {
		return this.#listener.listen(this.#keys.log(topic), wake, onGap);
	}
}
