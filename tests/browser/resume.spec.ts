import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';

const MiB = 1024 ** 2;
const SIZE = 48 * MiB;

test('a file whose tab was closed goes on where it stopped when it is chosen again', async ({
	page,
	open,
	emulator,
	wire
}) => {
	test.skip(wire === 'v1', 'v1 has no sessions to go on with');
	const folder = await mkdtemp(join(tmpdir(), 'fastio-resume-'));
	try {
		const content = randomBytes(SIZE);
		const path = join(folder, 'resumed.bin');
		await writeFile(path, content);
		await open('/dropzone');
		// The second half stalls, until the page is left.
		for (const slice of [5, 6]) {
			emulator.faults.add({ on: { slice }, kind: 'throttle', bytesPerSecond: 1000, times: Infinity });
		}
		await page.getByLabel('Choose files').setInputFiles(path);
		await expect
			.poll(() => Object.keys(emulator.sessions()[0]?.chunks ?? {}).length, { timeout: 20_000 })
			.toBeGreaterThanOrEqual(4);
		page.on('dialog', (dialog) => void dialog.accept());
		await page.goto('about:blank');
		emulator.faults.clear();
		const before = emulator.requests.filter(({ path }) => path.endsWith('/chunk/')).length;

		await open('/dropzone');
		await page.getByLabel('Choose files').setInputFiles(path);
		await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(1, { timeout: 20_000 });
		const after = emulator.requests.filter(({ path }) => path.endsWith('/chunk/')).length;
		expect(after - before).toBeLessThanOrEqual(2);
		const sha256 = createHash('sha256').update(content).digest('hex');
		expect(emulator.files().map((file) => file.sha256)).toEqual([sha256]);
	} finally {
		await rm(folder, { recursive: true });
	}
});
