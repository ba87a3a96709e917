import { expect, type Page } from '@playwright/test';
import type { Emulator } from '../../../src/emulator.ts';
import type { TestFile } from './files.ts';

/** Opens `/dropzone` of an app and waits until it takes files. */
export async function openDropzone(page: Page, appUrl = ''): Promise<void> {
	await page.goto(`${appUrl}/dropzone`);
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

export async function choose(page: Page, files: readonly TestFile[]): Promise<void> {
	await page.getByLabel('Choose files').setInputFiles(files.map(({ path }) => path));
}

/** The row of one file in the list. */
export function rowOf(page: Page, { name }: TestFile) {
	return page.locator('[data-fastio-file]').filter({ has: page.getByText(name, { exact: true }) });
}

/** Presses one of the file's own buttons. */
export async function press(page: Page, action: 'Pause' | 'Resume' | 'Cancel', { name }: TestFile) {
	await page.getByRole('button', { name: `${action} ${name}`, exact: true }).click();
}

/** Numbers of the slices that Fast.io has of a file. */
export function slicesOf(emulator: Emulator, { name }: TestFile): string[] {
	return Object.keys(emulator.sessions().find((session) => session.name === name)?.chunks ?? {});
}

/** These files are in the workspace byte for byte, and nothing else: no file, no session. */
export async function expectOnly(emulator: Emulator, files: readonly TestFile[]): Promise<void> {
	const digests = (list: readonly { name: string; sha256: string | undefined }[]) =>
		Object.fromEntries(list.map(({ name, sha256 }) => [name, sha256]));
	expect(digests(emulator.files())).toEqual(digests(files));
	await expect.poll(() => emulator.sessions()).toEqual([]);
}
