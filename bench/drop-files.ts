import type { Page } from '@playwright/test';
import { longestTask } from './longest-task.ts';

/** Every row in view is so. */
const all = (attribute: string) => `html:not(:has([data-fastio-file]:not([${attribute}])))`;
const none = (row: string) => `html:not(:has(${row}))`;

/** What is done to many files at once, in an order in which each step has something to do. */
export const STEPS = ['drop', 'pause', 'resume', 'cancel', 'clear', 'retry'] as const;
export type Step = (typeof STEPS)[number];
/** Which button does it, and what the page matches when it is done. */
const BUTTONS: Record<Exclude<Step, 'drop'>, [button: string, until: string]> = {
	pause: ['Pause all', all('data-fastio-waiting="paused"')],
	resume: ['Resume all', none('[data-fastio-waiting="paused"]')],
	cancel: ['Cancel all', all('data-fastio-file="cancelled"')],
	clear: ['Clear finished', none('[data-fastio-file]')],
	retry: ['Retry failed', none('[data-fastio-file="failed"]')]
};

/** What many files cost a page of `/dropzone`. */
export interface ClientCost {
	files: number;
	/** What the page's longest task had the main thread do, from the start of each step to its end. */
	longestTaskMs: Record<Step, number>;
	/** Growth of the JavaScript heap by the drop, after a collection, less the `File`s that are dropped. */
	heapBytesPerFile: number;
	/** Rows of the list that are in the page. */
	rows: number;
}

/**
 * Drops `files` files, made beforehand, on `/dropzone` with its uploads held back; pauses, resumes, cancels and clears all
 * of them; then drops them where the server fails, and retries all.
 */
export async function measureSteps(page: Page, url: string, files: number): Promise<ClientCost> {
	// Never answered: none of them reaches the workspace.
	await page.route('**/drops/files', () => {});
	await page.goto(url);
	await page.getByText('at most').waitFor();
	const heapBefore = await heapBytes(page);
	const transfer = await makeFiles(page, files);
	const drop = await dropAndWatch(page, transfer, files);
	await transfer.dispose();
	const heapBytesPerFile = ((await heapBytes(page)) - heapBefore) / files;
	const rows = await page.locator('[data-fastio-file]').count();
	const [pause, resume] = [await press(page, 'pause'), await press(page, 'resume')];
	const [cancel, clear] = [await press(page, 'cancel'), await press(page, 'clear')];

	const failure = { success: false, error: 'Down for a moment.', code: 'upstream', retryable: false };
	await page.route('**/drops/capabilities', (route) => route.fulfill({ status: 502, json: failure }));
	// Asked once the page is alive.
	await Promise.all([page.waitForResponse('**/drops/capabilities'), page.goto(url)]);
	await dropAndWatch(page, await makeFiles(page, files), files);
	await page.unroute('**/drops/capabilities');
	const retry = await press(page, 'retry');
	return { files, longestTaskMs: { drop, pause, resume, cancel, clear, retry }, heapBytesPerFile, rows };
}

async function heapBytes(page: Page): Promise<number> {
	const tools = await page.context().newCDPSession(page);
	await tools.send('HeapProfiler.enable');
	await tools.send('HeapProfiler.collectGarbage');
	const { usedSize } = await tools.send('Runtime.getHeapUsage');
	await tools.detach();
	return usedSize;
}

function makeFiles(page: Page, files: number) {
	return page.evaluateHandle((count) => {
		const made = new DataTransfer();
		for (let index = 0; index < count; index += 1) {
			made.items.add(new File(['x'], `file-${index}.txt`, { lastModified: 1 }));
		}
		return made;
	}, files);
}

function dropAndWatch(page: Page, transfer: Awaited<ReturnType<typeof makeFiles>>, files: number) {
	const until = `[data-fastio-file][aria-setsize="${files}"]`;
	return longestTask(page, () => page.evaluate(actAndWait, { transfer, until }));
}

function press(page: Page, step: keyof typeof BUTTONS): Promise<number> {
	const [button, until] = BUTTONS[step];
	return longestTask(page, () => page.evaluate(actAndWait, { button, until }));
}

/** Runs in the page. */
async function actAndWait(act: { transfer?: DataTransfer; button?: string; until: string }): Promise<void> {
	const { transfer, button, until } = act;
	// At once where the selector is none.
	document.querySelector(until);
	if (transfer) {
		const drop = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
		document.querySelector('h1')!.dispatchEvent(drop);
	} else {
		[...document.querySelectorAll('button')]
			.find(({ textContent }) => textContent.trim() === button)!
			.click();
	}
	while (!document.querySelector(until)) await new Promise((resolve) => setTimeout(resolve, 20));
}
