import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeLive } from '../../../../src/components/live/make-live.svelte.ts';
import { ANSWER_MS } from '../../../../src/components/live/call.ts';
import { STREAM_AGAIN_MS } from '../../../../src/components/live/connection.ts';
import { pauseMs } from '../../../../src/components/live/environment.ts';
import { BRIEF_MS, HELLO_MS } from '../../../../src/components/live/stream.ts';
import type { Live, LiveOptions } from '../../../../src/components/live/types.ts';
import { BEAT_MS, done, FakeBrowser, fileEvent, poll } from './browser.ts';

let browser: FakeBrowser;
let lives: Live[] = [];

function live(options: LiveOptions = {}): Live {
	const made = makeLive(options, browser.env, () => '/api/fastio');
	lives.push(made);
	return made;
}

beforeEach(() => void (browser = new FakeBrowser()));
afterEach(() => {
	for (const made of lives) made.close();
	lives = [];
});

test('what only says where a file is, is heard and not listed', () => {
	const made = live();
	browser.stream.hello('1-0');
	browser.stream.event('2-0', fileEvent('file.indexed', { id: 'page:indexed:f1:v1' }));
	expect([made.file('f1'), made.events]).toEqual([{ state: 'ready' }, []]);
});

describe('the connection', () => {
	test('is one for all that use an endpoint, and ends with the last', () => {
		const one = live();
		const two = live({ endpoint: '/api/fastio/' });
		const other = live({ endpoint: '/elsewhere' });
		expect(browser.streams.map(({ url }) => url)).toEqual(['/api/fastio/live?', '/elsewhere/live?']);
		browser.streams[0]!.hello('1-0');
		expect([one.status, two.status, other.status]).toEqual(['open', 'open', 'connecting']);
		one.close();
		one.close();
		expect([browser.open, one.status, two.status]).toEqual([2, 'closed', 'open']);
		two.close();
		expect(browser.open).toBe(1);
		live();
		expect([browser.open, browser.streams.length]).toEqual([2, 3]);
	});

	test('is none on the server, and none before connect() where it is not made at once', () => {
		const onServer = makeLive({}, undefined, () => '');
		expect([onServer.status, onServer.events, onServer.file('f1')]).toEqual(['connecting', [], undefined]);
		onServer.watch(['f1'])();
		const later = live({ autoConnect: false });
		expect([later.status, browser.streams]).toEqual(['closed', []]);
		later.connect();
		expect([later.status, browser.streams.length]).toEqual(['connecting', 1]);
	});

	test('is made anew from the last id after it was lost, with pauses that double up to 30 s', async () => {
		const made = live();
		browser.stream.hello('5-0');
		browser.stream.event('6-0', fileEvent('file.added'));
		await browser.pass(BRIEF_MS);
		browser.stream.break();
		expect(made.status).toBe('connecting');
		await browser.pass(1000);
		expect(browser.stream.url).toBe('/api/fastio/live?&after=6-0');
		const pauses: number[] = [];
		for (let n = 0; n < 7; n += 1) {
			const { length } = browser.streams;
			browser.stream.break();
			await done();
			const before = browser.clock.now();
			while (browser.streams.length === length) await browser.pass(1000, 1000);
			pauses.push((browser.clock.now() - before) / 1000);
		}
		expect(pauses).toEqual([2, 4, 8, 16, 30, 30, 30]);
		browser.stream.hello('6-0');
		expect(made.status).toBe('open');
	});

	test('that says nothing for 2.5 beats is dead, and beats keep it', async () => {
		live();
		browser.stream.hello('1-0');
		await browser.pass(2.5 * BEAT_MS - 500);
		browser.stream.send('beat', {});
		await browser.pass(2.5 * BEAT_MS - 500);
		expect(browser.streams).toHaveLength(1);
		await browser.pass(1500);
		expect([browser.streams.length, browser.open]).toEqual([2, 1]);
	});

	test('waits while the browser is offline, and is made at once when it is not', () => {
		const made = live();
		browser.stream.hello('1-0');
		browser.tell('offline');
		expect([made.status, browser.open]).toEqual(['offline', 0]);
		browser.tell('online');
		expect([made.status, browser.open, browser.stream.url]).toEqual([
			'connecting',
			1,
			'/api/fastio/live?&after=1-0'
		]);
	});

	test('starts its pauses afresh when the browser is online again', async () => {
		live();
		for (let n = 0; n < 5; n += 1) {
			browser.stream.break();
			await browser.pass(30_000);
		}
		browser.tell('offline');
		browser.tell('online');
		const { length } = browser.streams;
		browser.stream.break();
		await browser.pass(1000);
		expect(browser.streams).toHaveLength(length + 1);
	});

	test('is let go while the page is kept for the way back, and made again with it', async () => {
		live();
		browser.tell('pageshow');
		expect(browser.streams).toHaveLength(1);
		browser.stream.hello('1-0');
		browser.tell('pagehide');
		await browser.pass(60_000);
		expect([browser.streams.length, browser.open]).toEqual([1, 0]);
		browser.tell('pageshow');
		expect(browser.stream.url).toBe('/api/fastio/live?&after=1-0');
	});

	test.each([401, 403, 404])('ends for good with %d, and another may begin', async (status) => {
		browser.answer = () => new Response(null, { status });
		const made = live();
		browser.stream.refuse();
		await done();
		expect(made.status).toBe('closed');
		await browser.pass(60_000);
		expect([browser.streams.length, browser.calls]).toEqual([1, ['/api/fastio/live?wait=0']]);
		live();
		expect(browser.streams).toHaveLength(2);
	});

	test('waits as long as a busy server says', async () => {
		browser.answer = () => new Response(null, { status: 429, headers: { 'retry-after': '10' } });
		live();
		browser.stream.refuse();
		await browser.pass(10_500);
		expect(browser.streams).toHaveLength(1);
		await browser.pass(500);
		expect(browser.streams).toHaveLength(2);
	});

	test('may be closed by who hears an event of it', async () => {
		const made = live({ onevent: () => made.close() });
		browser.stream.hello('1-0');
		browser.stream.event('2-0', fileEvent('file.added'));
		await browser.pass(3 * BEAT_MS);
		expect([made.status, browser.streams.length, browser.open]).toEqual(['closed', 1, 0]);
	});
});

