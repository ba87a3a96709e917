import { expect, test } from './support/fixtures.ts';
import { fileOf, MiB } from './support/files.ts';

for (const javaScriptEnabled of [true, false]) {
	test.describe(`JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
		test.use({ javaScriptEnabled });

		test('the other demo user signs in from any page and stays on it', async ({ page, open, context }) => {
			await open('/form');
			const users = page.getByRole('form', { name: 'Demo user' });
			await expect(users).toContainText('Alice');
			await users.getByRole('button', { name: 'Switch to Bob' }).click();
			await expect(users.getByRole('button', { name: 'Switch to Alice' })).toBeVisible();
			await expect(page).toHaveURL(/\/form$/u);
			expect(await context.cookies()).toContainEqual(
				expect.objectContaining({ name: 'demo_user', value: 'Bob', httpOnly: true, sameSite: 'Lax' })
			);
		});
	});
}

test('an upload that one user began is refused to another, who starts afresh, and goes on for the first', async ({
	page,
	open,
	emulator,
	wire
}) => {
	test.skip(wire === 'v1', 'v1 has no sessions to go on with');
	const file = fileOf('shared-desk.bin', 48 * MiB);
	const slices = () => emulator.requests.filter(({ path }) => path.endsWith('/chunk/')).length;
	await open('/dropzone');
	const stalls = [5, 6].map((slice) =>
		emulator.faults.add({ on: { slice }, kind: 'hang', afterBytes: 1, times: Infinity })
	);
	await page.getByLabel('Choose files').setInputFiles(file.path);
	const arrived = () => Object.keys(emulator.sessions()[0]?.chunks ?? {});
	await expect.poll(arrived, { timeout: 20_000 }).toEqual(['1', '2', '3', '4']);
	const [ofAlice] = emulator.sessions();
	page.on('dialog', (dialog) => void dialog.accept());
	await page.getByRole('button', { name: 'Switch to Bob' }).click();
	await expect(page.getByRole('button', { name: 'Switch to Alice' })).toBeVisible();
	for (const stall of stalls) stall.remove();
	const before = slices();

	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	const refused = page.waitForResponse(
		(answer) => answer.request().method() === 'GET' && /\/uploads\/[^/]+$/u.test(answer.url())
	);
	await page.getByLabel('Choose files').setInputFiles(file.path);
	expect(await (await refused).json()).toMatchObject({ success: false, code: 'not-allowed' });
	expect((await refused).status()).toBe(403);
	await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(1, { timeout: 20_000 });
	expect(slices() - before).toBe(6);
	expect(emulator.files().map(({ sha256 }) => sha256)).toEqual([file.sha256]);
	await expect.poll(() => emulator.sessions()).toEqual([ofAlice]);

	await page.getByRole('button', { name: 'Switch to Alice' }).click();
	await expect(page.getByRole('button', { name: 'Switch to Bob' })).toBeVisible();
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
	const beforeAlice = slices();
	await page.getByLabel('Choose files').setInputFiles(file.path);
	await expect(page.locator('[data-fastio-file="stored"]')).toHaveCount(1, { timeout: 20_000 });
	expect(slices() - beforeAlice).toBe(2);
	await expect.poll(() => emulator.sessions()).toEqual([]);
});
