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
	const longestTaskMs = await transfer.evaluate(dropAndWatch, files);
	const heapBytesPerFile = ((await heapBytes()) - before) / files;
	return { files, longestTaskMs, heapBytesPerFile, rows: await page.locator('[data-fastio-file]').count() };
}

/** Runs in the page. Messages to itself tell the gaps, also those under the 50 ms from which on the browser lists tasks itself. */
async function dropAndWatch(dataTransfer: DataTransfer, count: number): Promise<number> {
	let longest = 0;
	const isFull = () =>
		document.querySelector('[data-fastio-file]')?.getAttribute('aria-setsize') === String(count);
	const { port1, port2 } = new MessageChannel();
	const full = new Promise<void>((resolve) => {
		let last = performance.now();
		port1.addEventListener('message', () => {
			const now = performance.now();
			longest = Math.max(longest, now - last);
			last = now;
			if (isFull()) resolve();
			else port2.postMessage(undefined);
		});
		port1.start();
		port2.postMessage(undefined);
	});
	const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
	document.querySelector('h1')!.dispatchEvent(drop);
	await full;
	port1.close();
	return longest;
}
