import { createHash, randomBytes } from 'node:crypto';
import { startPlayground, type Playground } from '../../scripts/start-playground.ts';
import { roundRobin } from '../support/round-robin.ts';
import { expect, test } from './support/fixtures.ts';

const MiB = 1024 ** 2;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function fileOf(name: string, bytes: number) {
	return { name, mimeType: 'application/octet-stream', buffer: randomBytes(bytes) };
}

test.describe('uploads whose server', () => {
	test.skip(({ wire }) => wire === 'v1', 'v1 has no sessions to go on with');

	/** An app of its own for the test, with adapter-node's default limits. */
	async function startApp(
		emulator: { url: string; token: string; workspaceId: string },
		port = '0'
	): Promise<Playground> {
		return startPlayground({
			env: {
				...process.env,
				PORT: port,
				HOST: '127.0.0.1',
				BODY_SIZE_LIMIT: undefined,
				FASTIO_API_URL: emulator.url,
				FASTIO_API_TOKEN: emulator.token,
				FASTIO_WORKSPACE_ID: emulator.workspaceId
			},
			stdio: 'ignore'
		});
	}

	test('is killed and started again go on by themselves', async ({ page, emulator }) => {
		let app = await startApp(emulator);
		try {
			await page.goto(`${app.url}/dropzone`);
			await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
			emulator.faults.add({
				on: { path: '*/chunk/' },
				kind: 'throttle',
				bytesPerSecond: 8 * MiB,
				times: Infinity
			});
			const files = [fileOf('one.bin', 30 * MiB), fileOf('two.bin', 15 * MiB)];
			await page.getByLabel('Choose files').setInputFiles(files);
			await expect
				.poll(() => emulator.sessions().some(({ chunks }) => Object.keys(chunks).length > 0), {
					timeout: 20_000
				})
				.toBe(true);
			process.kill(app.pid, 'SIGKILL');
			await app.failed;
			emulator.faults.clear();
			app = await startApp(emulator, new URL(app.url).port);
			await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(2, { timeout: 30_000 });
			const stored = Object.fromEntries(emulator.files().map((file) => [file.name, file.sha256]));
			for (const { name, buffer } of files) expect(stored[name]).toBe(sha256(buffer));
		} finally {
			await app.stop();
		}
	});

	test('is another one at each call arrive all the same', async ({ page, emulator }) => {
		const apps = await Promise.all([startApp(emulator), startApp(emulator)]);
		const balancer = await roundRobin(apps.map(({ url }) => url));
		try {
			await page.goto(`${balancer.url}/dropzone`);
			await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
			const files = [fileOf('one.bin', 30 * MiB), fileOf('two.bin', 5 * MiB), fileOf('small.bin', 1000)];
			const before = [...balancer.counts];
			await page.getByLabel('Choose files').setInputFiles(files);
			await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(3, { timeout: 30_000 });
			const stored = Object.fromEntries(emulator.files().map((file) => [file.name, file.sha256]));
			for (const { name, buffer } of files) expect(stored[name]).toBe(sha256(buffer));
			for (const [index, count] of balancer.counts.entries()) {
				expect(count - before[index]!, `calls of instance ${index}`).toBeGreaterThan(3);
			}
		} finally {
			await balancer.close();
			await Promise.all(apps.map((app) => app.stop()));
		}
	});
});
