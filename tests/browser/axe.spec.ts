import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { fileOf, MiB } from './support/files.ts';

async function send(page: Page, path: string): Promise<void> {
	await page.locator('input[type="file"]').first().setInputFiles(path);
	await page.locator('button[type="submit"]').first().click();
}

test.describe('axe finds nothing', () => {
	for (const path of ['/', '/profile', '/dropzone', '/headless', '/form', '/none']) {
		test(`on ${path} at rest`, async ({ page, open }) => {
			await open(path);
			await expectAccessible(page, 'at rest');
		});
	}

	for (const path of ['/guide', '/upload-route', '/stream', '/limits', '/toast']) {
		test(`on ${path} at rest, after a failure and after a success`, async ({ page, open, emulator }) => {
			const file = fileOf('dot.png', 100);
			await open(path);
			await expectAccessible(page, 'at rest');

			// No 500: that would be tried again for seconds.
			emulator.faults.add({ kind: 'status', status: 422, times: null });
			await send(page, file.path);
			await expect(page.getByRole('alert').first()).not.toBeEmpty();
			await expectAccessible(page, 'after a failure');

			emulator.faults.clear();
			await send(page, file.path);
			await expect(page.locator('.success')).toContainText('dot.png');
			await expectAccessible(page, 'after a success');
		});
	}

	test('on /files without a file and with some', async ({ page, open }) => {
		await open('/files');
		await expectAccessible(page, 'without a file');
		await open('/guide');
		await send(page, fileOf('dot.png', 100).path);
		await expect(page.locator('.success')).toBeVisible();
		await open('/files');
		await expect(page.getByRole('heading', { name: 'dot.png' })).toBeVisible();
		await expectAccessible(page, 'with some');
	});

	test('while bytes travel and once cancelled', async ({ page, open, emulator }) => {
		emulator.faults.add({ kind: 'throttle', bytesPerSecond: 4 * MiB, times: null });
		await open('/guide');
		await send(page, fileOf('film.mp4', 32 * MiB).path);
		await expect(page.getByRole('progressbar', { name: 'Upload progress', exact: true })).toBeVisible();
		await expectAccessible(page, 'while bytes travel');
		await page.getByRole('button', { name: 'Cancel upload' }).click();
		await expect(page.getByRole('status')).toHaveText('Upload cancelled.');
		await expectAccessible(page, 'once cancelled');
	});
});
