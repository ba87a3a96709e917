import { BrokerUnavailable } from '../broker.ts';
import type { RedisClient } from './client.ts';
import { digestOf } from './script.ts';
import type { Script } from './script.ts';

/** How long one command may take: 2 s. */
export const DEFAULT_COMMAND_TIMEOUT_MS = 2_000;

/** A number is sent as Redis reads it. */
export type Argument = string | number;

/**
 * Sends commands and never hangs: what can't be sent at once is refused, and so is everything while an answer is overdue, so
 * that a server that has stopped answering collects no commands. Whatever goes wrong is a `BrokerUnavailable`.
 */
export class RedisCommands {
	readonly #client: RedisClient;
	readonly #timeoutMs: number;
	/** Commands that were sent and given up. */
	#overdue = 0;
	/** Gives up each command that is under way. */
	readonly #underWay = new Set<() => void>();

	readonly #onReconnecting = (): void => this.#underWay.forEach((giveUp) => giveUp());

	constructor(client: RedisClient, timeoutMs: number) {
		this.#client = client;
		this.#timeoutMs = timeoutMs;
		// What was asked for just as the connection broke would wait in the client for the next one.
		client.on('reconnecting', this.#onReconnecting);
	}

	/** Hears no more of the client; commands can still be sent. */
	close(): void {
		this.#client.off('reconnecting', this.#onReconnecting);
	}

	/**
	 * The answer as the client parses it. `blockMs` is how long the command itself waits at the server.
	 *
	 * @throws BrokerUnavailable
	 */
	run(args: readonly Argument[], blockMs = 0): Promise<unknown> {
		return this.#send(args, blockMs).catch((error: unknown) => Promise.reject(unavailable(error)));
	}

	/** Runs a script. The first key decides the node, so all keys share a hash tag. @throws BrokerUnavailable */
	script(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
		const rest = [keys.length, ...keys, ...args];
		const whole = () => this.#send(['EVAL', script.source, ...rest], 0);
		if (script.digest === undefined) void digestOf(script);
		const answer =
			script.digest === undefined
				? whole()
				: this.#send(['EVALSHA', script.digest, ...rest], 0).catch((error: unknown) =>
						// A server that was started anew knows no script.
						codeOf(error) === 'NOSCRIPT' ? whole() : Promise.reject(error)
					);
		return answer.catch((error: unknown) => Promise.reject(unavailable(error)));
	}

	#send(args: readonly Argument[], blockMs: number): Promise<unknown> {
		const refusal = this.#refusal();
		if (refusal) return Promise.reject(refusal);
		const abort = new AbortController();
		const sent = this.#client.sendCommand(
			args.map((arg) => `${arg}`),
			// Plain strings, whatever mapping the app's own commands use.
			{ abortSignal: abort.signal, typeMapping: {} }
		);
		return new Promise((resolve, reject) => {
			let isOverdue = false;
			const giveUp = (message: string) => {
				if (isOverdue) return;
				isOverdue = true;
				this.#overdue += 1;
				reject(new BrokerUnavailable(message));
				// Takes it back if it is still to be sent: it must not be carried out after a reconnect.
				abort.abort();
			};
			const onBreak = () => giveUp('The connection to Redis broke.');
			const late = () => giveUp(`Redis has not answered within ${this.#timeoutMs} ms.`);
			const timer = setTimeout(late, blockMs + this.#timeoutMs);
			// The connection that listens must not keep a process alive.
			timer.unref?.();
			this.#underWay.add(onBreak);
			const settled = () => {
				clearTimeout(timer);
				this.#underWay.delete(onBreak);
				if (isOverdue) this.#overdue -= 1;
			};
			sent.then(resolve, reject).finally(settled);
		});
	}

	#refusal(): BrokerUnavailable | undefined {
		if (!this.#client.isOpen) {
			return new BrokerUnavailable('The Redis client is not connected: call `await client.connect()` first.');
		}
		if (!this.#client.isReady) {
			return new BrokerUnavailable('Redis can’t be reached: the client is connecting.');
		}
		return this.#overdue > 0 ? new BrokerUnavailable('Redis does not answer.') : undefined;
	}
}

/** The first word of an answer that is an error, such as `OOM`. What follows may quote arguments. */
export function codeOf(error: unknown): string | undefined {
	return error instanceof Error ? /^[A-Z]{2,}(?= )/u.exec(error.message)?.[0] : undefined;
}

function unavailable(error: unknown): BrokerUnavailable {
	if (error instanceof BrokerUnavailable) return error;
	const code = codeOf(error);
	const message = code ? `Redis refuses: ${code}.` : 'The connection to Redis broke.';
	return new BrokerUnavailable(message, { cause: error });
}