describe('where streams are cut off', () => {
	/** Answers polls like the server: at once without a wait, else with what there is. */
	function polling(events: Parameters<typeof poll>[0]['events'] = []) {
		browser.answer = ({ searchParams }) => {
			if (searchParams.get('wait') === '0') return poll({ id: '1-0', gap: false, events: [] });
			return events.length > 0 ? poll({ id: '2-0', gap: false, events: events.splice(0) }) : undefined;
		};
	}

	test('a page polls after three that broke at once, while the server answers otherwise', async () => {
		const onevent = vi.fn();
		const { id, ...event } = fileEvent('file.indexed');
		polling([{ id, ...event, logId: '2-0' }]);
		const made = live({ onevent });
		for (let n = 0; n < 3; n += 1) {
			browser.stream.break();
			await browser.pass(n < 2 ? 2000 : 1000);
		}
		expect([made.status, browser.streams.length]).toEqual(['polling', 3]);
		expect(onevent.mock.calls).toEqual([[{ id, ...event }]]);
		expect(browser.calls.at(-1)).toBe('/api/fastio/live?wait=25&after=2-0');
		expect(made.file('f1')).toEqual({ state: 'ready' });
	});

	test('a gap that a poll tells is told to the page', async () => {
		const gaps = [false, true];
		browser.answer = ({ searchParams }) =>
			searchParams.has('wait') && gaps.length > 0
				? poll({ id: '9-0', gap: gaps.shift()!, events: [] })
				: undefined;
		const ongap = vi.fn();
		live({ ongap }).watch(['f1']);
		await browser.pass(HELLO_MS);
		expect(ongap).not.toHaveBeenCalled();
		await browser.pass(500);
		expect(ongap).toHaveBeenCalledOnce();
		expect(browser.calls.filter((url) => url.endsWith('/files?ids=f1'))).toHaveLength(2);
	});

	test('it does not poll while the server answers nothing at all', async () => {
		browser.answer = () => new Response(null, { status: 502 });
		const made = live();
		for (let n = 0; n < 6; n += 1) {
			browser.stream.break();
			await browser.pass(35_000);
		}
		expect([made.status, browser.calls.some((url) => url.includes('wait=25'))]).toEqual([
			'connecting',
			false
		]);
	});

	test('a stream that says no hello within 10 s is one, and so is one that is refused', async () => {
		polling();
		const made = live();
		await browser.pass(HELLO_MS);
		expect(made.status).toBe('polling');
		made.close();

		const refused = live();
		for (let n = 0; n < 3; n += 1) {
			browser.stream.refuse();
			await browser.pass(1000);
		}
		expect(refused.status).toBe('polling');
	});

	test('a poll that is not answered ends polling, and a stream is tried', async () => {
		polling();
		const made = live();
		await browser.pass(HELLO_MS);
		expect(made.status).toBe('polling');
		await browser.pass(25_000 + ANSWER_MS);
		expect([made.status, browser.streams.length]).toEqual(['polling', 1]);
		await browser.pass(1500);
		expect([made.status, browser.streams.length]).toEqual(['connecting', 2]);
	});

	test('polls that are answered go on for 10 minutes', async () => {
		let polls = 0;
		browser.answer = () => {
			polls += 1;
			return poll({ id: '1-0', gap: false, events: [] });
		};
		const made = live();
		await browser.pass(HELLO_MS);
		await browser.pass(STREAM_AGAIN_MS - 1000, 5000);
		expect([made.status, browser.streams.length]).toEqual(['polling', 1]);
		const before = polls;
		await browser.pass(2000);
		expect(polls - before).toBeLessThanOrEqual(5);
		expect(browser.streams).toHaveLength(2);
	});
});

