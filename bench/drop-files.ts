import type { Page } from '@playwright/test';

/** What dropping many files on `/dropzone` costs the page. */
export interface DropCost {
	files: number;
	/** The longest time that the main thread answered nothing, from the drop to the full list. */
	longestTaskMs: number;
	/** Growth of the JavaScript heap after a collection, less the `File`s that are dropped. */
	heapBytesPerFile: number;
	/** Rows of the list that are in the page. */
	rows: number;
}

/** Drops `files` files, made beforehand, on an open `/dropzone` whose uploads are held back, and waits for the full list. */
export async function dropFiles(page: Page, files: number): Promise<DropCost> {
	const tools = await page.context().newCDPSession(page);
	const heapBytes = async () => {
		await tools.send('HeapProfiler.enable');
		await tools.send('HeapProfiler.collectGarbage');
		return (await tools.send('Runtime.getHeapUsage')).usedSize;
	};
	const transfer = await page.evaluateHandle((count) => {
		const made = new DataTransfer();
		for (let index = 0; index < count; index += 1) {
			made.items.add(new File(['x'], `file-${index}.txt`, { lastModified: 1 }));
		}
		return made;
	}, files);
	const before = await heapBytes();
	const until = `[data-fastio-file][aria-setsize="${files}"]`;
	const longestTaskMs = await page.evaluate(actAndWatch, { transfer, until });
	const heapBytesPerFile = ((await heapBytes()) - before) / files;
	return { files, longestTaskMs, heapBytesPerFile, rows: await page.locator('[data-fastio-file]').count() };
}

/** Presses a button of the list; the longest time that the main thread answered nothing until `until` matches. */
export function pressAndWatch(page: Page, button: string, until: string): Promise<number> {
	return page.evaluate(actAndWatch, { button, until });
}

/** Runs in the page. Messages to itself tell the gaps, also those under the 50 ms from which on the browser lists tasks itself. */
async function actAndWatch(act: {
	transfer?: DataTransfer;
	button?: string;
	until: string;
}): Promise<number> {
	const { transfer, button, until } = act;
	let longest = 0;
	const { port1, port2 } = new MessageChannel();
	const over = new Promise<void>((resolve) => {
		let last = performance.now();
		port1.addEventListener('message', () => {
			const now = performance.now();
			longest = Math.max(longest, now - last);
			last = now;
			if (document.querySelector(until)) resolve();
			else port2.postMessage(undefined);
		});
		port1.start();
		port2.postMessage(undefined);
	});
	if (transfer) {
		const drop = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
		document.querySelector('h1')!.dispatchEvent(drop);
	} else {
		[...document.querySelectorAll('button')]
			.find(({ textContent }) => textContent.trim() === button)!
			.click();
	}
	await over;
	port1.close();
	return longest;
}
