/** A queue of mixed files through what may happen to its server and to its tab. */
import type { Page } from '@playwright/test';
import type { Emulator } from '../../src/emulator.ts';
import { roundRobin } from '../support/round-robin.ts';
import { expect, test } from './support/fixtures.ts';
import { fileOf, KiB, MiB, type TestFile } from './support/files.ts';
import { startApp } from './support/own-app.ts';
import { choose, expectOnly, openDropzone, press, rowOf, slicesOf } from './support/queue.ts';

/** What the client cuts files of this size into. */
const SLICE_BYTES = 8 * MiB;
const SMALL_BYTES = [1, 1000, 512 * KiB, 512 * KiB + 1, MiB, MiB + 1, 5 * MiB, 8 * MiB + 1];

test.describe('a queue with two failures, a pause and a cancelled file', () => {
	test.skip(({ wire }) => wire === 'v1', 'v1 has no sessions to go on with');

	test('arrives though its server is killed and started again mid-way', async ({ page, emulator }) => {
		let app = await startApp(emulator);
		try {
			await openDropzone(page, app.url);
			const { kept, failures } = await beginAndStall(page, emulator);
			process.kill(app.pid, 'SIGKILL');
			await app.failed;
			failures.add();
			app = await startApp(emulator, new URL(app.url).port);
			await expectStored(page, kept);
			failures.expectMet();
			await expectOnly(emulator, kept);
		} finally {
			await app.stop();
		}
	});

	test('goes on where it stopped when its tab is closed and the files are chosen again', async ({
		page,
		context,
		appUrl,
		emulator
	}) => {
		await openDropzone(page, appUrl);
		const { kept, failures } = await beginAndStall(page, emulator);
		const missing = emulator
			.sessions()
			.reduce(
				(sum, { size, chunks }) => sum + Math.ceil(size! / SLICE_BYTES) - Object.keys(chunks).length,
				0
			);
		const sessions = emulator.sessions().map(({ id }) => id);
		await page.close();
		failures.add();

		const reopened = await context.newPage();
		await openDropzone(reopened, appUrl);
		const before = emulator.requests.length;
		await choose(reopened, kept);
		await expectStored(reopened, kept);
		failures.expectMet();
		await expectOnly(emulator, kept);
		const sentAgain = emulator.requests
			.slice(before)
			.filter(({ path }) => path.endsWith('/chunk/') && sessions.some((id) => path.includes(id)));
		// Two of them failed and came twice.
		expect(sentAgain.length).toBeLessThanOrEqual(missing + 2);
	});

	test('arrives by two instances in turn', async ({ page, emulator }) => {
		const apps = await Promise.all([startApp(emulator), startApp(emulator)]);
		const balancer = await roundRobin(apps.map(({ url }) => url));
		try {
			await openDropzone(page, balancer.url);
			const before = [...balancer.counts];
			const { kept, failures } = await beginAndStall(page, emulator);
			failures.add();
			await expectStored(page, kept);
			failures.expectMet();
			await expectOnly(emulator, kept);
			for (const [index, count] of balancer.counts.entries()) {
				expect(count - before[index]!, `calls of instance ${index}`).toBeGreaterThan(15);
			}
		} finally {
			await balancer.close();
			await Promise.all(apps.map((app) => app.stop()));
		}
	});
});

/**
 * Chooses twelve files and stops where three are under way with their second slice stalled, one was paused and resumed,
 * one was cancelled, and the rest waits. `failures.add` lets go and has two of the next slices fail.
 */
async function beginAndStall(page: Page, emulator: Emulator) {
	const sliced = [30, 20, 26].map((size) => fileOf(`sliced-${size}.bin`, size * MiB));
	const dropped = fileOf('dropped.bin', 24 * MiB);
	const small = SMALL_BYTES.map((size, index) => fileOf(`small-${index}.bin`, size));
	const underWay = (files: readonly TestFile[]) =>
		expect
			.poll(() => files.map((file) => slicesOf(emulator, file).includes('1')), { timeout: 20_000 })
			.toEqual(files.map(() => true));

	emulator.faults.add({ on: { slice: 2 }, kind: 'hang', afterBytes: 1, times: Infinity });
	await choose(page, [...sliced, dropped, ...small]);
	await underWay(sliced);
	await press(page, 'Pause', sliced[0]!);
	await expect(rowOf(page, sliced[0]!)).toHaveAttribute('data-fastio-waiting', 'paused');
	await underWay([dropped]);
	await press(page, 'Resume', sliced[0]!);
	await press(page, 'Cancel', dropped);
	await expect(rowOf(page, dropped)).toHaveAttribute('data-fastio-file', 'cancelled');
	await expect(rowOf(page, sliced[0]!)).toHaveAttribute('data-fastio-file', 'uploading');

	let added: { id: string }[] = [];
	const failures = {
		add() {
			emulator.faults.clear();
			added = [
				emulator.faults.add({ on: { slice: 2 }, kind: 'status', status: 503 }),
				emulator.faults.add({ on: { slice: 3 }, kind: 'reset', afterBytes: 100_000 })
			];
		},
		expectMet() {
			expect(added.map(({ id }) => emulator.faults.hits(id))).toEqual([1, 1]);
		}
	};
	return { kept: [...sliced, ...small], failures };
}

async function expectStored(page: Page, files: readonly TestFile[]): Promise<void> {
	await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(files.length, { timeout: 40_000 });
}