describe('events', () => {
	test('are kept, the newest of them, each once', () => {
		const onevent = vi.fn();
		const made = live({ events: 2, onevent });
		const [a, b, c] = [fileEvent('file.added'), fileEvent('file.indexing'), fileEvent('file.indexed')];
		browser.stream.hello('1-0');
		for (const [at, event] of [a, b, b, c, a].entries()) browser.stream.event(`${at + 2}-0`, event);
		expect(made.events).toEqual([b, c]);
		expect(onevent.mock.calls).toEqual([[a], [b], [c]]);
		made.clear();
		expect(made.events).toEqual([]);
	});

	test('what a callback throws is the app’s own, and the others hear the event', () => {
		const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
		live({
			onevent() {
				throw new Error('of the app');
			}
		});
		const other = live();
		browser.stream.hello('1-0');
		browser.stream.event('2-0', fileEvent('file.added'));
		expect([other.events.length, reported.mock.calls.length]).toEqual([1, 1]);
		reported.mockRestore();
	});
});

describe('watched files', () => {
	const ready = () => Response.json({ files: { f1: { state: 'ready' } } });

	test('are asked for with the first connection, together, and not again', async () => {
		browser.answer = ready;
		const made = live();
		const onstate = vi.fn();
		made.watch(['f1', 'f2'], { onstate });
		made.watch(['f1', 'f 3']);
		await done();
		expect(browser.calls).toEqual([]);
		browser.stream.hello('1-0');
		await done();
		expect(browser.calls).toEqual(['/api/fastio/live/files?ids=f1,f2,f%203']);
		expect(onstate.mock.calls).toEqual([[{ state: 'ready' }, 'f1']]);
		await browser.pass(BEAT_MS);
		await browser.pass(BRIEF_MS);
		browser.stream.break();
		await browser.pass(1000);
		browser.stream.hello('1-0');
		await done();
		expect(browser.calls).toHaveLength(1);
	});

	test('are asked for again after a gap, but for those at their end', async () => {
		browser.answer = ready;
		const ongap = vi.fn();
		const made = live({ ongap });
		made.watch(['f1', 'f2']);
		browser.stream.hello('1-0');
		await done();
		browser.stream.send('gap', {});
		await done();
		expect(ongap).toHaveBeenCalledOnce();
		expect(browser.calls.slice(1)).toEqual(['/api/fastio/live/files?ids=f2']);
	});

	test('that come later are asked for at once, unless all of them was heard', async () => {
		browser.answer = ready;
		const made = live();
		browser.stream.hello('1-0');
		made.watch(['new'], { since: browser.clock.now() });
		await done();
		expect(browser.calls).toEqual([]);
		for (const fileId of ['a', 'b']) made.watch([fileId]);
		await done();
		expect(browser.calls).toEqual(['/api/fastio/live/files?ids=a,b']);
		// Stored before there was a connection, told after.
		made.watch(['early'], { since: browser.clock.now() - 1 });
		await done();
		expect(browser.calls.at(-1)).toBe('/api/fastio/live/files?ids=early');
	});

	test('are asked for a hundred at a time, and again where there was no answer', async () => {
		const statuses = [503, 429, 200, 400];
		browser.answer = () => Response.json({ files: {} }, { status: statuses.shift() ?? 200 });
		const made = live();
		made.watch(Array.from({ length: 250 }, (_, n) => `f${n}`));
		browser.stream.hello('1-0');
		await browser.pass(6000);
		const asked = browser.calls.map((url) => new URL(url, 'http://page').searchParams.get('ids')!.split(','));
		expect(asked.map(({ length }) => length)).toEqual([100, 100, 100, 100, 50]);
		expect(asked.slice(1, 3)).toEqual([asked[0], asked[0]]);
		expect(asked.flat().at(-1)).toBe('f249');
	});

	test('of which an event came before the page knew them are known', () => {
		const made = live();
		browser.stream.hello('1-0');
		browser.stream.event('2-0', fileEvent('file.indexed', { fileId: 'early' }));
		const onstate = vi.fn();
		const stop = made.watch(['early'], { onstate });
		expect(onstate.mock.calls).toEqual([[{ state: 'ready' }, 'early']]);
		expect(made.file('early')).toEqual({ state: 'ready' });
		stop();
	});
});

test('pauses are random between nothing and 1 s, doubled with each repeat up to 30 s', () => {
	expect([0, 1, 4, 5, 50].map((repeats) => pauseMs(repeats, 1))).toEqual([
		1000, 2000, 16_000, 30_000, 30_000
	]);
	expect([pauseMs(3, 0), pauseMs(3, 0.5)]).toEqual([0, 4000]);
});
