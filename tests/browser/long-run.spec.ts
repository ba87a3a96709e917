/** A day's work in one queue, past a default adapter-node: a file of 2 GiB among 29, over a poor line, with mishaps. */
import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { fileOf, KiB, MiB, sparseFileOf } from './support/files.ts';
import { choose, expectOnly, openDropzone, press, rowOf, slicesOf } from './support/queue.ts';

const GiB = 1024 ** 3;
/** The line for the first part of the run. */
const POOR_LINE = { offline: false, latency: 40, uploadThroughput: 12 * MiB, downloadThroughput: 12 * MiB };
const GOOD_LINE = { offline: false, latency: 0, uploadThroughput: -1, downloadThroughput: -1 };

/** Around every bound on the way: one request or slices, the single call to Fast.io, whole slices and one byte more. */
const SMALL_BYTES = [
	[1, 1000, 64 * KiB, 300 * KiB, 512 * KiB - 1, 512 * KiB, 512 * KiB + 1, MiB - 1, MiB, MiB + 1],
	[2 * MiB, 4 * MiB - 1, 4 * MiB, 4 * MiB + 1, 5 * MiB, 7 * MiB, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1],
	[9 * MiB, 10 * MiB, 12 * MiB + 7, 15 * MiB, 16 * MiB, 17 * MiB, 20 * MiB, 24 * MiB, 33 * MiB]
].flat();

test('30 files of up to 2 GiB arrive over a poor line with two failures and a pause; a cancelled one leaves nothing', async ({
	page,
	emulator
}) => {
	const big = sparseFileOf('big.bin', 2 * GiB);
	const dropped = fileOf('dropped.bin', 40 * MiB);
	const others = SMALL_BYTES.map((size, index) => fileOf(`file-${index}.bin`, size));
	const faults = [
		emulator.faults.add({ on: { slice: 9 }, kind: 'status', status: 503 }),
		emulator.faults.add({ on: { slice: 12 }, kind: 'reset', afterBytes: 100_000 })
	];
	const setLine = await lineOf(page);
	await openDropzone(page);
	await setLine(POOR_LINE);
	await choose(page, [big, dropped, ...others]);

	await expect.poll(() => slicesOf(emulator, dropped).length).toBeGreaterThan(0);
	await press(page, 'Cancel', dropped);
	await expect(rowOf(page, dropped)).toHaveAttribute('data-fastio-file', 'cancelled');
	await expect.poll(() => slicesOf(emulator, big).length).toBeGreaterThan(2);
	await press(page, 'Pause', big);
	await expect(rowOf(page, big)).toHaveAttribute('data-fastio-waiting', 'paused');
	const whenPaused = slicesOf(emulator, big);
	const stored = page.locator('[data-fastio-file="stored"]');
	const storedBefore = await stored.count();
	await expect.poll(() => stored.count()).toBeGreaterThan(storedBefore);
	expect(slicesOf(emulator, big)).toEqual(whenPaused);
	await press(page, 'Resume', big);
	await setLine(GOOD_LINE);

	await expect(stored).toHaveCount(29, { timeout: 150_000 });
	expect(faults.map(({ id }) => emulator.faults.hits(id))).toEqual([1, 1]);
	await expectOnly(emulator, [big, ...others]);
});

/** The browser's own line. */
async function lineOf(page: Page): Promise<(line: typeof POOR_LINE) => Promise<void>> {
	const tools = await page.context().newCDPSession(page);
	await tools.send('Network.enable');
	return async (line) => void (await tools.send('Network.emulateNetworkConditions', line));
}
