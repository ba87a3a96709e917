import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { fileOf, KiB, MiB } from './support/files.ts';
import { startApp } from './support/own-app.ts';
import { choose, expectOnly, openDropzone, rowOf } from './support/queue.ts';

/** Calls that carry a file's bytes: a whole file, or a slice of one. */
function bodiesOf(page: Page): string[] {
	const bodies: string[] = [];
	page.on('request', (request) => {
		const match = /\/drops\/(?:(files)|uploads\/[^/]+\/(chunks)\/\d+)$/u.exec(request.url());
		if (match) bodies.push(match[1] ?? match[2]!);
	});
	return bodies;
}

test("a queue sends what adapter-node's default limit lets through in one request, and more in slices", async ({
	page,
	emulator
}) => {
	await openDropzone(page);
	const bodies = bodiesOf(page);
	const [at, over, far] = [512 * KiB, 512 * KiB + 1, 12 * MiB].map((size) => fileOf(`${size}.bin`, size));
	for (const [file, expected] of [
		[at!, ['files']],
		[over!, ['chunks']],
		[far!, ['chunks', 'chunks']]
	] as const) {
		bodies.length = 0;
		await choose(page, [file]);
		await expect(rowOf(page, file)).toHaveAttribute('data-fastio-file', 'stored', { timeout: 20_000 });
		expect(bodies).toEqual(expected);
	}
	await expectOnly(emulator, [at!, over!, far!]);
});

test('a file that a stricter host refuses whole goes on in slices, and the next of its size starts with them', async ({
	page,
	emulator
}) => {
	const app = await startApp(emulator, '0', '100K');
	try {
		await openDropzone(page, app.url);
		const bodies = bodiesOf(page);
		const [first, second, small] = [300, 301, 50].map((size) => fileOf(`${size}.bin`, size * KiB));
		for (const [file, expected] of [
			[first!, ['files', 'chunks']],
			[second!, ['chunks']],
			[small!, ['files']]
		] as const) {
			bodies.length = 0;
			await choose(page, [file]);
			await expect(rowOf(page, file)).toHaveAttribute('data-fastio-file', 'stored', { timeout: 20_000 });
			expect(bodies).toEqual(expected);
		}
		await expectOnly(emulator, [first!, second!, small!]);
	} finally {
		await app.stop();
	}
});
