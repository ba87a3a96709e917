import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Check, Setting } from './check.ts';
import { until } from './check.ts';
import { KiB, MiB, sample, sha256 } from './client.ts';
import { isLimited, takesLargeBodies } from './columns.ts';

/** Longest wait for what a page shall show. */
const SHOWN_MS = 15_000;
/** Longest wait for the answer to a refused upload of 60 MB. */
const QUICK_MS = 3000;

const SMALL = { name: 'report.bin', mimeType: 'application/octet-stream', buffer: sample(5000) };
const SUCCESS = 'File uploaded successfully: report.bin';

/** A page in a context of its own. Throws when the page itself reported an error. */
async function withPage(
	{ browser, url, column }: Setting,
	path: string,
	use: (page: Page) => Promise<void>,
	options: { javaScript?: boolean; allowErrors?: boolean } = {}
): Promise<void> {
	const { javaScript = true, allowErrors = false } = options;
	const context = await browser.newContext({
		baseURL: url,
		javaScriptEnabled: javaScript,
		...(column.mode === 'dev' ? {} : { extraHTTPHeaders: { 'x-forwarded-proto': 'http' } })
	});
	context.setDefaultTimeout(SHOWN_MS);
	const errors: string[] = [];
	try {
		const page = await context.newPage();
		page.on('pageerror', (error) => errors.push(String(error)));
		page.on('console', (message) => {
			if (['error', 'warning'].includes(message.type())) errors.push(message.text());
		});
		await page.goto(path);
		if (javaScript) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
		await use(page);
		if (!allowErrors) assert.deepEqual(errors, []);
	} finally {
		await context.close();
	}
}

/** Chooses a file in the input of this label and sends the form it is in. */
async function upload(page: Page, label: string, files: Parameters<Page['setInputFiles']>[1]): Promise<void> {
	const input = page.getByLabel(label, { exact: true });
	await input.setInputFiles(files);
	await page.locator('form').filter({ has: input }).locator('button:not([type="button"])').click();
}

const shown = (page: Page, text: string | RegExp) =>
	expect(page.getByText(text)).toBeVisible({ timeout: SHOWN_MS });

function assertOneFile({ emulator }: Setting, buffer: Buffer): void {
	assert.deepEqual(
		emulator.files().map((file) => file.sha256),
		[sha256(buffer)]
	);
	assert.deepEqual(emulator.sessions(), []);
}

function assertNothingStored({ emulator }: Setting): void {
	assert.deepEqual([emulator.files(), emulator.sessions()], [[], []]);
}

/** Runs the same steps with JavaScript on and off. */
function bothWays(
	name: string,
	run: (setting: Setting, javaScript: boolean) => Promise<void>
): readonly Check[] {
	return [true, false].map((javaScript) => ({
		name: `${name}, JavaScript ${javaScript ? 'on' : 'off'}`,
		run: (setting: Setting) => run(setting, javaScript)
	}));
}

