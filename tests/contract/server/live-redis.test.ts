import { createClient } from 'redis';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { redisBroker } from '../../../src/redis.ts';
import { createFastio, createFastioLive, createFastioWebhook } from '../../../src/server.ts';
import { startHttpApp } from '../../support/http-app.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { signDelivery } from '../../support/sign-delivery.ts';
import { eventIds, listenTo } from '../../support/sse.ts';

const SECRET = 'shared with the sender';
const server = await RedisServer.start();
afterAll(() => server[Symbol.asyncDispose]());

const open: (() => unknown)[] = [];
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(async () => {
	for (const close of open.splice(0).toReversed()) await close();
	vi.restoreAllMocks();
});

/** One instance of an app, with a client of its own. */
async function instance(handled: string[]) {
	const client = createClient({ url: server.url });
	client.on('error', () => {});
	await client.connect();
	open.push(() => client.destroy());
	const broker = redisBroker(client, { timeoutMs: 500 });
	open.push(() => broker.close());
	const fastio = createFastio({
		token: 'unused',
		workspaceId: '1',
		apiUrl: 'http://127.0.0.1:9/v1',
		broker
	});
	const live = createFastioLive({
		fastio,
		source: 'webhook',
		authorize: 'public',
		canSee: 'public',
		on: { 'file.added': ({ id }) => handled.push(id) }
	});
	open.push(() => live.close());
	const webhook = createFastioWebhook({ secret: SECRET, live });
	const app = await startHttpApp(fastio.define('documents', { authorize: 'public' }), { live, webhook });
	open.push(() => app.close());
	const page = await listenTo(`${app.url}/api/fastio/live`);
	open.push(() => page.close());
	await page.until((messages) => messages.length > 0);
	/** Sends as a provider does: again, until it is taken. */
	const deliver = async (id: string): Promise<void> => {
		const send = () => fetch(`${app.url}/api/fastio/webhook`, genuine(id));
		await expect.poll(async () => (await send()).status, { timeout: 15_000 }).toBe(200);
	};
	return { app, page, deliver };
}

test('while Redis is away pages stay connected and deliveries are put off; afterwards each page is told of everything once', async () => {
	const handled: string[] = [];
	const first = await instance(handled);
	const second = await instance(handled);
	await first.deliver('before');
	await server.down();
	const refused = await fetch(`${first.app.url}/api/fastio/webhook`, genuine('during'));
	expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
	await server.up();
	await first.deliver('during');
	await second.deliver('after');
	for (const { page } of [first, second]) {
		await page.until((messages) => eventIds(messages).includes('after'));
		expect(eventIds(page.messages).toSorted()).toEqual(['after', 'before', 'during']);
		expect(page.messages.map(({ event }) => event)).not.toContain('gap');
	}
	expect(handled).toEqual(['before', 'during', 'after']);
});

test('a page that was with one instance goes on with another, behind the last event that it had', async () => {
	const first = await instance([]);
	const second = await instance([]);
	await first.deliver('seen');
	const messages = await first.page.until((all) => eventIds(all).includes('seen'));
	const lastId = messages.findLast(({ id }) => id !== undefined)!.id!;
	first.page.close();
	await first.deliver('missed');
	const again = await listenTo(`${second.app.url}/api/fastio/live`, { 'last-event-id': lastId });
	open.push(() => again.close());
	await second.deliver('new');
	await again.until((all) => eventIds(all).includes('new'));
	expect(eventIds(again.messages)).toEqual(['missed', 'new']);
});

test('a page that connects while Redis is away is told to come back', async () => {
	const { app } = await instance([]);
	server.pause();
	const response = await fetch(`${app.url}/api/fastio/live`);
	server.resume();
	expect([response.status, (await response.json()).code]).toEqual([503, 'unavailable']);
});

function genuine(id: string): RequestInit {
	const body = JSON.stringify({ id, type: 'file.added', data: { file_id: `file-${id}` } });
	return {
		method: 'POST',
		body,
		headers: { ...signDelivery('hex', SECRET, body), 'content-type': 'application/json' }
	};
}
