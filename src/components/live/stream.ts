import type { LiveEnvironment } from './environment.ts';

/** A stream says hello within this time, or is held back on its way: 10 s. */
export const HELLO_MS = 10_000;
/** A stream that ends earlier was cut off: 5 s. */
export const BRIEF_MS = 5_000;
/** Beats without which a stream is dead. */
const MISSED_BEATS = 2.5;
/** What the server sends. */
const NAMES = ['hello', 'fastio', 'gap', 'beat'] as const;

/** What a stream tells. */
export interface StreamListener {
	/** @param body What the server sent: of `hello` a `LiveHello`, of `fastio` a `PageEvent`. */
	heard(name: (typeof NAMES)[number], body: never, logId: string): void;
	/**
	 * It has ended, and is closed: `silent` without a word, `refused` by an answer that is no stream, `brief` before its time,
	 * or `lost`.
	 */
	ended(how: 'silent' | 'refused' | 'brief' | 'lost'): void;
}

/**
 * Opens a stream of events. It never reconnects by itself: browsers give up for good after an answer that is no stream, and
 * do not notice one that died without a word. Returns what closes it.
 */
export function openStream(
	{ open, now, after }: LiveEnvironment,
	url: string,
	{ heard, ended }: StreamListener
): () => void {
	const source = open(url);
	const openedAt = now();
	let beatMs = 0;
	let closed = false;
	let cancel = after(HELLO_MS, () => end('silent'));

	function close(): void {
		closed = true;
		cancel();
		source.close();
	}
	function end(how: Parameters<StreamListener['ended']>[0]): void {
		close();
		ended(how);
	}

	for (const name of NAMES) {
		source.addEventListener(name, (event) => {
			const { data, lastEventId } = event as MessageEvent<string>;
			const body = JSON.parse(data);
			beatMs ||= body.beatMs;
			heard(name, body as never, lastEventId);
			// Who listens may have closed it.
			if (closed) return;
			cancel();
			cancel = after(MISSED_BEATS * beatMs, () => end('lost'));
		});
	}
	source.addEventListener('error', () => {
		const brief = now() - openedAt < BRIEF_MS;
		// 2 is `EventSource.CLOSED`: it was answered, with something else.
		end(source.readyState === 2 && !beatMs ? 'refused' : brief ? 'brief' : 'lost');
	});
	return close;
}
