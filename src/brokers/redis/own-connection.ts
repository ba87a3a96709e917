import type { Report } from '../report.ts';
import type { RedisClient } from './client.ts';
import { RedisCommands } from './commands.ts';

/** How long a connection may take to be ready: 10 s. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Before the first new try after a connection broke: 50 ms, twice as long each time. */
const FIRST_PAUSE_MS = 50;
/** The longest pause between two tries: 2 s. */
const MAX_PAUSE_MS = 2_000;

/** What a connection is for, and what it needs. */
export interface OwnConnectionOptions {
	client: RedisClient;
	timeoutMs: number;
	report: Report;
	/** For the report, e.g. `listening`. */
	what: string;
	/** Goes on until the signal aborts; called anew on each new connection. `works` says that this one does. */
	run: (commands: RedisCommands, signal: AbortSignal, works: () => void) => Promise<void>;
}

/**
 * Holds a connection beside the app's, for commands that wait at the server, and makes a new one whenever it breaks. The
 * operator hears of it once, until it works again.
 *
 * @returns What ends it; resolves when it has ended.
 */
export function ownConnection(options: OwnConnectionOptions): () => Promise<void> {
	const stop = new AbortController();
	const ended = keep(options, stop.signal);
	return () => {
		stop.abort();
		return ended;
	};
}

async function keep(options: OwnConnectionOptions, signal: AbortSignal): Promise<void> {
	let failures = 0;
	while (!signal.aborted) {
		try {
			await once(options, signal, () => void (failures = 0));
		} catch (error) {
			if (signal.aborted) return;
			if (failures === 0)
				options.report(`${options.what} at Redis broke off; trying again until it works`, error);
			failures += 1;
			const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS);
			await pause(pauseMs, signal, options.client);
		}
	}
}

async function once(options: OwnConnectionOptions, signal: AbortSignal, works: () => void): Promise<void> {
	const connection = options.client.duplicate({
		disableOfflineQueue: true,
		// This file connects anew itself; an idle wait is no reason to break off.
		socket: { ...options.client.options?.socket, reconnectStrategy: false, socketTimeout: undefined }
	});
	// Without a listener an 'error' event would end the process. The command that fails tells the same.
	connection.on('error', () => {});
	connection.unref();
	const destroy = () => {
		try {
			connection.destroy();
		} catch {
			// Version 5 throws when it has ended by itself.
		}
	};
	signal.addEventListener('abort', destroy, { once: true });
	try {
		await connected(connection, signal);
		await options.run(new RedisCommands(connection, options.timeoutMs), signal, works);
	} finally {
		signal.removeEventListener('abort', destroy);
		destroy();
	}
}

/** Waits for no longer than a connection may take, nor after the signal has aborted. */
async function connected(connection: RedisClient, signal: AbortSignal): Promise<void> {
	let giveUp = () => {};
	const givenUp = new Promise<never>((_, reject) => {
		giveUp = () => reject(new Error(`Redis has not taken the connection within ${CONNECT_TIMEOUT_MS} ms.`));
	});
	const timer = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
	timer.unref?.();
	signal.addEventListener('abort', giveUp, { once: true });
	try {
		await Promise.race([connection.connect(), givenUp]);
	} finally {
		clearTimeout(timer);
		signal.removeEventListener('abort', giveUp);
	}
}

/** Ends at once when the signal aborts, or the app's own connection is there again. Keeps no process alive. */
function pause(ms: number, signal: AbortSignal, client: RedisClient): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) return resolve();
		const end = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			client.off('ready', end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		timer.unref?.();
		signal.addEventListener('abort', end, { once: true });
		client.on('ready', end);
	});
}
