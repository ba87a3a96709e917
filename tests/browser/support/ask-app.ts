import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { makePdf } from '../../support/pdf.ts';
import type { TestFile } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'fastio-ask-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

function document(name: string, content: string | Buffer): Pick<TestFile, 'name' | 'path'> {
	const path = join(folder, name);
	writeFileSync(path, content);
	return { name, path };
}

/** The answer to each question is in one of them alone. */
export const REPORT = document(
	'annual report.pdf',
	makePdf([
		['Annual report', 'Revenue grew by twelve percent.'],
		['Harbour', 'The ferry leaves at seven from pier nine.'],
		['Outlook', 'The lighthouse keepers expect a quiet year.']
	])
);
export const MENU = document('menu.md', '# Canteen\n\nThere is soup on Fridays.\n');
export const EVIL = document(
	'<img src=x onerror=document.title=1>.txt',
	'Parrots eat <b>seeds</b> <script>document.title = 1</script> and [fruit](javascript:alert(1)).\n'
);
export const DOCUMENTS = [REPORT, MENU, EVIL];

/** Opens `/ask` of an app and waits, with JavaScript, until it takes files and questions. */
export async function openAsk(page: Page, appUrl: string, javaScript = true): Promise<void> {
	await page.goto(`${appUrl}/ask`);
	if (javaScript) await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}

/** Uploads documents in the page. */
export async function upload(page: Page, documents = DOCUMENTS): Promise<void> {
	await page.getByLabel('Choose files').setInputFiles(documents.map(({ path }) => path));
	await page.getByRole('button', { name: 'Upload File' }).click();
	await expect(page.locator('[data-fastio-success]')).toBeVisible();
}

export async function ask(page: Page, question: string): Promise<void> {
	await page.getByLabel('Your question').fill(question);
	await page.getByRole('button', { name: 'Ask', exact: true }).click();
}

export const turnIn = (page: Page, status: string) => page.locator(`[data-fastio-turn="${status}"]`);

/** What each citation says and where it leads. */
export async function sources(page: Page): Promise<{ text: string | null; href: string; snippet: string }[]> {
	const items = await page.locator('[data-fastio-citation]').all();
	return Promise.all(
		items.map(async (item) => {
			const link = item.getByRole('link');
			const href = await link.evaluate((element: HTMLAnchorElement) => element.href);
			const { pathname, search, hash } = new URL(href);
			const snippet = await item.locator('q').innerText();
			return { text: await link.textContent(), href: pathname + search + hash, snippet };
		})
	);
}

export { expect, test } from './live-app.ts';
