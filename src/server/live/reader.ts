import type { PageEvent } from '../../rules/live.ts';
import type { EventLog } from './event-log.ts';
import { toPageEvent } from './page-event.ts';
import type { MaySee } from './visibility.ts';

/** Events looked at for one page at a time. */
const EVENTS_PER_READ = 100;
/** Pause after the broker could not be reached. */
const BROKER_PAUSE_MS = 1_000;

/** What a page is to be told next. */
export interface PageNews {
	events: (PageEvent & { logId: string })[];
	gap: boolean;
}

/** Reads the log for one page: only what it may see. Holds its place in the log, and nothing else. */
export class PageReader {
	readonly #log: EventLog;
	readonly #maySee: MaySee;
	/** Id of the last entry that was looked at. */
	position: string;

	/** @param after Id of the entry after which it begins. */
	constructor(log: EventLog, maySee: MaySee, after: string) {
		this.#log = log;
		this.#maySee = maySee;
		this.position = after;
	}

	/**
	 * Resolves with the next news, or with none after `ms`, or when `signal` aborts. While the broker can't be reached
	 * there are none; afterwards those that were missed.
	 */
	async next(ms: number, signal: AbortSignal): Promise<PageNews> {
		const deadline = performance.now() + ms;
		for (;;) {
			const { version } = this.#log;
			const news = await this.#read();
			if (typeof news === 'object') return news;
			const leftMs = deadline - performance.now();
			if (leftMs <= 0 || signal.aborted) return { events: [], gap: false };
			if (news === 'more') continue;
			const waitMs = news === 'unreachable' ? Math.min(leftMs, BROKER_PAUSE_MS) : leftMs;
			await this.#log.changed(version, waitMs, signal);
		}
	}

	async #read(): Promise<PageNews | 'more' | 'none' | 'unreachable'> {
		const before = this.position;
		const page = await this.#log.read(before, EVENTS_PER_READ).catch(() => undefined);
		if (!page) return 'unreachable';
		const events: PageNews['events'] = [];
		for (const { id, event } of page.events) {
			if (await this.#maySee(event)) events.push({ ...toPageEvent(event), logId: id });
		}
		this.position = page.next;
		if (events.length > 0 || page.gap) return { events, gap: page.gap };
		return page.next === before ? 'none' : 'more';
	}
}
