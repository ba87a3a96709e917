import { createHash, randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';

const MiB = 1024 ** 2;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function fileOf(name: string, bytes: number) {
	return { name, mimeType: 'application/octet-stream', buffer: randomBytes(bytes) };
}

for (const javaScriptEnabled of [true, false]) {
	test.describe(`a form with files and text, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
		test.use({ javaScriptEnabled });

		test('stores its files and tells the same', async ({ page, open, emulator }) => {
			await open('/form');
			const files = [fileOf('letter.bin', 5 * MiB), fileOf('photo.bin', 1000)];
			await page.getByLabel('Name').fill('Ada');
			await expect(page.getByLabel('Documents')).toHaveAttribute('name', 'file');
			await page.getByLabel('Documents').setInputFiles(files);
			await page.getByRole('button', { name: 'Send' }).click();
			await expect(page.getByText('Sent letter.bin, photo.bin.')).toBeVisible();
			const stored = Object.fromEntries(emulator.files().map((file) => [file.name, file.sha256]));
			expect(stored).toEqual(Object.fromEntries(files.map(({ name, buffer }) => [name, sha256(buffer)])));
		});
	});
}

/** Names of the files that the form would post. */
const posted = (page: Page) =>
	page
		.getByLabel('Documents')
		.evaluate((input: HTMLInputElement) => Array.from(input.files!, (file) => file.name));

async function dropOnZone(page: Page, ...names: string[]): Promise<void> {
	const dataTransfer = await page.evaluateHandle((names) => {
		const transfer = new DataTransfer();
		for (const name of names) transfer.items.add(new File([name], name, { lastModified: 1 }));
		return transfer;
	}, names);
	await page.dispatchEvent('[data-fastio-dropzone]', 'drop', { dataTransfer });
}

test.describe('a dropzone in a form', () => {
	test('posts what was dropped, on either API', async ({ page, open, emulator }) => {
		await open('/form');
		await dropOnZone(page, 'one.txt', 'two.txt');
		await expect.poll(() => posted(page)).toEqual(['one.txt', 'two.txt']);
		await page.getByLabel('Name').fill('Ada');
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.getByText('Sent one.txt, two.txt.')).toBeVisible();
		expect(new Set(emulator.files().map(({ name }) => name))).toEqual(new Set(['one.txt', 'two.txt']));
		await expect.poll(() => posted(page)).toEqual([]);
	});

	test('shows a native file input where there is no queue: without JavaScript and on v1', async ({
		browser,
		appUrl,
		page,
		open,
		wire
	}) => {
		const context = await browser.newContext({ javaScriptEnabled: false, baseURL: appUrl });
		const plain = await context.newPage();
		await plain.goto('/form');
		await expect(plain.getByLabel('Documents')).toBeInViewport();
		await expect(plain.getByLabel('Documents')).toHaveCSS('opacity', '1');
		await context.close();
		await open('/form');
		await expect(page.locator('[data-fastio-rules]')).toContainText('at most');
		await expect(page.getByLabel('Documents')).toHaveCSS('opacity', wire === 'v1' ? '1' : '0');
	});

	test('keeps the input in step with the list', async ({ page, open, wire }) => {
		test.skip(wire === 'v1', 'v1 has no list');
		await open('/form');
		await page.getByLabel('Documents').setInputFiles([fileOf('a.bin', 10), fileOf('b.bin', 10)]);
		await dropOnZone(page, 'c.txt');
		await expect.poll(() => posted(page)).toEqual(['a.bin', 'b.bin', 'c.txt']);
		await page.getByRole('button', { name: 'Cancel a.bin' }).click();
		await expect.poll(() => posted(page)).toEqual(['b.bin', 'c.txt']);
		await page.getByLabel('Documents').setInputFiles(fileOf('empty.bin', 0));
		await expect(page.locator('[data-fastio-refused]')).toContainText('empty.bin');
		await expect.poll(() => posted(page)).toEqual(['b.bin', 'c.txt']);
		await page.locator('form:has([data-fastio-dropzone])').evaluate((form: HTMLFormElement) => form.reset());
		await expect(page.locator('[data-fastio-file]')).toHaveCount(0);
		await expect.poll(() => posted(page)).toEqual([]);
	});
});

test.describe('a form whose files travel first', () => {
	test.skip(({ wire }) => wire === 'v1', 'v1 has no sessions to hold files in');

	test('sends small files in the form itself, and large ones before it', async ({ page, open, emulator }) => {
		await open('/form');
		let sessions = 0;
		page.on('request', (request) => (sessions += Number(request.url().endsWith('/applications/uploads'))));
		await page.getByLabel('Name').fill('Ada');
		for (const [name, bytes, expected] of [
			['small.bin', 1000, 0],
			['large.bin', MiB, 1]
		] as const) {
			await page.getByLabel('Documents').setInputFiles(fileOf(name, bytes));
			await page.getByRole('button', { name: 'Send' }).click();
			await expect(page.getByText(`Sent ${name}.`)).toBeVisible();
			await page.getByLabel('Name').fill('Ada');
			expect([name, sessions]).toEqual([name, expected]);
		}
		expect(emulator.files().map(({ size }) => size)).toEqual([1000, MiB]);
	});

	test('leaves nothing in the workspace when it is refused, and stores the files with the next try', async ({
		page,
		open,
		emulator
	}) => {
		await open('/form');
		const file = fileOf('kept.bin', 3 * MiB);
		await page.getByLabel('Documents').setInputFiles(file);
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.getByText('Please enter a name.')).toBeVisible();
		expect(emulator.files()).toEqual([]);
		await page.getByLabel('Name').fill('Grace');
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.getByText('Sent kept.bin.')).toBeVisible();
		expect(emulator.files().map((stored) => stored.sha256)).toEqual([sha256(file.buffer)]);
		expect(emulator.sessions()).toEqual([]);
	});

	test('leaves nothing in the workspace when the page is left before it is sent', async ({
		page,
		open,
		emulator
	}) => {
		await open('/form');
		emulator.faults.add({ on: { path: '*/chunk/' }, kind: 'throttle', bytesPerSecond: MiB, times: Infinity });
		await page.getByLabel('Documents').setInputFiles(fileOf('left.bin', 12 * MiB));
		await page.getByRole('button', { name: 'Send' }).click();
		await expect.poll(() => emulator.sessions().length).toBe(1);
		page.on('dialog', (dialog) => void dialog.accept());
		await page.goto('about:blank');
		expect(emulator.files()).toEqual([]);
	});
});
