import type { LiveHello, LivePoll, PageEvent } from '../../rules/live.ts';
import { call } from './call.ts';
import type { LiveEnvironment } from './environment.ts';
import { openStream } from './stream.ts';
import type { LiveStatus } from './types.ts';

/** Streams in a row that were cut off, before the page polls. */
export const CUT_OFF = 3;
/** A page that polls tries a stream again after 10 min. */
export const STREAM_AGAIN_MS = 600_000;
/** The server holds a poll for so long: 25 s. */
export const WAIT_SECONDS = 25;
/** Between the starts of two polls: 500 ms. What comes meanwhile is in the next answer. */
export const POLL_EVERY_MS = 500;

/** What a connection tells. */
export interface ConnectionListener {
	/** `closed`: the server has no live, or not for this visitor. */
	status(status: LiveStatus): void;
	event(event: PageEvent): void;
	/** What happened before may not have been told: after a gap, and when the connection is the `first`. */
	missed(first: boolean): void;
}

/** Keeps a page connected until `ended` aborts: by a stream, and where streams are cut off on their way, by polling. */
export function keepConnected(
	env: LiveEnvironment,
	url: string,
	listener: ConnectionListener,
	ended: AbortSignal
): void {
	/** Aborts when what is under way is given up: questions by it, a stream and a pause by {@link stop}. */
	let run = new AbortController();
	let stop = () => {};
	let away = false;
	/** Where in the log the page is. */
	let lastId: string | undefined;
	let repeats = 0;
	/** Streams in a row that were cut off. */
	let brief = 0;

	function begin(): void {
		run.abort();
		stop();
		run = new AbortController();
		repeats = brief = 0;
		if (away || ended.aborted) return;
		if (env.onLine()) stream(run.signal);
		else listener.status('offline');
	}

	function address(query = ''): string {
		return `${url}?${query}${lastId ? `&after=${lastId}` : ''}`;
	}

	function reached(id: string, gap?: boolean): void {
		const first = !lastId;
		lastId = id;
		if (first || gap) listener.missed(first);
	}

	function stream(signal: AbortSignal): void {
		listener.status('connecting');
		stop = openStream(env, address(), {
			heard(name, body, logId) {
				if (name === 'hello') {
					listener.status('open');
					reached((body as LiveHello).id);
				} else if (name === 'gap') listener.missed(false);
				else if (logId) {
					lastId = logId;
					if (name === 'fastio') listener.event(body);
				}
			},
			ended(how) {
				if (how === 'lost') repeats = brief = 0;
				else brief += how === 'silent' ? CUT_OFF : 1;
				// Before streams are given up: the server itself may be away, and then it answers nothing else either.
				if (how === 'refused' || brief >= CUT_OFF - 1) void ask(signal);
				else repeat(signal);
			}
		});
	}

	/** Asks without a stream: once to hear why there is none, and for ten minutes where streams are cut off. */
	async function ask(signal: AbortSignal): Promise<void> {
		const polls = brief >= CUT_OFF;
		const until = polls ? env.now() + STREAM_AGAIN_MS : 0;
		for (let seconds = 0; ; seconds = WAIT_SECONDS) {
			const startedAt = env.now();
			const { status, body, waitMs } = await call<LivePoll>(
				env,
				address(`wait=${seconds}`),
				signal,
				seconds * 1000
			);
			if (signal.aborted) return;
			if ([401, 403, 404].includes(status)) return listener.status('closed');
			// It was not the streams that are cut off, or it is time to try one again.
			if (!body || (polls && startedAt >= until)) brief = 0;
			if (body) {
				repeats = 0;
				if (polls) listener.status('polling');
				reached(body.id, body.gap);
				for (const { logId: _, ...event } of body.events) listener.event(event);
			}
			if (!polls || !brief) return repeat(signal, waitMs);
			await new Promise<void>((go) => void env.after(startedAt + POLL_EVERY_MS - env.now(), go));
		}
	}

	function repeat(signal: AbortSignal, leastMs = 0): void {
		if (signal.aborted) return;
		listener.status('connecting');
		const waitMs = leastMs + env.pauseMs(repeats++);
		stop = env.after(waitMs, () => stream(signal));
	}

	// A page that is kept for the way back must not hold a connection. `pageshow` comes with the first load too.
	for (const name of ['online', 'offline', 'pagehide', 'pageshow']) {
		const look = () => {
			if (name === 'pageshow' && !away) return;
			away = name === 'pagehide';
			begin();
		};
		env.page.addEventListener(name, look, { signal: ended });
	}
	ended.addEventListener('abort', begin);
	begin();
}
