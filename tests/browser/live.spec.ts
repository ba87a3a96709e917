import type { Page } from '@playwright/test';
import { startPlayground } from '../../scripts/start-playground.ts';
import { expectAccessible } from './support/axe.ts';
import { PNG } from '../support/samples.ts';
import { eventsIn, expect, LiveApp, liveRequests, openLive, rowIn, test } from './support/live-app.ts';
import { openDropzone } from './support/queue.ts';

/** How long after the emulator has indexed a file its row may say so. */
const READY_WITHIN_MS = 1_000;
/** The emulator reads what it indexes: text has to be text. */
const textFile = (name: string) => ({
	name,
	mimeType: 'text/plain',
	buffer: Buffer.from(`The text of ${name}.`)
});
/** Goes in slices, another way than a small one. */
const largeFile = (name: string) => ({
	name,
	mimeType: 'text/plain',
	buffer: Buffer.from('All work and no play. '.repeat(40_000))
});
const picture = (name: string) => ({ name, mimeType: 'image/png', buffer: Buffer.from(PNG) });
const choose = (page: Page, files: ReturnType<typeof textFile>[]) =>
	page.getByLabel('Choose files').setInputFiles(files);
/** Longer than any test. */
const NEVER_MS = 600_000;

test.skip(({ wire }) => wire === 'v1', 'the v1 API tells nothing');

/** Milliseconds between the emulator's indexing of the files and their rows' change. */
async function readyAfterMs(page: Page, { emulator }: LiveApp): Promise<number> {
	const isIndexed = () => emulator.files().every(({ aiState }) => aiState === 'indexed');
	const [indexedAt, shownAt] = await Promise.all([
		expect
			.poll(isIndexed, { intervals: [10] })
			.toBe(true)
			.then(() => performance.now()),
		expect(rowIn(page, 'ready'))
			.toHaveCount(emulator.files().length)
			.then(() => performance.now())
	]);
	return shownAt - indexedAt;
}

async function expectReady(page: Page, app: LiveApp): Promise<void> {
	const requests = liveRequests(page);
	await openDropzone(page, app.url);
	await expect(page.getByText('Connected: rows go on')).toBeVisible();
	await choose(page, [textFile('report.txt'), largeFile('large.txt')]);
	await expect(page.getByText('2 of 2 stored')).toBeVisible();
	const ms = await readyAfterMs(page, app);
	test.info().annotations.push({ type: 'ready after', description: `${Math.round(ms)} ms` });
	expect(ms).toBeLessThan(READY_WITHIN_MS);
	await expect(page.locator('[data-fastio-state-text]')).toHaveText(['Ready', 'Ready']);
	await expect(page.getByText('2 of 2 stored')).toBeVisible();
	await expect(page.getByRole('status').filter({ hasText: /(?:is|are) ready$/u })).toBeAttached();
	await expectAccessible(page, 'ready');
	// One connection for the page and its list, and no question.
	expect(requests).toEqual({ streams: ['/api/fastio/live'], others: [] });
	await page.getByRole('button', { name: 'Clear finished' }).click();
	await expect(page.locator('[data-fastio-file]')).toHaveCount(0);
}

test('a row turns to ready within a second of the indexing, where the server asks Fast.io', ({
	page,
	polled
}) => expectReady(page, polled));

test('a row turns to ready within a second of the indexing, where webhooks call the server', ({
	page,
	told
}) => expectReady(page, told));

test('a row says that its file is being indexed, and why one will not be', async ({ page, polled: app }) => {
	const { emulator, url } = app;
	emulator.configure({ indexing: { delayMs: NEVER_MS } });
	await openDropzone(page, url);
	await choose(page, [textFile('slow.txt'), textFile('broken.txt')]);
	await expect(rowIn(page, 'indexing')).toHaveCount(2);
	await expectAccessible(page, 'indexing');
	const { id } = emulator.files().find(({ name }) => name === 'broken.txt')!;
	emulator.setAiState(id, 'failed');
	await expect(page.locator('[data-fastio-not-indexed="failed"]')).toContainText('Stored. Indexing failed.');

	emulator.configure({ indexing: { delayMs: 100 } });
	await choose(page, [picture('photo.png')]);
	await expect(page.locator('[data-fastio-not-indexed="type"]')).toContainText('This type is not indexed.');
	await expect(page.getByText('3 of 3 stored')).toBeVisible();
	await expectAccessible(page, 'not indexed');
});

test('files of a form that was sent are listed with how they go on', async ({ page, polled: app }) => {
	await page.goto(`${app.url}/guide`);
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	await page
		.locator('input[type="file"]')
		.first()
		.setInputFiles([textFile('form.txt')]);
	await page.getByRole('button', { name: 'Upload File' }).click();
	await expect(rowIn(page, 'ready')).toContainText('form.txt');
	await expect(page.getByRole('status').filter({ hasText: 'form.txt is ready' })).toBeAttached();
	await expectAccessible(page, 'sent and ready');
});

