import { defineConfig } from '@playwright/test';
import type { AppOptions } from './tests/browser/support/fixtures.ts';
import { CHROMIUM } from './tests/support/chromium.ts';

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
	use: { browserName: 'chromium', launchOptions: CHROMIUM, screenshot: 'only-on-failure' },
	projects: [
		{
			name: 'sessions',
			use: { wire: 'sessions', bodySizeLimit: 'Infinity' },
			testIgnore: ['**/body-limit*.spec.ts', '**/long-run.spec.ts']
		},
		{
			name: 'v1',
			use: { wire: 'v1', bodySizeLimit: 'Infinity' },
			testIgnore: [
				'**/body-limit*.spec.ts',
				'**/axe*.spec.ts',
				'**/long-run.spec.ts',
				'**/ten-thousand.spec.ts'
			]
		},
		{
			name: 'default-limit',
			use: { wire: 'sessions', bodySizeLimit: undefined },
			testMatch: '**/body-limit*.spec.ts'
		},
		{
			name: 'long-run',
			use: { wire: 'sessions', bodySizeLimit: undefined },
			testMatch: '**/long-run.spec.ts',
			timeout: 240_000
		}
	]
});
