import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixtures.ts';
import { fileOf, MiB } from './support/files.ts';
import { choose, press } from './support/queue.ts';

const small = fileOf('small.bin', 1000);
const large = fileOf('large.bin', 20 * MiB);
const empty = fileOf('empty.bin', 0);
const STALL = { on: { path: '*/chunk/' }, kind: 'throttle', bytesPerSecond: MiB, times: Infinity } as const;
/** No 500: that would be tried again for seconds. */
const REFUSAL = { kind: 'status', status: 422, times: Infinity } as const;

test.describe('axe finds nothing', () => {
	test('on /dropzone while files are dragged, travel, pause, fail, are refused and are stored', async ({
		page,
		open,
		emulator
	}) => {
		const state = (name: string) => page.locator(`[data-fastio-file="${name}"]`);
		await open('/dropzone');
		const transfer = await page.evaluateHandle(() => {
			const transfer = new DataTransfer();
			transfer.items.add(new File(['x'], 'dragged.txt'));
			return transfer;
		});
		await page.dispatchEvent('h1', 'dragenter', { dataTransfer: transfer });
		await expect(page.locator('[data-fastio-overlay]')).toBeVisible();
		await expectAccessible(page, 'dragging');
		await page.dispatchEvent('html', 'dragleave', { dataTransfer: transfer });
		await expect(page.locator('[data-fastio-overlay]')).toHaveCount(0);

		emulator.faults.add(STALL);
		await choose(page, [large]);
		await expect(state('uploading')).toHaveCount(1);
		await expectAccessible(page, 'uploading');
		await press(page, 'Pause', large);
		await expect(page.locator('[data-fastio-waiting="paused"]')).toHaveCount(1);
		await expectAccessible(page, 'paused');
		await press(page, 'Cancel', large);
		emulator.faults.clear();

		const refusal = emulator.faults.add(REFUSAL);
		await choose(page, [small]);
		await expect(state('failed')).toHaveCount(1);
		await expectAccessible(page, 'failed');
		refusal.remove();
		await choose(page, [empty]);
		await expect(page.locator('[data-fastio-refused]')).toHaveCount(1);
		await expectAccessible(page, 'refused');
		await page.getByRole('button', { name: 'Retry small.bin' }).click();
		await expect(state('stored')).toHaveCount(1);
		await expectAccessible(page, 'done');
	});

	test('on /headless while files wait, travel, fail, are refused and are stored', async ({
		page,
		open,
		emulator
	}) => {
		const list = page.locator('main ul');
		const upload = page.getByRole('button', { name: 'Upload', exact: true });
		await open('/headless');
		await page.getByLabel('Files').setInputFiles([large.path, empty.path]);
		await expect(page.getByRole('alert')).toBeVisible();
		await expect(list).toContainText('queued');
		await expectAccessible(page, 'refused and waiting');
		emulator.faults.add(STALL);
		await upload.click();
		await expect(page.getByRole('progressbar')).toBeVisible();
		await expectAccessible(page, 'uploading');
		await press(page, 'Cancel', large);
		emulator.faults.clear();

		const refusal = emulator.faults.add(REFUSAL);
		await page.getByLabel('Files').setInputFiles(small.path);
		await upload.click();
		await expect(page.getByRole('button', { name: 'Retry small.bin' })).toBeVisible();
		await expectAccessible(page, 'failed');
		refusal.remove();
		await page.getByRole('button', { name: 'Retry small.bin' }).click();
		await expect(page.getByText('1 of 2 stored')).toBeVisible();
		await expectAccessible(page, 'done');
	});

	test('on /form while files travel, after a refusal and once sent', async ({ page, open, emulator }) => {
		await open('/form');
		emulator.faults.add(STALL);
		await page.getByLabel('Documents').setInputFiles(large.path);
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.getByRole('progressbar').first()).toBeVisible();
		await expectAccessible(page, 'uploading');
		emulator.faults.clear();
		await expect(page.getByText('Please enter a name.')).toBeVisible({ timeout: 20_000 });
		await expectAccessible(page, 'refused');
		await page.getByLabel('Name').fill('Zoë');
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.getByText('Sent large.bin.')).toBeVisible();
		await expectAccessible(page, 'sent');
	});
});
