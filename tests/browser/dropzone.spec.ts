import { createHash, randomBytes } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './support/fixtures.ts';

const MiB = 1024 ** 2;

function fileOf(name: string, bytes: number) {
	return { name, mimeType: 'application/octet-stream', buffer: randomBytes(bytes) };
}
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test.describe('the dropzone', () => {
	test('stores small and large files byte for byte, the large ones in slices', async ({
		page,
		open,
		emulator,
		wire
	}) => {
		await open('/dropzone');
		const files = [fileOf('small.bin', 10_000), fileOf('middle.bin', 3 * MiB), fileOf('large.bin', 20 * MiB)];
		await page.getByLabel('Choose files').setInputFiles(files);
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(3, { timeout: 30_000 });
		await expect(page.getByRole('status').filter({ hasText: '3 files stored' })).toBeAttached();
		const stored = Object.fromEntries(emulator.files().map(({ name, sha256 }) => [name, sha256]));
		for (const { name, buffer } of files) expect(stored[name]).toBe(sha256(buffer));
		if (wire === 'sessions') {
			const chunks = emulator.requests.filter(({ path }) => /\/chunk\/?$/u.test(path));
			expect(chunks.length).toBeGreaterThanOrEqual(4);
			await expect.poll(() => emulator.sessions().length).toBe(0);
		}
	});

	test('tells the rules before the drop, refuses a double, and lets go of what is dismissed', async ({
		page,
		open
	}) => {
		await open('/dropzone');
		await expect(page.locator('[data-fastio-rules]')).toContainText('at most');
		const file = fileOf('same.bin', 100);
		await page.getByLabel('Choose files').setInputFiles(file);
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(1);
		await page.evaluate(() => {
			const input = document.querySelector<HTMLInputElement>('[data-fastio-file-input]')!;
			const file = new File(['x'], 'twice.txt', { lastModified: 1 });
			const transfer = new DataTransfer();
			transfer.items.add(file);
			transfer.items.add(new File(['x'], 'twice.txt', { lastModified: 1 }));
			input.files = transfer.files;
			input.dispatchEvent(new Event('change', { bubbles: true }));
		});
		const refused = page.locator('[data-fastio-refused]');
		await expect(refused).toContainText('twice.txt is in the list already.');
		await expect(page.getByRole('status').filter({ hasText: 'twice.txt is in the list' })).toBeAttached();
		await refused.getByRole('button', { name: 'Dismiss the message about twice.txt' }).click();
		await expect(refused).toHaveCount(0);
		// What is still on its way would be in the workspace of the next test.
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(2);
	});

	test('takes dropped files anywhere on the page, and pasted ones', async ({ page, open }) => {
		await open('/dropzone');
		const transfer = await page.evaluateHandle(() => {
			const transfer = new DataTransfer();
			transfer.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
			return transfer;
		});
		await page.dispatchEvent('h1', 'dragenter', { dataTransfer: transfer });
		await expect(page.locator('[data-fastio-overlay]')).toBeVisible();
		await page.dispatchEvent('h1', 'dragover', { dataTransfer: transfer });
		await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer });
		await expect(page.locator('[data-fastio-overlay]')).toHaveCount(0);
		await expect(page.locator('[data-fastio-name]')).toHaveText(['dropped.txt']);
		await page.locator('[data-fastio-dropzone]').evaluate((zone) => {
			const clipboardData = new DataTransfer();
			clipboardData.items.add(new File(['png'], 'image.png', { type: 'image/png' }));
			zone.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
		});
		await expect(page.locator('[data-fastio-name]').nth(1)).toHaveText(/^pasted-image-\d+\.png$/u);
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(2);
	});

	test('pauses, resumes and cancels by keyboard; a cancelled file leaves nothing in the workspace', async ({
		page,
		open,
		emulator,
		wire
	}) => {
		test.skip(wire === 'v1', 'v1 has no sessions to pause');
		await open('/dropzone');
		emulator.faults.add({ on: { path: '*/chunk/' }, kind: 'throttle', bytesPerSecond: MiB, times: Infinity });
		await page
			.getByLabel('Choose files')
			.setInputFiles([fileOf('a.bin', 12 * MiB), fileOf('b.bin', 12 * MiB)]);
		const pause = page.getByRole('button', { name: 'Pause a.bin' });
		await pause.focus();
		await page.keyboard.press('Enter');
		await expect(page.locator('[data-fastio-waiting="paused"]')).toHaveCount(1);
		await page.getByRole('button', { name: 'Cancel b.bin' }).press('Enter');
		await expect(page.locator('[data-fastio-file="cancelled"]')).toHaveCount(1);
		emulator.faults.clear();
		await page.getByRole('button', { name: 'Resume a.bin' }).press('Enter');
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(1, { timeout: 30_000 });
		expect(emulator.files().map(({ name }) => name)).toEqual(['a.bin']);
		await expect.poll(() => emulator.sessions().length).toBe(0);
	});

	test('axe finds nothing on it, empty, under way, failed and done', async ({ page, open, emulator }) => {
		const audit = async (): Promise<void> => {
			expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
		};
		await open('/dropzone');
		await expect(page.locator('[data-fastio-rules]')).toContainText('at most');
		await audit();
		await page.getByLabel('Choose files').setInputFiles([fileOf('one.bin', 2000), fileOf('two.bin', 3000)]);
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(2);
		await audit();
		expect(emulator.files()).toHaveLength(2);
	});

	test('keeps only the rows in view of a thousand files in the page', async ({ page, open }) => {
		// Never answered: none of them reaches the workspace of the next test.
		await page.route('**/drops/files', () => {});
		await open('/dropzone');
		await page.evaluate(() => {
			const input = document.querySelector<HTMLInputElement>('[data-fastio-file-input]')!;
			const transfer = new DataTransfer();
			for (let index = 0; index < 1000; index += 1) transfer.items.add(new File(['x'], `${index}.txt`));
			input.files = transfer.files;
			input.dispatchEvent(new Event('change', { bubbles: true }));
		});
		await page.getByRole('button', { name: 'Pause all' }).click();
		await expect(page.locator('[data-fastio-totals]')).toContainText('of 1,000');
		expect(await page.locator('[data-fastio-file]').count()).toBeLessThan(60);
		await page.locator('[data-fastio-files]').evaluate((list) => (list.scrollTop = list.scrollHeight));
		await expect(page.locator('[data-fastio-name]', { hasText: '999.txt' })).toBeVisible();
	});

	test('speaks another language at once, in its direction', async ({ page, open }) => {
		await open('/dropzone');
		await page.getByLabel('Language').selectOption('ar');
		await expect(page.locator('[data-fastio-drop-label]')).toHaveText('اختر ملفات');
		await expect(page.locator('[dir="rtl"][lang="ar"] [data-fastio-dropzone]')).toBeVisible();
		await page.locator('[data-fastio-file-input]').setInputFiles([
			{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') },
			{ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }
		]);
		await expect(page.locator('[data-fastio-state-text]')).toHaveText('محفوظ');
		await expect(page.locator('[data-fastio-refused]')).toContainText('الحد الأدنى');
		await page.screenshot({ path: 'test-results/arabic.png' });
		await page.getByLabel('Language').selectOption('de');
		await expect(page.locator('[data-fastio-state-text]')).toHaveText('Gespeichert');
	});

	test('keeps the place of the keyboard when buttons change and rows go', async ({ page, open }) => {
		await open('/dropzone');
		await page
			.locator('[data-fastio-file-input]')
			.setInputFiles(
				['a.txt', 'b.txt'].map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) }))
			);
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(2);
		const focused = () =>
			page.evaluate(
				() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName
			);
		await page.getByRole('button', { name: 'Remove a.txt from the list' }).press('Enter');
		await expect.poll(focused).toBe('Remove b.txt from the list');
		await page.keyboard.press('Enter');
		await expect(page.locator('[data-fastio-file]')).toHaveCount(0);
		await expect.poll(focused).toBe('INPUT');
	});

	test('asks before the page is left while files travel, and not at rest', async ({
		page,
		open,
		emulator
	}) => {
		await open('/dropzone');
		await page.getByRole('heading', { name: 'Dropzone' }).click();
		const asked: string[] = [];
		page.on('dialog', (dialog) => {
			asked.push(dialog.type());
			void dialog.dismiss();
		});
		emulator.faults.add({ kind: 'throttle', bytesPerSecond: 1000, times: Infinity });
		await page.locator('[data-fastio-file-input]').setInputFiles(fileOf('slow.bin', 400_000));
		await expect(page.locator('[data-fastio-file="uploading"], [data-fastio-file="storing"]')).toHaveCount(1);
		await page.close({ runBeforeUnload: true });
		await expect.poll(() => asked).toEqual(['beforeunload']);
		await page.getByRole('button', { name: 'Cancel all' }).click();
		await expect(page.locator('[data-fastio-file="cancelled"]')).toHaveCount(1);
		emulator.faults.clear();
		await page.goto('about:blank');
		expect(asked).toEqual(['beforeunload']);
	});

	test.describe('reads out', () => {
		test('what was added, refused and stored', async ({ page, open }) => {
			await open('/dropzone');
			const said = page.locator('[data-fastio-list] [role="status"]');
			const input = page.locator('[data-fastio-file-input]');
			await input.setInputFiles([fileOf('a.bin', 0), fileOf('b.bin', 0)]);
			await expect(said.nth(1)).toHaveText(/^2 files were not accepted\. The first: a\.bin has 0 B/);
			await input.setInputFiles(fileOf('c.bin', 10));
			await expect(said.first()).toHaveText('1 file stored');
			await input.setInputFiles([fileOf('d.bin', 10), fileOf('e.bin', 10)]);
			await expect(said.first()).toHaveText('2 files stored');
		});

		test('which file failed, and why', async ({ page, open, emulator }) => {
			await open('/dropzone');
			emulator.faults.add({ kind: 'status', status: 400, times: Infinity });
			await page.locator('[data-fastio-file-input]').setInputFiles(fileOf('a.bin', 10));
			await expect(page.locator('[data-fastio-list] [role="status"]').nth(1)).toHaveText(/^a\.bin failed: ./);
			emulator.faults.clear();
		});
	});
});