test('what happens is in the log of every tab, as it happens', async ({ page, polled: app }) => {
	const other = await page.context().newPage();
	await openLive(page, app.url);
	await openLive(other, app.url);
	await expectAccessible(page, 'empty');
	app.emulator.agentResponds({ text: 'The report is ready.' });
	for (const tab of [page, other]) await expect(eventsIn(tab, 'agent.responded')).toHaveCount(1);
	await other.close();
});

test('what happened while the browser was offline is told when it is back', async ({ page, polled: app }) => {
	await openLive(page, app.url);
	await page.context().setOffline(true);
	await expect(page.getByText('Offline', { exact: true })).toBeVisible();
	const other = await fetch(`${app.url}/api/fastio/live`);
	app.emulator.agentResponds({ text: 'The report is ready.' });
	// Who is connected has heard of it.
	const heard = other.body!.pipeThrough(new TextDecoderStream()).getReader();
	for (let text = ''; !text.includes('agent.responded');) text += (await heard.read()).value ?? '';
	await heard.cancel();
	await page.context().setOffline(false);
	await expect(eventsIn(page, 'agent.responded')).toHaveCount(1);
});

test('a server that starts again is found again, and what was missed meanwhile is asked for', async ({
	page,
	polled: app
}) => {
	const { emulator } = app;
	emulator.configure({ indexing: { delayMs: NEVER_MS } });
	await openDropzone(page, app.url);
	await choose(page, [textFile('restart.txt')]);
	await expect(rowIn(page, 'indexing')).toHaveCount(1);
	const requests = liveRequests(page);
	await app.stop();
	emulator.setAiState(emulator.files()[0]!.id, 'indexed');
	await app.start();
	await expect(rowIn(page, 'ready')).toHaveCount(1, { timeout: 20_000 });
	expect(requests.others.filter((url) => url.includes('wait=25'))).toEqual([]);
});

test('a page whose streams are cut off hears by polling', async ({ page, polled: app }) => {
	await page.route('**/api/fastio/live?*', (route) =>
		route.request().headers()['accept'] === 'text/event-stream' ? route.abort() : route.continue()
	);
	await openLive(page, app.url, 'Connected, by polling');
	app.emulator.agentResponds({ text: 'The report is ready.' });
	await expect(eventsIn(page, 'agent.responded')).toHaveCount(1);
});

test('a site without live is asked once', async ({ page, polled: app }) => {
	const requests = liveRequests(page);
	await page.route('**/api/fastio/live?*', (route) => route.fulfill({ status: 404, json: {} }));
	await openLive(page, app.url, 'Not connected');
	await page.getByRole('link', { name: 'Dropzone' }).click();
	await expect(page.getByText('Not connected: rows end')).toBeVisible();
	expect(requests.streams.length).toBeLessThanOrEqual(3);
});

for (const javaScriptEnabled of [true, false]) {
	test.describe(`JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
		test.use({ javaScriptEnabled });

		test('the buttons of /live let each thing happen at the emulator, and the log tells what came of it', async ({
			page
		}) => {
			// By one way only, so that each event is told once.
			const by = { FASTIO_API_TOKEN: '', FASTIO_LIVE_SOURCE: 'webhook' };
			const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', ...by };
			const app = await startPlayground({ env, stdio: 'ignore' });
			try {
				if (javaScriptEnabled) await openLive(page, app.url);
				else await page.goto(`${app.url}/live`);
				const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
				const said = page.locator('form.card').getByRole('status');
				// Without JavaScript the page has to be opened again. Not reloaded: that would post the form once more.
				const expectEvents = (type: string) =>
					expect(async () => {
						if (!javaScriptEnabled) await page.goto(`${app.url}/live`);
						await expect(eventsIn(page, type)).toHaveCount(1, { timeout: 500 });
					}).toPass({ timeout: 15_000 });
				await press('Add a file');
				await expect(said).toContainText('Stored note-');
				await expectEvents('file.indexed');
				await press('Clear');
				await expect(page.getByText('Nothing has happened so far.')).toBeVisible();

				await press('Modified');
				await expect(said).toHaveText('Sent file.modified, answered 200.');
				await expect(eventsIn(page, 'file.modified')).toHaveCount(1);
				await press('Twice');
				await expect(said).toHaveText('Sent file.indexed, answered 200 and 200.');
				await expect(eventsIn(page, 'file.indexed')).toHaveCount(1);
				for (const name of ['Forged', 'Too late']) {
					await press(name);
					await expect(said).toHaveText('Sent file.indexed, answered 401.');
				}
				await expect(eventsIn(page, 'file.indexed')).toHaveCount(1);
				await press('Agent answers');
				await expectEvents('agent.responded');

				await page.getByLabel('Type').selectOption('file.modified');
				if (!javaScriptEnabled) await press('Show');
				await expect(page.getByRole('list', { name: 'Events' }).getByRole('listitem')).toHaveCount(1);
				if (javaScriptEnabled) await expectAccessible(page, 'with events');
			} finally {
				await app.stop();
			}
		});
	});
}