export const BROWSER_CHECKS: readonly Check[] = [
	{
		name: 'In Chromium FastioUpload shows progress, then the success, and refreshes the page',
		async run(setting) {
			const { emulator, column } = setting;
			const buffer = sample(isLimited(column) ? 300 * KiB : 12 * MiB);
			emulator.configure({ throttleBytesPerSecond: buffer.byteLength });
			await withFile(buffer, (path) =>
				withPage(setting, '/upload', async (page) => {
					const loads = await page.locator('[data-loads]').textContent();
					await upload(page, 'Select a file', path);
					await expect(page.locator('[data-fastio-progress] [data-fastio-bar]')).toBeVisible({
						timeout: SHOWN_MS
					});
					await shown(page, SUCCESS);
					await expect(page.locator('[data-fastio-progress] [data-fastio-bar]')).toHaveCount(0);
					await expect(page.locator('[data-loads]')).not.toHaveText(loads ?? '');
					await expect(page.locator('[data-form]')).toContainText('"note":"first"');
					assert.equal(await page.getByLabel('Select a file').inputValue(), '');
				})
			);
			assertOneFile(setting, buffer);
		}
	},
	...bothWays('In Chromium an upload ends with its success text', (setting, javaScript) =>
		withPage(
			setting,
			'/upload',
			async (page) => {
				await upload(page, 'Select a file', SMALL);
				await shown(page, SUCCESS);
				await expect(page.locator('[data-form]')).toContainText('"note":"first"');
				assertOneFile(setting, SMALL.buffer);
			},
			{ javaScript }
		)
	),
	...bothWays(
		'In Chromium a failure of Fast.io shows as a sentence beside the field',
		(setting, javaScript) =>
			withPage(
				setting,
				'/upload',
				async (page) => {
					setting.emulator.faults.add({ kind: 'status', status: 500, times: Infinity });
					await upload(page, 'Select a file', SMALL);
					await expect(page.locator('[data-fastio-code="upstream"]')).toBeVisible({ timeout: SHOWN_MS });
					await expect(page.getByLabel('Select a file')).toHaveAttribute('aria-invalid', 'true');
					assertNothingStored(setting);
				},
				{ javaScript, allowErrors: true }
			)
	),
	...bothWays(
		'In Chromium a type that is not accepted shows as a sentence at its own form',
		(setting, javaScript) =>
			withPage(
				setting,
				'/guarded',
				async (page) => {
					await upload(page, 'Image', SMALL);
					await shown(page, /report\.bin: this type of file is not accepted/u);
					await expect(page.locator('[data-fastio-error]')).toHaveCount(1);
					await expect(page.getByLabel('Image')).toHaveAttribute('aria-invalid', 'true');
					assertNothingStored(setting);
				},
				{ javaScript, allowErrors: true }
			)
	),
	{
		name: 'In Chromium cancelling leaves nothing behind',
		where: takesLargeBodies,
		async run(setting) {
			const { emulator } = setting;
			emulator.configure({ throttleBytesPerSecond: 2 * MiB });
			await withFile(sample(30 * MiB), (path) =>
				withPage(setting, '/upload', async (page) => {
					await upload(page, 'Select a file', path);
					await until('bytes to reach Fast.io', () =>
						emulator.requests.some((record) => record.method !== 'GET' && record.bytesReceived > 0)
					);
					await page.getByRole('button', { name: 'Cancel upload' }).click();
					await shown(page, 'Upload cancelled.');
					await until('the upload to be taken back', () => emulator.sessions().length === 0);
					assertNothingStored(setting);
				})
			);
		}
	},
	{
		name: 'In Chromium a queue sends a large file in slices and a small one whole, whatever the body limit',
		async run(setting) {
			const large = sample(20 * MiB);
			await withFile(large, (path) =>
				withPage(setting, '/queue', async (page) => {
					const calls: string[] = [];
					page.on('requestfinished', (request) => {
						const call = /documents\/(files|uploads)$|\/(chunks)\/\d+$/u.exec(request.url());
						if (call) calls.push(call[1] ?? call[2]!);
					});
					const stored = page.locator('[data-fastio-file="stored"]');
					await page.getByLabel('Choose files').setInputFiles(path);
					await expect(stored).toHaveCount(1, { timeout: SHOWN_MS });
					assert.deepEqual(calls, ['uploads', 'chunks', 'chunks', 'chunks']);
					await until('the session to be let go', () => setting.emulator.sessions().length === 0);
					assertOneFile(setting, large);
					await page.getByLabel('Choose files').setInputFiles({ ...SMALL, name: 'small.bin' });
					await expect(stored).toHaveCount(2, { timeout: SHOWN_MS });
					assert.deepEqual(calls.slice(4), ['files']);
				})
			);
		}
	},
	...bothWays(
		'In Chromium an action of another page: with JavaScript Kit 2 stays and Kit 3 goes there, without both go',
		(setting, javaScript) =>
			withPage(
				setting,
				'/elsewhere',
				async (page) => {
					await upload(page, 'Select a file', SMALL);
					const stays = javaScript && setting.column.kit === 2;
					await expect(page.locator('h1')).toHaveText(stays ? 'Elsewhere' : 'Upload', { timeout: SHOWN_MS });
					if (stays || !javaScript) await shown(page, SUCCESS);
					assert.equal(new URL(page.url()).pathname, stays ? '/elsewhere' : '/upload');
					assertOneFile(setting, SMALL.buffer);
				},
				{ javaScript }
			)
	),
	...bothWays('In Chromium a redirect of onUploaded is followed and keeps the file', (setting, javaScript) =>
		withPage(
			setting,
			'/ends',
			async (page) => {
				await upload(page, 'Onward', SMALL);
				await expect(page.locator('h1')).toHaveText('Landing', { timeout: SHOWN_MS });
				assert.equal(new URL(page.url()).search, '?stored=1');
				assertOneFile(setting, SMALL.buffer);
			},
			{ javaScript }
		)
	),
	...bothWays(
		'In Chromium an error of onUploaded shows the error page and takes the file back',
		(setting, javaScript) =>
			withPage(
				setting,
				'/ends',
				async (page) => {
					await upload(page, 'Refused', SMALL);
					await expect(page.locator('h1')).toHaveText('Error 409', { timeout: SHOWN_MS });
					await expect(page.locator('[data-message]')).toHaveText('No room left');
					assertNothingStored(setting);
				},
				{ javaScript, allowErrors: true }
			)
	),
	...bothWays(
		'In Chromium a form of the app itself uploads through its untouched action',
		(setting, javaScript) =>
			withPage(
				setting,
				'/profile',
				async (page) => {
					await upload(page, 'Picture', SMALL);
					await expect(page.locator('[data-form]')).toContainText('"size":5000', { timeout: SHOWN_MS });
					await expect(page.locator('[data-form]')).toContainText('"name":"Ada"');
					assertOneFile(setting, SMALL.buffer);
				},
				{ javaScript }
			)
	),
	{
		name: 'In Chromium a refused upload of 60 MB says why within 3 s',
		run: (setting) =>
			withFile(sample(60 * MiB), (path) =>
				withPage(
					setting,
					'/guarded',
					async (page) => {
						const start = performance.now();
						await upload(page, 'Secret', path);
						await shown(page, 'You may not upload here.');
						assert.ok(
							performance.now() - start < QUICK_MS,
							`after ${Math.round(performance.now() - start)} ms`
						);
						assertNothingStored(setting);
					},
					{ allowErrors: true }
				)
			)
	},
	{
		name: 'In Chromium an upload over the default BODY_SIZE_LIMIT names the setting',
		where: isLimited,
		run: (setting) =>
			withFile(sample(60 * MiB), (path) =>
				withPage(
					setting,
					'/ends',
					async (page) => {
						await upload(page, 'Onward', path);
						await expect(page.locator('[data-fastio-code="body-limit"]')).toContainText('BODY_SIZE_LIMIT', {
							timeout: SHOWN_MS
						});
						assertNothingStored(setting);
					},
					{ allowErrors: true }
				)
			)
	}
];

/** The bytes as `report.bin` on disk: Chromium reads it from there as a visitor's, and Playwright sends no large buffers. */
async function withFile(bytes: Buffer, use: (path: string) => Promise<void>): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'fastio-matrix-file-'));
	try {
		const path = join(folder, SMALL.name);
		await writeFile(path, bytes);
		await use(path);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
