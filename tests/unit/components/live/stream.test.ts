import { expect, test, vi } from 'vitest';
import { openStream } from '../../../../src/components/live/stream.ts';
import { BEAT_MS, FakeBrowser } from './browser.ts';

test('a stream that is closed by who hears it tells nothing more, not even its end', async () => {
	const browser = new FakeBrowser();
	const ended = vi.fn();
	const close = openStream(browser.env, '/live', { heard: () => close(), ended });
	browser.stream.hello('1-0');
	browser.stream.send('gap', {});
	await browser.pass(10 * BEAT_MS, BEAT_MS);
	expect([browser.open, ended.mock.calls]).toEqual([0, []]);
});

test.each([
	['silent', (browser: FakeBrowser) => browser.pass(10_000)],
	['refused', (browser: FakeBrowser) => browser.stream.refuse()],
	['brief', (browser: FakeBrowser) => browser.stream.break()],
	[
		'lost',
		async (browser: FakeBrowser) => {
			browser.stream.hello('1-0');
			await browser.pass(5_000);
			browser.stream.break();
		}
	]
])('a stream ends once, and is closed: %s', async (how, happen) => {
	const browser = new FakeBrowser();
	const ended = vi.fn();
	openStream(browser.env, '/live', { heard: () => {}, ended });
	await happen(browser);
	await browser.pass(100_000, 10_000);
	expect([browser.open, ended.mock.calls]).toEqual([0, [[how]]]);
});
