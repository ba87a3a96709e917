import { expect, test } from './support/fixtures.ts';
import { fileOf, KiB, UNREPEATED } from './support/files.ts';

for (const javaScriptEnabled of [true, false]) {
	test.describe(`a page written by the guide, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
		test.use({ javaScriptEnabled });

		test("passes the guide's own test", async ({ page, emulator }) => {
			const file = fileOf('test-document.pdf', 300 * KiB);
			await page.goto('/upload-route');
			await page.setInputFiles('input[type="file"]', file.path);
			await page.click('button[type="submit"]');
			await expect(page.locator('.success')).toBeVisible({ timeout: 10_000 });
			await expect(page.locator('.success')).toContainText('test-document.pdf');
			expect(emulator.files()).toMatchObject([{ name: 'test-document.pdf', sha256: file.sha256 }]);
		});

		test('shows what Fast.io answers to a refused upload in its error element', async ({
			page,
			open,
			emulator
		}) => {
			emulator.faults.add({ kind: 'status', status: 500, times: null });
			await open('/upload-route');
			await page.setInputFiles('input[type="file"]', fileOf('a.pdf', UNREPEATED).path);
			await page.click('button[type="submit"]');
			await expect(page.locator('.error')).toBeVisible();
			await expect(page.locator('.error')).not.toBeEmpty();
			await expect(page.locator('.success')).toHaveCount(0);
			expect(emulator.files()).toEqual([]);
		});
	});
}
