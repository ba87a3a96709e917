/** `npm run bench -- --client`: what dropping many files costs the browser. */
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { buildApp } from '../scripts/build-app.ts';
import { startPlayground } from '../scripts/start-playground.ts';
import { CHROMIUM } from '../tests/support/chromium.ts';
import { dropFiles, type DropCost } from './drop-files.ts';

const FILE_COUNTS = [100, 1000, 10_000];

/** Drops each number of files on a page of its own, `runs` times; of the runs the worst counts. */
export async function benchClient(runs: number): Promise<DropCost[]> {
	console.error('Building the playground …');
	await buildApp(fileURLToPath(new URL('../playground', import.meta.url)), 'error');
	const app = await startPlayground({
		env: { ...process.env, PORT: '0', HOST: '127.0.0.1', FASTIO_API_TOKEN: '' },
		stdio: 'ignore'
	});
	try {
		await using browser = await chromium.launch(CHROMIUM);
		const costs: DropCost[] = [];
		for (const files of FILE_COUNTS) {
			let worst: DropCost | undefined;
			for (let run = 0; run < runs; run += 1) {
				await using page = await browser.newPage();
				await page.route('**/drops/files', () => {});
				await page.goto(`${app.url}/dropzone`);
				await page.getByText('at most').waitFor();
				const cost = await dropFiles(page, files);
				if (!worst || cost.longestTaskMs > worst.longestTaskMs) worst = cost;
			}
			if (worst) costs.push(worst);
		}
		return costs;
	} finally {
		await app.stop();
	}
}

/** The costs as text. */
export function formatCosts(costs: readonly DropCost[]): string {
	const head = ['files', 'longest task', 'heap per file', 'rows in the page'];
	const cells = costs.map(({ files, longestTaskMs, heapBytesPerFile, rows }) => [
		String(files),
		`${longestTaskMs.toFixed(0)} ms`,
		`${heapBytesPerFile.toFixed(0)} B`,
		String(rows)
	]);
	return [head, ...cells]
		.map((line) => line.map((cell, column) => cell.padStart(head[column]!.length)).join('  '))
		.join('\n');
}
