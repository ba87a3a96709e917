import { expect, test } from './support/fixtures.ts';
import { fileOf, KiB, MiB } from './support/files.ts';

for (const javaScriptEnabled of [true, false]) {
	test.describe(`adapter-node's default BODY_SIZE_LIMIT, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
		test.use({ javaScriptEnabled });

		test('lets a small file through', async ({ page, open, emulator }) => {
			const file = fileOf('small.bin', 400 * KiB);
			await open('/guide');
			await page.setInputFiles('input[type="file"]', file.path);
			await page.click('button[type="submit"]');
			await expect(page.locator('.success')).toContainText('small.bin');
			expect(emulator.files()).toMatchObject([{ sha256: file.sha256 }]);
		});

		for (const path of javaScriptEnabled ? ['/upload-route'] : ['/guide', '/upload-route']) {
			test(`names the setting on ${path} when a file is over it`, async ({ page, open, emulator }) => {
				await open(path);
				await page.setInputFiles('input[type="file"]', fileOf('big.bin', 3 * MiB).path);
				await page.click('button[type="submit"]');
				await expect(page.locator('.error')).toContainText('BODY_SIZE_LIMIT');
				expect(emulator.files()).toEqual([]);
				await expect.poll(() => emulator.sessions()).toEqual([]);
			});
		}
	});
}

test('FastioUpload sends a file over it in slices', async ({ page, open, emulator }) => {
	const file = fileOf('big.bin', 3 * MiB);
	await open('/guide');
	await page.setInputFiles('input[type="file"]', file.path);
	await page.click('button[type="submit"]');
	await expect(page.locator('.success')).toContainText('big.bin');
	expect(emulator.files()).toMatchObject([{ sha256: file.sha256 }]);
});

test('the raw route names the setting when a file is over it', async ({ page, open }) => {
	await open('/stream');
	await page.setInputFiles('input[type="file"]', fileOf('big.bin', 3 * MiB).path);
	await page.getByRole('button', { name: 'Send file' }).click();
	await expect(page.locator('.error')).toContainText('BODY_SIZE_LIMIT');
});
