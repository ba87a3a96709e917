import type { Page } from '@playwright/test';
import { createFastio } from '../../src/api.ts';
import { expect, test } from './support/fixtures.ts';

/** Leaves a mark on the app's origin if anything of it runs there; the emulator logs what it fetches. */
const SCRIPT = `try { localStorage.setItem('ran', '1') } catch {} try { parent.document.title = 'ran' } catch {} fetch('/ran')`;
const EVIL = {
	'evil.svg': {
		type: 'image/svg+xml',
		content: `<svg xmlns="http://www.w3.org/2000/svg" onload="${SCRIPT}"><script>${SCRIPT}</script><image href="/ran"/></svg>`
	},
	'evil.html': {
		type: 'text/html',
		content: `<!doctype html><meta http-equiv="refresh" content="0; url=/ran"><title>ran</title><body onload="${SCRIPT}"><script>${SCRIPT}</script><img src="/ran"></body>`
	},
	'evil.js': { type: 'text/javascript', content: SCRIPT }
} as const;

test.skip(({ wire }) => wire === 'v1', 'the v1 API has no downloads');

for (const [name, { type, content }] of Object.entries(EVIL)) {
	for (const query of ['', '?inline']) {
		test(`a stored ${name} runs nothing on the app's origin, content${query}`, async ({
			page,
			open,
			emulator
		}) => {
			const client = createFastio({
				token: emulator.token,
				workspaceId: emulator.workspaceId,
				apiUrl: emulator.url
			});
			const { fileId } = await client.upload(new File([content], name, { type }));
			const path = `/api/fastio/documents/files/${fileId}/content${query}`;
			const asked: string[] = [];
			page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
			await open('/files');

			const downloaded = page.waitForEvent('download');
			await page.goto(path).catch((error: Error) => expect(error.message).toContain('Download is starting'));
			expect((await downloaded).suggestedFilename()).toBe(name);

			for (const [tag, attribute] of [
				['iframe', 'src'],
				['object', 'data'],
				['embed', 'src'],
				['script', 'src'],
				['img', 'src']
			]) {
				await show(page, { tag: tag!, attribute: attribute!, path });
			}
			expect(await page.evaluate(async (url) => (await fetch(url)).text(), path)).toBe(content);
			expect(await page.evaluate(() => localStorage.getItem('ran'))).toBeNull();
			expect(await page.title()).not.toBe('ran');
			expect(asked).not.toContain('/ran');
		});
	}
}

/** Puts the file into the page by one element, and waits until the browser has its answer. */
async function show(page: Page, { tag, attribute, path }: { tag: string; attribute: string; path: string }) {
	const answered = page.waitForResponse((response) => response.url().endsWith(path));
	await page.evaluate(
		([name, key, url]) => {
			const element = document.createElement(name!);
			element.setAttribute(key!, url!);
			document.body.append(element);
		},
		[tag, attribute, path]
	);
	await answered;
}
