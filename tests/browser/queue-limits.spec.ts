import { expect, test } from './support/fixtures.ts';
import { fileOf, MiB } from './support/files.ts';
import { choose, expectOnly, press, rowOf } from './support/queue.ts';

test('a file whose bytes are not those of its checksum fails, and nothing of it is stored', async ({
	page,
	open,
	emulator,
	wire
}) => {
	test.skip(wire === 'v1', 'v1 takes no checksums');
	const file = fileOf('altered.bin', 12 * MiB);
	await page.route('**/chunks/*', async (route) => {
		const headers = await route.request().allHeaders();
		if (headers['x-fastio-file-crc32c']) headers['x-fastio-file-crc32c'] = '00000000';
		await route.continue({ headers });
	});
	await open('/dropzone');
	const completed = page.waitForResponse((answer) => answer.url().endsWith('/complete'));
	await choose(page, [file]);
	await expect(rowOf(page, file)).toHaveAttribute('data-fastio-file', 'failed', { timeout: 20_000 });
	const answer = await completed;
	expect(answer.status()).toBe(422);
	expect(await answer.json()).toMatchObject({ code: 'checksum-mismatch', retryable: false });
	await expectOnly(emulator, []);
});

test('a large file of an API without sessions goes in one request, and offers no pause that would lose it', async ({
	page,
	open,
	emulator,
	wire
}) => {
	test.skip(wire !== 'v1', 'the other API has sessions');
	const file = fileOf('whole.bin', 20 * MiB);
	await open('/dropzone');
	const slow = emulator.faults.add({ kind: 'throttle', bytesPerSecond: 4 * MiB, times: Infinity });
	await choose(page, [file]);
	await expect(rowOf(page, file)).toHaveAttribute('data-fastio-file', 'uploading');
	await expect(page.getByRole('button', { name: `Cancel ${file.name}` })).toBeVisible();
	await expect(page.getByRole('button', { name: `Pause ${file.name}` })).toHaveCount(0);
	slow.remove();
	await press(page, 'Cancel', file);
	await expect(rowOf(page, file)).toHaveAttribute('data-fastio-file', 'cancelled');
	await expectOnly(emulator, []);
});

test('a large file of an API without sessions arrives byte for byte by its one request', async ({
	page,
	open,
	emulator,
	wire
}) => {
	test.skip(wire !== 'v1', 'the other API has sessions');
	const file = fileOf('whole.bin', 20 * MiB);
	await open('/dropzone');
	const before = emulator.requests.length;
	await choose(page, [file]);
	await expect(rowOf(page, file)).toHaveAttribute('data-fastio-file', 'stored', { timeout: 20_000 });
	await expectOnly(emulator, [file]);
	const uploads = emulator.requests.slice(before).filter(({ method }) => method === 'POST');
	expect(uploads.map(({ path }) => path)).toEqual([expect.stringContaining('/files/stream')]);
});
