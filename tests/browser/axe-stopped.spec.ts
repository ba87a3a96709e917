import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { fileOf, MiB } from './support/files.ts';
import { press } from './support/queue.ts';

const large = fileOf('large.bin', 20 * MiB);
const SLICES = { path: '*/chunk/' };
const STALL = { on: SLICES, kind: 'throttle', bytesPerSecond: MiB, times: Infinity } as const;
/** No 500: that would be tried again for seconds. */
const REFUSAL = { on: SLICES, kind: 'status', status: 422, times: Infinity } as const;

test.describe('axe finds nothing', () => {
	test('on /form while files are dragged, pause, and once one has failed', async ({
		page,
		open,
		emulator
	}) => {
		await open('/form');
		const transfer = await page.evaluateHandle(() => {
			const made = new DataTransfer();
			made.items.add(new File(['x'], 'dragged.txt'));
			return made;
		});
		const zone = page.locator('[data-fastio-dropzone]');
		await zone.dispatchEvent('dragenter', { dataTransfer: transfer });
		await expect(zone).toHaveAttribute('data-fastio-dragging', '');
		await expectAccessible(page, 'dragging');
		await zone.dispatchEvent('dragleave', { dataTransfer: transfer });
		await expect(zone).not.toHaveAttribute('data-fastio-dragging', '');

		emulator.faults.add(STALL);
		await page.getByLabel('Name').fill('Zoë');
		await page.getByLabel('Documents').setInputFiles(large.path);
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.locator('[data-fastio-file="uploading"]')).toHaveCount(1);
		await press(page, 'Pause', large);
		await expect(page.locator('[data-fastio-waiting="paused"]')).toHaveCount(1);
		await expectAccessible(page, 'paused');
		emulator.faults.clear();
		emulator.faults.add(REFUSAL);
		await press(page, 'Resume', large);
		await expect(page.locator('[data-fastio-file="failed"]')).toHaveCount(1);
		await expectAccessible(page, 'failed');
	});

	test('on /headless while a file pauses', async ({ page, open, emulator }) => {
		await open('/headless');
		emulator.faults.add(STALL);
		await page.getByLabel('Files').setInputFiles(large.path);
		await page.getByRole('button', { name: 'Upload', exact: true }).click();
		await expect(page.getByRole('progressbar')).toBeVisible();
		await page.getByRole('button', { name: 'Pause' }).click();
		await expect(page.locator('main ul')).toContainText('paused');
		await expectAccessible(page, 'paused');
		await page.getByRole('button', { name: 'Resume' }).click();
		await expect(page.getByRole('progressbar')).toBeVisible();
	});
});
