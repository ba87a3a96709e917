import { test as base, type BrowserContext } from '@playwright/test';
import { startPlayground } from '../../../scripts/start-playground.ts';
import { createEmulator, type Emulator } from '../../../src/emulator.ts';

/** How the app under test is served; set per project. */
export interface AppOptions {
	/** Which of Fast.io's two APIs it uses. */
	wire: 'sessions' | 'v1';
	/** adapter-node's `BODY_SIZE_LIMIT`; `undefined` leaves its default. */
	bodySizeLimit: string | undefined;
}

interface WorkerFixtures extends AppOptions {
	emulatorServer: Emulator;
	appUrl: string;
	/** One with JavaScript, one without: a fresh one per test would load the app's scripts anew each time. */
	contexts: (javaScriptEnabled: boolean) => Promise<BrowserContext>;
}

interface TestFixtures {
	/** Opens a page and, with JavaScript, waits until SvelteKit has taken the forms over: before that they post natively. */
	open: (path: string) => Promise<void>;
	/** The Fast.io behind the app, empty and without faults at the start of each test. */
	emulator: Emulator;
}

/** One emulator, one built app and two browser contexts per worker; the emulator is emptied for each test. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
	wire: ['sessions', { option: true, scope: 'worker' }],
	bodySizeLimit: [undefined, { option: true, scope: 'worker' }],
	emulatorServer: [
		async ({}, use) => {
			await using emulator = await createEmulator();
			await use(emulator);
		},
		{ scope: 'worker' }
	],
	appUrl: [
		async ({ emulatorServer, wire, bodySizeLimit }, use) => {
			const app = await startPlayground({
				env: {
					...process.env,
					PORT: '0',
					HOST: '127.0.0.1',
					BODY_SIZE_LIMIT: bodySizeLimit,
					FASTIO_API_URL: wire === 'v1' ? emulatorServer.v1Url : emulatorServer.url,
					FASTIO_API_TOKEN: emulatorServer.token,
					FASTIO_WORKSPACE_ID: emulatorServer.workspaceId,
					// What asks for events would meet the faults that are meant for uploads.
					FASTIO_LIVE_SOURCE: 'webhook'
				},
				stdio: 'ignore'
			});
			await use(app.url);
			await app.stop();
		},
		{ scope: 'worker', timeout: 60_000 }
	],
	contexts: [
		async ({ browser, appUrl }, use) => {
			const opened = new Map<boolean, Promise<BrowserContext>>();
			await use((javaScriptEnabled) => {
				let context = opened.get(javaScriptEnabled);
				if (!context) {
					context = browser.newContext({ javaScriptEnabled, baseURL: appUrl });
					opened.set(javaScriptEnabled, context);
				}
				return context;
			});
			for (const context of opened.values()) await (await context).close();
		},
		{ scope: 'worker' }
	],
	context: async ({ contexts, javaScriptEnabled }, use) => {
		const context = await contexts(javaScriptEnabled !== false);
		await use(context);
		for (const page of context.pages()) await page.close();
		// Who is signed in. What is kept of uploads under way names sessions that the next test's emulator has forgotten.
		await context.clearCookies();
	},
	open: async ({ page, javaScriptEnabled }, use) => {
		await use(async (path) => {
			await page.goto(path);
			if (javaScriptEnabled !== false)
				await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
		});
	},
	baseURL: ({ appUrl }, use) => use(appUrl),
	emulator: [
		async ({ emulatorServer }, use) => {
			await emulatorServer.reset();
			await use(emulatorServer);
		},
		{ auto: true }
	]
});

export { expect } from '@playwright/test';
