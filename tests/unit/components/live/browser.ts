import type { LiveEnvironment } from '../../../../src/components/live/environment.ts';
import { pauseMs } from '../../../../src/components/live/environment.ts';
import type { LiveHello, LivePoll, PageEvent } from '../../../../src/rules/live.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

export const BEAT_MS = 20_000;

/** A stream that the test speaks for. */
export class FakeStream extends EventTarget {
	readyState = 0;
	readonly url: string;

	constructor(url: string) {
		super();
		this.url = url;
	}

	close(): void {
		this.readyState = 2;
	}

	send(name: string, body: object, lastEventId = ''): void {
		if (this.readyState === 2) return;
		this.readyState = 1;
		this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(body), lastEventId }));
	}

	hello(id: string): void {
		this.send('hello', { id, beatMs: BEAT_MS } satisfies LiveHello, id);
	}

	event(id: string, event: PageEvent): void {
		this.send('fastio', event, id);
	}

	/** The connection ends. */
	break(): void {
		this.readyState = 0;
		this.dispatchEvent(new Event('error'));
	}

	/** It was answered with something else. */
	refuse(): void {
		this.readyState = 2;
		this.dispatchEvent(new Event('error'));
	}
}

/** A browser whose clock, network and page the test moves. */
export class FakeBrowser {
	readonly clock = new ManualClock();
	readonly page = new EventTarget();
	readonly streams: FakeStream[] = [];
	readonly calls: string[] = [];
	onLine = true;
	/** Answers a call; `undefined` never does. */
	answer: (url: URL) => Response | undefined = () => new Response(null, { status: 500 });

	readonly env: LiveEnvironment = {
		page: this.page,
		onLine: () => this.onLine,
		now: this.clock.now,
		after: this.clock.after,
		// The longest pause of each: what is random must not decide a test.
		pauseMs: (repeats) => pauseMs(repeats, 1),
		open: (url) => {
			const stream = new FakeStream(url);
			this.streams.push(stream);
			return stream as unknown as EventSource;
		},
		fetch: (input, init) => {
			const url = String(input);
			this.calls.push(url);
			const answered = this.answer(new URL(url, 'http://page'));
			if (answered) return Promise.resolve(answered);
			return new Promise((_, reject) => {
				init?.signal?.addEventListener('abort', () => reject(init.signal!.reason as Error));
			});
		}
	};

	/** The stream that was opened last. */
	get stream(): FakeStream {
		return this.streams.at(-1)!;
	}

	/** Streams that are not closed. */
	get open(): number {
		return this.streams.filter(({ readyState }) => readyState !== 2).length;
	}

	tell(name: 'online' | 'offline' | 'pagehide' | 'pageshow'): void {
		if (name === 'online' || name === 'offline') this.onLine = name === 'online';
		this.page.dispatchEvent(new Event(name));
	}

	/** Moves on in steps, so that what each timer starts is done before the next is due. */
	async pass(ms: number, stepMs = 500): Promise<void> {
		await done();
		for (let left = ms; left > 0; left -= stepMs) {
			this.clock.pass(Math.min(left, stepMs));
			await done();
		}
	}
}

/** Everything that was promised is there. */
export const done = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const poll = (answer: LivePoll): Response => Response.json(answer);

let made = 0;

/** An event of a file, unlike every other one. */
export function fileEvent(type: PageEvent['type'], rest: Partial<PageEvent> = {}): PageEvent {
	made += 1;
	return { id: `event-${made}`, type, at: '2026-11-25T12:00:00.000Z', fileId: 'f1', ...rest };
}
