import type { AskAnswer } from '../../rules/ask.ts';
import type { CallOptions } from '../fastio-types.ts';

export interface AskOptions extends CallOptions {
	/** Goes on with a conversation. Default: a new one. */
	chatId?: string;
	/** Ids of the files to look into, at most 100 with the folders. Default: the whole workspace. */
	files?: readonly string[];
	/** Ids of folders, with all that is in them. */
	folders?: readonly string[];
	/** What makes a repeated question one and the same for Fast.io, at most 64 URL-safe characters. Default: random. */
	idempotencyKey?: string;
	/** Longest time until the answer is whole, in milliseconds. Default 5 min. */
	timeoutMs?: number;
}

/**
 * An answer on its way: iterate it for the text as it is written. Each iterator begins at the start. The text that
 * counts is that of `answer`.
 */
export interface AskStream extends AsyncIterable<string> {
	/** Resolves when the answer is whole and confirmed by Fast.io. Rejects with the `FastioError` family. */
	readonly answer: Promise<AskAnswer>;
	/** Ends the question at Fast.io; `answer` is then `cancelled`, unless it came first. */
	cancel(): Promise<void>;
}
