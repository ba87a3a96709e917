import { expect, test } from './support/fixtures.ts';
import { fileOf, MiB, UNREPEATED } from './support/files.ts';

test('the raw route takes a file as it is, name and type included', async ({
	page,
	open,
	emulator,
	wire
}) => {
	const file = fileOf('Bericht äöü.pdf', 6 * MiB);
	await open('/stream');
	await page.setInputFiles('input[type="file"]', file.path);
	await page.getByRole('button', { name: 'Send file' }).click();
	await expect(page.locator('.success')).toHaveText('File uploaded successfully: Bericht äöü.pdf');
	expect(emulator.files()).toMatchObject([{ name: file.name, sha256: file.sha256 }]);
	if (wire === 'v1') expect(emulator.files()[0]!.type).toBe('application/pdf');
});

test('the raw route leaves nothing behind when cancelled', async ({ page, open, emulator }) => {
	emulator.faults.add({ kind: 'throttle', bytesPerSecond: 8 * MiB, times: null });
	await open('/stream');
	await page.setInputFiles('input[type="file"]', fileOf('film.mp4', 32 * MiB).path);
	await page.getByRole('button', { name: 'Send file' }).click();
	await expect.poll(() => page.locator('progress').getAttribute('value').then(Number)).toBeGreaterThan(10);
	await page.getByRole('button', { name: 'Cancel upload' }).click();
	await expect(page.getByRole('status')).toHaveText('Upload cancelled.');
	await expect.poll(() => emulator.sessions()).toEqual([]);
	expect(emulator.files()).toEqual([]);
});

for (const javaScriptEnabled of [true, false]) {
	test.describe(`JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
		test.use({ javaScriptEnabled });

		test('an ordinary action reads its fields and the id of a streamed file', async ({
			page,
			open,
			emulator
		}) => {
			const file = fileOf('me.png', 5 * MiB);
			await open('/profile');
			await page.getByLabel('Name').fill('Zoë');
			await page.getByLabel('About you').fill('Hello');
			await page.getByLabel('Picture').setInputFiles(file.path);
			await page.getByRole('button', { name: 'Save profile' }).click();
			await expect(page.locator('.success')).toHaveText('Saved Zoë.');
			const [stored] = emulator.files();
			expect(stored).toMatchObject({ name: 'me.png', sha256: file.sha256 });
			await expect(page.getByText(stored!.id)).toBeVisible();
		});

		test('an ordinary action works without the optional file', async ({ page, open, emulator }) => {
			await open('/profile');
			await page.getByLabel('Name').fill('Zoë');
			await page.getByRole('button', { name: 'Save profile' }).click();
			await expect(page.locator('.success')).toHaveText('Saved Zoë.');
			expect(emulator.files()).toEqual([]);
		});

		test('a failed upload of an ordinary form ends on the error page', async ({ page, open, emulator }) => {
			emulator.faults.add({ kind: 'status', status: 500, times: null });
			await open('/profile');
			await page.getByLabel('Name').fill('Zoë');
			await page.getByLabel('Picture').setInputFiles(fileOf('me.png', UNREPEATED).path);
			await page.getByRole('button', { name: 'Save profile' }).click();
			await expect(page.getByRole('heading', { level: 1 })).toHaveText('That did not work');
			await expect(page.getByRole('alert')).not.toBeEmpty();
		});

		test('a failure is told by a toast', async ({ page, open }) => {
			await open('/toast');
			await page.setInputFiles('input[type="file"]', fileOf('notes.txt', 9).path);
			await page.getByRole('button', { name: 'Upload' }).click();
			const toast = page.getByRole('alert');
			await expect(toast).toContainText('notes.txt');
			if (!javaScriptEnabled) return;
			await page.getByRole('button', { name: 'Dismiss' }).click();
			await expect(toast).toBeEmpty();
		});

		test('the list of stored files shows size and digest, or why it can not', async ({
			page,
			open,
			wire
		}) => {
			const file = fileOf('listed.txt', 1500);
			await open('/files');
			if (wire === 'v1') {
				await expect(page.getByRole('alert')).toHaveText('This API flavour (v1) cannot list files.');
				return;
			}
			await expect(page.getByText('Nothing is stored yet.')).toBeVisible();
			await open('/guide');
			await page.setInputFiles('input[type="file"]', file.path);
			await page.click('button[type="submit"]');
			await expect(page.locator('.success')).toBeVisible();
			await open('/files');
			await expect(page.getByRole('heading', { name: 'listed.txt' })).toBeVisible();
			await expect(page.getByText('1.5 kB')).toBeVisible();
			await expect(page.getByText(file.sha256)).toBeVisible();
		});
	});
}

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('the raw route says that it needs JavaScript and where to go', async ({ page, open }) => {
		await open('/stream');
		await expect(page.locator('noscript p')).toContainText('This page needs JavaScript');
		await page.locator('noscript a').click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Guide');
	});
});

test('every page says which Fast.io it talks to, and never the token', async ({ page, open, emulator }) => {
	for (const path of ['/', '/guide', '/files']) {
		await open(path);
		await expect(page.getByRole('contentinfo')).toContainText(new URL(emulator.url).host);
		expect(await page.content()).not.toContain(emulator.token);
	}
});

test('no page is wider than a small phone', async ({ page, open }) => {
	await page.setViewportSize({ width: 360, height: 740 });
	for (const path of ['/', '/guide', '/upload-route', '/stream', '/profile', '/limits', '/toast', '/files']) {
		await open(path);
		expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
	}
});
