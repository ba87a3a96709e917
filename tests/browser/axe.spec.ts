import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { fileOf, MiB } from './support/files.ts';

/** In light and in dark. */
async function expectAccessible(page: Page): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		const { violations } = await new AxeBuilder({ page }).analyze();
		const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }));
		expect(found, colorScheme).toEqual([]);
	}
}

test.describe('axe finds nothing', () => {
	for (const path of [
		'/',
		'/guide',
		'/upload-route',
		'/stream',
		'/profile',
		'/limits',
		'/toast',
		'/files',
		'/none'
	]) {
		test(`on ${path} at rest`, async ({ page, open }) => {
			await open(path);
			await expectAccessible(page);
		});
	}

	for (const path of ['/guide', '/upload-route', '/stream', '/limits', '/toast']) {
		test(`on ${path} after a success, and on the list after it`, async ({ page, open }) => {
			await open(path);
			await page.locator('input[type="file"]').first().setInputFiles(fileOf('dot.png', 100).path);
			await page.locator('button[type="submit"]').first().click();
			await expect(page.locator('.success')).toContainText('dot.png');
			await expectAccessible(page);
			await open('/files');
			await expectAccessible(page);
		});

		test(`on ${path} after a failure`, async ({ page, open, emulator }) => {
			emulator.faults.add({ kind: 'status', status: 500, times: null });
			await open(path);
			await page.locator('input[type="file"]').first().setInputFiles(fileOf('dot.png', 100).path);
			await page.locator('button[type="submit"]').first().click();
			await expect(page.getByRole('alert').first()).not.toBeEmpty();
			await expectAccessible(page);
		});
	}

	test('while bytes travel', async ({ page, open, emulator }) => {
		emulator.faults.add({ kind: 'throttle', bytesPerSecond: 4 * MiB, times: null });
		await open('/guide');
		await page
			.locator('input[type="file"]')
			.first()
			.setInputFiles(fileOf('film.mp4', 32 * MiB).path);
		await page.locator('button[type="submit"]').first().click();
		await expect(page.getByRole('progressbar')).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Cancel upload' }).click();
		await expect(page.getByRole('status')).toHaveText('Upload cancelled.');
		await expectAccessible(page);
	});
});
