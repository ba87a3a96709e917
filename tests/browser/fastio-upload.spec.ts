import type { Page } from '@playwright/test';
import { cableTo } from './support/cable.ts';
import { expect, test } from './support/fixtures.ts';
import { fileOf, KiB, MiB, UNREPEATED } from './support/files.ts';

/** The first form of the page: `/limits` has a second. */
const submit = (page: Page) => page.locator('[data-fastio-submit]').first();
const input = (page: Page) => page.locator('[data-fastio-input]').first();
/** Of the form: a file of the list has one of its own. */
const bar = (page: Page) => page.locator('[data-fastio-progress] progress');
const row = (page: Page) => page.locator('[data-fastio-list] [data-fastio-file]');

for (const javaScriptEnabled of [true, false]) {
	test.describe(`FastioUpload, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
		test.use({ javaScriptEnabled });

		test('stores the same bytes and says the name', async ({ page, open, emulator }) => {
			const file = fileOf('Größe 📄 & "x".bin', 6 * MiB + 3);
			await open('/guide');
			await input(page).setInputFiles(file.path);
			await submit(page).click();
			await expect(page.locator('.success')).toHaveText(`File uploaded successfully: ${file.name}`);
			expect(emulator.files()).toMatchObject([{ size: file.size, sha256: file.sha256 }]);
			await expect(page.locator('.error')).toHaveCount(0);
		});

		test('stores several files and says all names', async ({ page, open, emulator }) => {
			const files = [fileOf('a.txt', 5), fileOf('b.txt', 70 * KiB)];
			await open('/guide');
			await input(page).setInputFiles(files.map((file) => file.path));
			await submit(page).click();
			await expect(page.locator('.success')).toHaveText('2 files uploaded successfully: a.txt, b.txt');
			expect(new Set(emulator.files().map((file) => file.sha256))).toEqual(
				new Set(files.map((file) => file.sha256))
			);
		});

		test('shows a refused type beside the field and stores nothing', async ({ page, open, emulator }) => {
			await open('/limits');
			await input(page).setInputFiles(fileOf('notes.txt', 9).path);
			await submit(page).click();
			await expectError(page, 'type-not-allowed');
			await expect(page.locator('.error')).toContainText('notes.txt');
			expect(emulator.files()).toEqual([]);
			expect(emulator.sessions()).toEqual([]);
		});

		test('shows a file over the limit with the limit', async ({ page, open, emulator }) => {
			await open('/limits');
			await input(page).setInputFiles(fileOf('big.png', 5 * MiB).path);
			await submit(page).click();
			await expectError(page, 'file-too-large');
			await expect(page.locator('.error')).toContainText('2 MiB');
			expect(emulator.files()).toEqual([]);
			await expect.poll(() => emulator.sessions()).toEqual([]);
		});

		test("shows nothing of another form's outcome on the same page", async ({ page, open }) => {
			await open('/limits');
			const pictures = page.locator('[data-fastio-to="images"]');
			const papers = page.locator('[data-fastio-to="papers"]');
			await pictures.locator('input').setInputFiles(fileOf('dot.png', 100).path);
			await pictures.locator('[data-fastio-submit]').click();
			await expect(pictures).toHaveAttribute('data-fastio-status', 'done');
			await expect(papers).toHaveAttribute('data-fastio-status', 'idle');
			await papers.locator('input').setInputFiles(fileOf('notes.txt', 9).path);
			await papers.locator('[data-fastio-submit]').click();
			await expect(papers).toHaveAttribute('data-fastio-status', 'failed');
			await expect(pictures.locator('.error')).toHaveCount(0);
		});

		test('shows a sentence when Fast.io fails', async ({ page, open, emulator }) => {
			emulator.faults.add({ kind: 'status', status: 500, times: null });
			await open('/guide');
			await input(page).setInputFiles(fileOf('a.bin', javaScriptEnabled ? 100 : UNREPEATED).path);
			await submit(page).click();
			await expectError(page, 'upstream');
		});
	});
}

async function expectError(page: Page, code: string): Promise<void> {
	const error = page.locator('.error');
	await expect(error).toHaveAttribute('data-fastio-code', code);
	await expect(error).toHaveRole('alert');
	await expect(error).not.toBeEmpty();
	await expect(input(page)).toHaveAttribute('aria-invalid', 'true');
	const describedBy = (await input(page).getAttribute('aria-describedby'))!.split(' ');
	expect(describedBy).toContain(await error.getAttribute('id'));
	await expect(page.locator('.success')).toHaveCount(0);
}

test.describe('FastioUpload while bytes travel', () => {
	/** Larger than what the sockets on the way hold, so that the pace of the far end is felt here. */
	const file = fileOf('film.mp4', 32 * MiB);

	test.beforeEach(async ({ emulator, open, page }) => {
		emulator.faults.add({ kind: 'throttle', bytesPerSecond: 10 * MiB, times: null });
		await open('/guide');
		await input(page).setInputFiles(file.path);
	});

	test('moves the progress bar, says that it is busy, and offers cancel until the last byte has left', async ({
		page,
		emulator
	}) => {
		await page.evaluate(() => {
			const seen: number[] = [];
			const heard: string[] = [];
			const silenced: string[] = [];
			const processing = { seen: false, cancel: false, focused: '' };
			Object.assign(window, { seen, heard, silenced, processing });
			new MutationObserver(() => {
				const bar = document.querySelector<HTMLProgressElement>('[data-fastio-progress] progress');
				if (bar && seen.at(-1) !== bar.value) seen.push(bar.value);
				const live = document.querySelector('[data-fastio-live]')!;
				const text = live.textContent.trim();
				if (live.closest('[aria-busy="true"]')) silenced.push(text);
				if (text !== '' && heard.at(-1) !== text) heard.push(text);
				if (document.querySelector('[data-fastio-status="processing"]') === null) return;
				processing.seen = true;
				processing.cancel ||= document.querySelector('[data-fastio-cancel]') !== null;
				processing.focused = document.activeElement!.getAttributeNames().join(' ');
			}).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
		});
		await submit(page).click();
		await expect(submit(page)).toBeDisabled();
		await expect(submit(page)).toHaveText('Uploading to Workspace...');
		await expect(page.getByRole('progressbar', { name: 'Upload progress', exact: true })).toBeVisible();
		await page.getByRole('button', { name: 'Cancel upload' }).focus();
		await expect(page.locator('.success')).toHaveText('File uploaded successfully: film.mp4');
		await expect(submit(page)).toBeEnabled();
		await expect(submit(page)).toBeFocused();
		await expect(submit(page)).toHaveText('Upload File');
		await expect(page.getByRole('progressbar')).toHaveCount(0);

		const { seen, heard, silenced, processing } = await page.evaluate(() => {
			const { seen, heard, silenced, processing } = window as unknown as {
				seen: number[];
				heard: string[];
				silenced: string[];
				processing: { seen: boolean; cancel: boolean; focused: string };
			};
			return { seen, heard, silenced, processing };
		});
		// Screen readers drop what a live region says while it, or anything around it, is busy.
		expect(silenced).toEqual([]);
		expect(processing).toMatchObject({ seen: true, cancel: false });
		expect(processing.focused).toContain('data-fastio-progress');
		expect(seen).toEqual(seen.toSorted((a, b) => a - b));
		// How often a busy machine draws is its own affair.
		expect(seen.some((value) => value > 0 && value < 100)).toBe(true);
		expect(heard.find((sentence) => sentence !== 'film.mp4 added')).toBe('Uploading film.mp4');
		expect(heard.length).toBeLessThanOrEqual(7);
		expect(heard.at(-1)).toBe('File uploaded successfully: film.mp4');
		expect(emulator.files()).toMatchObject([{ sha256: file.sha256 }]);
	});

	test('leaves nothing in Fast.io when cancelled, and can be sent again', async ({ page, emulator }) => {
		await submit(page).click();
		await expect.poll(() => bar(page).getAttribute('value').then(Number)).toBeGreaterThan(10);
		await page.getByRole('button', { name: 'Cancel upload' }).click();
		await expect(page.locator('[data-fastio-upload]')).toHaveAttribute('data-fastio-status', 'cancelled');
		await expect(page.getByRole('status')).toHaveText('Upload cancelled.');
		await expect(submit(page)).toBeEnabled();
		await expect(submit(page)).toBeFocused();
		await expect.poll(() => emulator.sessions()).toEqual([]);
		expect(emulator.files()).toEqual([]);

		emulator.faults.clear();
		await submit(page).click();
		await expect(page.locator('.success')).toContainText('film.mp4');
		expect(emulator.files()).toMatchObject([{ sha256: file.sha256, versions: 1 }]);
	});

	test('stops when the visitor leaves for another page of the app', async ({ page, emulator }) => {
		await submit(page).click();
		await expect.poll(() => bar(page).getAttribute('value').then(Number)).toBeGreaterThan(5);
		await page.getByRole('link', { name: 'Limits' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Limits');
		await expect.poll(() => emulator.sessions()).toEqual([]);
		expect(emulator.files()).toEqual([]);
		await expect(page.locator('.success, .error')).toHaveCount(0);
	});
});

test('FastioUpload tells of a lost connection', async ({ page, open, emulator, appUrl, wire }) => {
	test.slow();
	emulator.faults.add({ kind: 'throttle', bytesPerSecond: 10 * MiB, times: null });
	await using cable = await cableTo(appUrl);
	await open(`${cable.url}/guide`);
	await input(page).setInputFiles(fileOf('film.mp4', 32 * MiB).path);
	await submit(page).click();
	await expect.poll(() => bar(page).getAttribute('value').then(Number)).toBeGreaterThan(5);
	cable.cut();
	// A queue tries again for half a minute.
	await expect(page.locator('.error')).toBeVisible({ timeout: 40_000 });
	await expectError(page, 'network');
	await expect(submit(page)).toBeEnabled();
	// Slices wait for the visitor to come back.
	if (wire === 'v1') await expect.poll(() => emulator.sessions()).toEqual([]);
	expect(emulator.files()).toEqual([]);
});

test.describe('FastioUpload on an app with the mount', () => {
	test.skip(({ wire }) => wire === 'v1', 'v1 has no sessions to hold files in');

	test('lists what was chosen or dropped, and posts what is left of it', async ({ page, open, emulator }) => {
		await open('/guide');
		await input(page).setInputFiles([fileOf('a.txt', 5).path, fileOf('b.txt', 70).path]);
		await expect(page.locator('[data-fastio-name]')).toHaveText(['a.txt', 'b.txt']);
		await expect(page.getByRole('status')).toHaveText('2 files added');
		const dataTransfer = await page.evaluateHandle(() => {
			const transfer = new DataTransfer();
			transfer.items.add(new File(['dropped'], 'c.txt'));
			return transfer;
		});
		await page.dispatchEvent('[data-fastio-dropzone]', 'drop', { dataTransfer });
		await expect(row(page)).toHaveCount(3);
		await page.getByRole('button', { name: 'Remove a.txt from the list' }).press('Enter');
		await expect(page.getByRole('button', { name: 'Remove b.txt from the list' })).toBeFocused();
		await submit(page).click();
		await expect(page.locator('.success')).toHaveText('2 files uploaded successfully: b.txt, c.txt');
		await expect(row(page)).toHaveCount(0);
		expect(new Set(emulator.files().map(({ name }) => name))).toEqual(new Set(['b.txt', 'c.txt']));
		// Nothing is left that a second press would send again.
		await submit(page).click();
		expect(await input(page).evaluate((field: HTMLInputElement) => field.validity.valueMissing)).toBe(true);
	});

	test('replaces the file where it takes one', async ({ page, open, emulator }) => {
		await open('/limits');
		const papers = page.locator('[data-fastio-to="papers"]');
		for (const name of ['first.pdf', 'second.pdf']) {
			await papers.locator('input').setInputFiles(fileOf(name, 100).path);
			await expect(papers.locator('[data-fastio-name]')).toHaveText([name]);
		}
		await papers.locator('[data-fastio-submit]').click();
		await expect(papers.locator('.success')).toContainText('second.pdf');
		expect(emulator.files().map(({ name }) => name)).toEqual(['second.pdf']);
	});

	test('refuses what the rules refuse as soon as it is chosen, and keeps the rest', async ({
		page,
		open
	}) => {
		await open('/limits');
		await input(page).setInputFiles([fileOf('notes.txt', 9).path, fileOf('dot.png', 100).path]);
		await expectError(page, 'type-not-allowed');
		await expect(page.locator('[data-fastio-name]')).toHaveText(['dot.png']);
		await submit(page).click();
		await expect(page.locator('.success')).toContainText('dot.png');
	});

	test('sends files past the limit of a request in slices, and their tokens in the form', async ({
		page,
		open,
		emulator
	}) => {
		const file = fileOf('film.mp4', 5 * MiB);
		await open('/guide');
		const posted = page.waitForRequest((request) => request.url().endsWith('/guide?/upload'));
		await input(page).setInputFiles(file.path);
		await submit(page).click();
		expect((await posted).postDataBuffer()!.length).toBeLessThan(4 * KiB);
		await expect(page.locator('.success')).toContainText('film.mp4');
		expect(emulator.files()).toMatchObject([{ sha256: file.sha256 }]);
		await expect.poll(() => emulator.sessions()).toEqual([]);
	});

	test('does not move the page when the rules arrive', async ({ page, context, appUrl }) => {
		await context.route('**/capabilities', async (route) => {
			const height = await page.locator('[data-fastio-upload]').evaluate((form) => form.clientHeight);
			await page.evaluate((height) => Object.assign(window, { height }), height);
			await route.continue();
		});
		await page.setViewportSize({ width: 360, height: 700 });
		await page.goto(`${appUrl}/guide`);
		await expect(page.locator('[data-fastio-rules]')).toContainText('at most');
		const heights = await page
			.locator('[data-fastio-upload]')
			.evaluate((form) => [(window as unknown as { height: number }).height, form.clientHeight]);
		expect(heights[1]).toBe(heights[0]);
		await context.unroute('**/capabilities');
	});
});

test('FastioUpload makes a sentence of what a proxy answers', async ({ page, open }) => {
	await open('/guide');
	await page.route('**/guide?/upload', (route) =>
		route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' })
	);
	await input(page).setInputFiles(fileOf('a.bin', 10).path);
	await submit(page).click();
	await expectError(page, 'internal');
	await expect(page.locator('.error')).toContainText('HTTP 502');
});

test('FastioUpload puts an outcome away when another file is chosen', async ({ page, open }) => {
	await open('/limits');
	await input(page).setInputFiles(fileOf('notes.txt', 9).path);
	await submit(page).click();
	await expect(page.locator('.error')).toBeVisible();
	await input(page).setInputFiles(fileOf('dot.png', 100).path);
	await expect(page.locator('.error')).toHaveCount(0);
	await expect(input(page)).not.toHaveAttribute('aria-invalid', 'true');
});

test('FastioUpload can be used with the keyboard alone', async ({ page, open, emulator, wire }) => {
	await open('/limits');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(input(page)).toBeFocused();

	// What the picker looks like is the browser's affair.
	await input(page).setInputFiles(fileOf('notes.txt', 9).path);
	await page.keyboard.press('Tab');
	await expect(submit(page)).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.locator('.error')).toBeVisible();
	await expect(input(page)).toBeFocused();

	await input(page).setInputFiles(fileOf('dot.png', 100).path);
	await page.keyboard.press('Tab');
	if (wire === 'sessions') {
		await expect(page.getByRole('button', { name: 'Remove dot.png from the list' })).toBeFocused();
		await page.keyboard.press('Tab');
	}
	await page.keyboard.press('Space');
	await expect(page.locator('.success')).toContainText('dot.png');
	await expect(submit(page)).toBeFocused();
	expect(emulator.files()).toHaveLength(1);
});
