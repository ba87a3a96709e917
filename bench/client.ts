/** `npm run bench -- --client`: what many files cost the browser. */
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { buildApp } from '../scripts/build-app.ts';
import { startPlayground } from '../scripts/start-playground.ts';
import { CHROMIUM } from '../tests/support/chromium.ts';
import { measureSteps, STEPS, type ClientCost } from './drop-files.ts';

const FILE_COUNTS = [100, 1000, 10_000];
/** `--check` fails above it: what a visitor feels as a page that hangs. */
const MAX_TASK_MS = 100;

/** Measures each number of files on pages of its own, `runs` times; of the runs the worst counts, step by step. */
export async function benchClient(runs: number): Promise<ClientCost[]> {
	console.error('Building the playground …');
	await buildApp(fileURLToPath(new URL('../playground', import.meta.url)), 'error');
	const app = await startPlayground({
		env: { ...process.env, PORT: '0', HOST: '127.0.0.1', FASTIO_API_TOKEN: '' },
		stdio: 'ignore'
	});
	try {
		await using browser = await chromium.launch(CHROMIUM);
		const costs: ClientCost[] = [];
		for (const files of FILE_COUNTS) {
			let worst: ClientCost | undefined;
			for (let run = 0; run < runs; run += 1) {
				await using page = await browser.newPage();
				const cost = await measureSteps(page, `${app.url}/dropzone`, files);
				worst = worst ? worseOf(worst, cost) : cost;
			}
			if (worst) costs.push(worst);
		}
		return costs;
	} finally {
		await app.stop();
	}
}

function worseOf(one: ClientCost, other: ClientCost): ClientCost {
	const longestTaskMs = { ...one.longestTaskMs };
	for (const step of STEPS) longestTaskMs[step] = Math.max(longestTaskMs[step], other.longestTaskMs[step]);
	const heapBytesPerFile = Math.max(one.heapBytesPerFile, other.heapBytesPerFile);
	return { ...one, longestTaskMs, heapBytesPerFile };
}

/** Which steps hold the main thread for longer than they may, as sentences. */
export function tooLong(costs: readonly ClientCost[]): string[] {
	return costs.flatMap(({ files, longestTaskMs }) =>
		STEPS.filter((step) => longestTaskMs[step] > MAX_TASK_MS).map(
			(step) => `${step} of ${files} files: ${longestTaskMs[step].toFixed(0)} ms, over ${MAX_TASK_MS} ms`
		)
	);
}

/** The costs as text. */
export function formatCosts(costs: readonly ClientCost[]): string {
	const head = [
		'files',
		...STEPS.map((step) => `${step.padStart(6)} ms`),
		'heap per file',
		'rows in the page'
	];
	const cells = costs.map(({ files, longestTaskMs, heapBytesPerFile, rows }) => [
		String(files),
		...STEPS.map((step) => longestTaskMs[step].toFixed(0)),
		`${heapBytesPerFile.toFixed(0)} B`,
		String(rows)
	]);
	const lines = [head, ...cells].map((line) =>
		line.map((cell, column) => cell.padStart(head[column]!.length)).join('  ')
	);
	return ['Longest task of each step, for all files at once:', ...lines].join('\n');
}
