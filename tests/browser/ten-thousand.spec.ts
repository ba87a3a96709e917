import { dropFiles, pressAndWatch } from '../../bench/drop-files.ts';
import { expect, test } from './support/fixtures.ts';

const FILES = 10_000;
/** The best of them counts: another process may hold up any one. */
const ROUNDS = 3;
/** Measured of a drop: 80 ms on two idle cores, of which 100 are promised; 155 while other processes wanted seven times those cores. */
const MAX_TASK_MS = { drop: 300, pause: 500, cancel: 500 };
/** Measured: 370 bytes. */
const MAX_HEAP_BYTES_PER_FILE = 2048;
/** Every row in view is so. */
const all = (attribute: string) => `html:not(:has([data-fastio-file]:not([${attribute}])))`;

test('10,000 dropped files leave the page quick, its memory small, and only the rows in view in it, also when all are paused and cancelled', async ({
	page,
	open
}) => {
	// Never answered: none of them reaches the workspace of the next test.
	await page.route('**/drops/files', () => {});
	const longestMs = { drop: Infinity, pause: Infinity, cancel: Infinity };
	for (let round = 0; round < ROUNDS; round += 1) {
		await open('/dropzone');
		await expect(page.locator('[data-fastio-rules]')).toContainText('at most');
		const { longestTaskMs, heapBytesPerFile, rows } = await dropFiles(page, FILES);
		expect(rows).toBeLessThan(60);
		expect(heapBytesPerFile).toBeLessThan(MAX_HEAP_BYTES_PER_FILE);
		await expect(page.locator('[data-fastio-numbers]')).toContainText(`of ${FILES}`);
		const pauseMs = await pressAndWatch(page, 'Pause all', all('data-fastio-waiting="paused"'));
		const cancelMs = await pressAndWatch(page, 'Cancel all', all('data-fastio-file="cancelled"'));
		longestMs.drop = Math.min(longestMs.drop, longestTaskMs);
		longestMs.pause = Math.min(longestMs.pause, pauseMs);
		longestMs.cancel = Math.min(longestMs.cancel, cancelMs);
		console.info(
			`longest task: drop ${longestTaskMs.toFixed(0)} ms, pause ${pauseMs.toFixed(0)} ms, cancel ${cancelMs.toFixed(0)} ms; ${heapBytesPerFile.toFixed(0)} bytes per file`
		);
	}
	for (const act of ['drop', 'pause', 'cancel'] as const) {
		expect(longestMs[act], act).toBeLessThan(MAX_TASK_MS[act]);
	}
});
