import { defineConfig } from '@playwright/test';
import type { AppOptions } from './tests/browser/support/fixtures.ts';

/** Debian's Chromium: nothing is downloaded. Without these arguments it talks to the network or wants a sandbox. */
const launchOptions = {
	executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
	args: [
		'--no-sandbox',
		'--disable-gpu',
		'--disable-quic',
		'--no-first-run',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync'
	]
};

export default defineConfig<object, AppOptions>({
	testDir: 'tests/browser',
	outputDir: 'test-results/browser',
	globalSetup: './tests/browser/support/build.ts',
	fullyParallel: true,
	workers: 2,
	retries: 0,
	timeout: 45_000,
	expect: { timeout: 10_000 },
	forbidOnly: Boolean(process.env.CI),
	reporter: [['list']],
	use: { browserName: 'chromium', launchOptions, screenshot: 'only-on-failure' },
	projects: [
		{
			name: 'sessions',
			use: { wire: 'sessions', bodySizeLimit: 'Infinity' },
			testIgnore: '**/body-limit.spec.ts'
		},
		{
			name: 'v1',
			use: { wire: 'v1', bodySizeLimit: 'Infinity' },
			testIgnore: ['**/body-limit.spec.ts', '**/axe.spec.ts']
		},
		{
			name: 'default-limit',
			use: { wire: 'sessions', bodySizeLimit: undefined },
			testMatch: '**/body-limit.spec.ts'
		}
	]
});
