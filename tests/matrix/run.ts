import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import { createEmulator } from '../../src/emulator.ts';
import { BROWSER_CHECKS } from './browser-checks.ts';
import { BUILD_CHECKS } from './build-checks.ts';
import { CHECK_TIMEOUT_MS, outcomeOf } from './check.ts';
import { COLUMNS, titleOf, type Column } from './columns.ts';
import { HTTP_CHECKS } from './http-checks.ts';
import { LIVE_CHECKS } from './live-checks.ts';
import { installApp, packLibrary, serveApp, workFolder } from './prepare.ts';
import { Report } from './report.ts';
import { SHUTDOWN_CHECKS } from './shutdown-checks.ts';
import { SLICE_CHECKS } from './slice-checks.ts';
import { CHROMIUM } from '../support/chromium.ts';

/*
 * One suite against the packed package in SvelteKit 2 and 3, each in `vite dev` and in adapter-node.
 *
 *   npm run test:matrix
 *   npm run test:matrix -- --kit 2 --mode dev --only cancelling --no-build-checks
 *   npm run test:matrix -- --work DIR              keeps the installed apps there for the next run
 */
const { values: only } = parseArgs({
	options: {
		kit: { type: 'string' },
		mode: { type: 'string' },
		only: { type: 'string' },
		'no-build-checks': { type: 'boolean' },
		work: { type: 'string' }
	}
});

const columns = COLUMNS.filter(
	({ kit, mode }) => (!only.kit || only.kit === String(kit)) && (!only.mode || only.mode === mode)
);
const kits = [...new Set(columns.map(({ kit }) => kit))];
const checks = [
	...HTTP_CHECKS,
	...SLICE_CHECKS,
	...LIVE_CHECKS,
	...SHUTDOWN_CHECKS,
	...BROWSER_CHECKS
].filter(({ name }) => !only.only || name.includes(only.only));
/** Longest build or type check; a minute on a loaded machine. */
const BUILD_TIMEOUT_MS = 240_000;
const buildTitle = (kit: Column['kit']) => `Kit ${kit} build`;
const report = new Report();

async function main(): Promise<number> {
	await using work = await workFolder(only.work);
	const tarball = await packLibrary(work.path);
	const folderOf = (kit: Column['kit']) => join(work.path, `kit${kit}`);
	const prepared = kits.map((kit) => () => prepareApp(kit, folderOf(kit), tarball));
	if (availableParallelism() > 1) await Promise.all(prepared.map((prepare) => prepare()));
	else for (const prepare of prepared) await prepare();

	for (const column of columns) await testColumn(column, folderOf(column.kit));
	return report.close(
		kits.flatMap((kit) => [buildTitle(kit), ...columns.filter((c) => c.kit === kit).map(titleOf)])
	);
}

async function prepareApp(kit: Column['kit'], folder: string, tarball: string): Promise<void> {
	await installApp(kit, folder, tarball);
	const wanted = only['no-build-checks'] ? BUILD_CHECKS.slice(-2) : BUILD_CHECKS;
	for (const { name, run } of wanted) await add(buildTitle(kit), name, () => run(folder), BUILD_TIMEOUT_MS);
}

async function testColumn(column: Column, folder: string): Promise<void> {
	await using browser = await chromium.launch(CHROMIUM);
	await using emulator = await createEmulator();
	const startApp = () => serveApp(column, folder, emulator);
	await using app = await startApp();
	const setting = { column, url: app.url, emulator, browser, startApp };
	if (column.mode === 'dev') await warmUp(browser, app.url);
	let failed = false;
	for (const { name, run } of checks.filter(({ where }) => where?.(column) ?? true)) {
		await emulator.reset();
		failed = (await add(titleOf(column), name, () => run(setting))) || failed;
	}
	if (failed) console.log(`Output of the server, ${titleOf(column)}:\n${app.output().slice(-8000)}`);
}

async function add(
	column: string,
	name: string,
	work: () => Promise<void>,
	timeoutMs = CHECK_TIMEOUT_MS
): Promise<boolean> {
	const start = performance.now();
	const failure = await outcomeOf(work, timeoutMs);
	report.add(column, name, failure, Math.round(performance.now() - start));
	return failure !== undefined;
}

/** Vite's dev server bundles dependencies when it first meets them and then reloads the page under the visitor. */
async function warmUp(browser: Browser, url: string): Promise<void> {
	const page = await browser.newPage({ baseURL: url });
	for (const path of ['/upload', '/queue', '/profile', '/elsewhere', '/ends', '/guarded', '/landing']) {
		await page.goto(path, { waitUntil: 'networkidle' });
	}
	await page.close();
}

process.exitCode = await main();
