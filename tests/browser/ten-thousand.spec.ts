import { measureSteps, STEPS } from '../../bench/drop-files.ts';
import { expect, test } from './support/fixtures.ts';

const FILES = 10_000;
/** The best of them counts: another process may hold up any one. */
const ROUNDS = 3;
/**
 * 100 ms are promised, and held to by `npm run bench -- --client --check`. Here two workers share the machine: measured are
 * 193 ms of a drop and 59 of a button while other processes wanted four times its cores.
 */
const MAX_TASK_MS = 300;
/** Measured: 370 bytes. */
const MAX_HEAP_BYTES_PER_FILE = 2048;

test('10,000 dropped files leave the page quick, its memory small, and only the rows in view in it, also when all are paused, resumed, cancelled, cleared and retried', async ({
	page,
	appUrl
}) => {
	test.setTimeout(90_000);
	const best = new Map<string, number>();
	for (let round = 0; round < ROUNDS; round += 1) {
		const { longestTaskMs, heapBytesPerFile, rows } = await measureSteps(page, `${appUrl}/dropzone`, FILES);
		await page.unrouteAll();
		expect(rows).toBeLessThan(60);
		expect(heapBytesPerFile).toBeLessThan(MAX_HEAP_BYTES_PER_FILE);
		for (const step of STEPS) best.set(step, Math.min(best.get(step) ?? Infinity, longestTaskMs[step]));
		const steps = STEPS.map((step) => `${step} ${longestTaskMs[step].toFixed(0)} ms`).join(', ');
		console.info(`longest task: ${steps}; ${heapBytesPerFile.toFixed(0)} bytes per file`);
	}
	expect([...best].filter(([, ms]) => ms > MAX_TASK_MS)).toEqual([]);
});
