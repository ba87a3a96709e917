import type { Page } from '@playwright/test';
import { startPlayground, type Playground } from '../../../scripts/start-playground.ts';
import { createEmulator, type Emulator } from '../../../src/emulator.ts';
import { expect, test as base } from './fixtures.ts';

const SECRET = 'whsec_browser';

/** An app of the test on a workspace that indexes. It keeps its port when it is started again. */
export class LiveApp {
	readonly emulator: Emulator;
	readonly #source: 'poll' | 'webhook';
	#playground: Playground | undefined;
	#port = '0';

	constructor(emulator: Emulator, source: 'poll' | 'webhook') {
		this.emulator = emulator;
		this.#source = source;
	}

	get url(): string {
		return this.#playground!.url;
	}

	async start(): Promise<void> {
		const { url, token, workspaceId } = this.emulator;
		this.#playground = await startPlayground({
			env: {
				...process.env,
				PORT: this.#port,
				HOST: '127.0.0.1',
				FASTIO_API_URL: url,
				FASTIO_API_TOKEN: token,
				FASTIO_WORKSPACE_ID: workspaceId,
				FASTIO_WEBHOOK_SECRET: SECRET,
				FASTIO_LIVE_SOURCE: this.#source
			},
			stdio: 'ignore'
		});
		this.#port = new URL(this.url).port;
	}

	async stop(): Promise<void> {
		await this.#playground?.stop();
	}
}

async function use(source: 'poll' | 'webhook', run: (app: LiveApp) => Promise<void>): Promise<void> {
	await using emulator = await createEmulator({ intelligence: true, indexing: { delayMs: 600 } });
	const app = new LiveApp(emulator, source);
	await app.start();
	if (source === 'webhook') {
		emulator.webhooks.add({ url: `${app.url}/api/webhooks/fastio`, secret: SECRET });
	}
	try {
		await run(app);
	} finally {
		await app.stop();
	}
}

/** The app that asks for events, and the one that is called. */
export const test = base.extend<{ polled: LiveApp; told: LiveApp }>({
	polled: ({}, run) => use('poll', run),
	told: ({}, run) => use('webhook', run)
});
export { expect } from './fixtures.ts';

/** What a page asks of the mount's live, from now on. */
export function liveRequests(page: Page): { streams: string[]; others: string[] } {
	const seen = { streams: [] as string[], others: [] as string[] };
	page.on('request', (request) => {
		const { pathname, search } = new URL(request.url());
		if (!pathname.startsWith('/api/fastio/live')) return;
		const isStream = request.headers()['accept'] === 'text/event-stream';
		seen[isStream ? 'streams' : 'others'].push(pathname + search);
	});
	return seen;
}

/** Opens `/live` and waits until it is connected. */
export async function openLive(page: Page, url: string, status = 'Connected'): Promise<void> {
	await page.goto(`${url}/live`);
	await expect(page.getByText(status, { exact: true })).toBeVisible({ timeout: 20_000 });
}

export const rowIn = (page: Page, status: string) => page.locator(`[data-fastio-file="${status}"]`);

export const eventsIn = (page: Page, type: string) =>
	page.getByRole('list', { name: 'Events' }).getByText(type, { exact: true });
