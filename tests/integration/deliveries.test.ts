import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChild } from '../../bench/children.ts';
import type { Child } from '../../bench/children.ts';
import { buildApp } from '../../scripts/build-app.ts';
import { RedisServer } from '../support/redis-server.ts';
import { eventIds, listenTo } from '../support/sse.ts';
import { planDeliveries } from './deliveries/plan.ts';
import { Sender } from './deliveries/sender.ts';

/** Deliveries in all, duplicates, forged and late ones among them. */
const TOTAL = 10_000;
const SECRET = 'shared with the sender';
const env = {
	FASTIO_WEBHOOK_SECRET: SECRET,
	FASTIO_API_TOKEN: 'unused',
	FASTIO_WORKSPACE_ID: '1111111111111111111',
	FASTIO_API_URL: 'http://127.0.0.1:9/v1',
	NODE_ENV: 'production',
	HOST: '127.0.0.1',
	PORT: '0'
};

let redisServer: RedisServer;

beforeAll(async () => {
	await buildApp(fileURLToPath(new URL('../../bench/app', import.meta.url)), 'error');
	redisServer = await RedisServer.start();
});
afterAll(() => redisServer?.[Symbol.asyncDispose]());

const startInstance = (): Promise<Child<{ port: number }>> =>
	startChild('bench/processes/app.js', { env: { ...process.env, ...env, REDIS_URL: redisServer.url } });

/** A page that comes back where it was, to the other instance when its own is gone. */
async function stayConnected(ports: readonly number[]): Promise<{ ids: string[]; close: () => void }> {
	const ids: string[] = [];
	let closed = false;
	let turn = 0;
	let last: string | undefined;
	const connect = async () => {
		const url = `http://127.0.0.1:${ports[turn++ % ports.length]}/api/fastio/live`;
		const page = await listenTo(url, last === undefined ? {} : { 'last-event-id': last });
		return page;
	};
	let page = await connect();
	void (async () => {
		for (;;) {
			await page.ended;
			ids.push(...eventIds(page.messages));
			last = page.messages.findLast(({ id }) => id !== undefined)?.id ?? last;
			if (closed) return;
			page = await connect();
		}
	})();
	return {
		get ids() {
			return [...ids, ...eventIds(page.messages)];
		},
		close() {
			closed = true;
			page.close();
		}
	};
}

test('10,000 deliveries to two instances on one Redis, one of them killed half-way: each event is handled, and told to each page once', async () => {
	const first = await startInstance();
	await using second = await startInstance();
	const ports = [first.message.port, second.message.port];
	const plan = planDeliveries({ total: TOTAL, secret: SECRET, seed: 20_261_125 });
	const pages = [await stayConnected(ports), await stayConnected(ports.toReversed())];

	const urls = ports.map((port) => `http://127.0.0.1:${port}/api/fastio/webhook`);
	const sender = new Sender(urls);
	const redis = createClient({ url: redisServer.url });
	redis.on('error', () => {});
	await redis.connect();
	let inFlightAtKill = new Set<string>();
	const answers = await sender.sendAll(plan.deliveries, {
		atOnce: 64,
		onHalf: () => {
			process.kill(first.pid, 'SIGKILL');
			inFlightAtKill = new Set([...sender.inFlight.get(urls[0]!)!].map(({ event }) => event));
		}
	});
	await first[Symbol.asyncDispose]();

	const runs = await redis.lRange('runs', 0, -1);
	redis.destroy();
	const begun = countBy(runs.filter((run) => run.startsWith('begun ')).map((run) => run.slice(6)));
	const done = countBy(runs.filter((run) => run.startsWith('done ')).map((run) => run.slice(5)));
	const twice = [...begun].filter(([, times]) => times > 1).map(([id]) => id);

	await expect
		.poll(() => pages.map(({ ids }) => ids.length), { timeout: 20_000 })
		.toEqual([plan.events.size, plan.events.size]);
	for (const page of pages) page.close();

	const statuses = (kind: string) => [
		...new Set(answers.filter((answer) => answer.kind === kind).map(({ status }) => status))
	];
	console.table({
		'deliveries sent': plan.deliveries.length,
		'of them duplicates': plan.counts.duplicate,
		'of them forged': plan.counts.forged,
		'of them too late': plan.counts.late,
		'sent again by the sender': sender.repeats,
		events: plan.events.size,
		'events handled': done.size,
		runs: [...begun.values()].reduce((sum, times) => sum + times, 0),
		'in flight at the kill': inFlightAtKill.size,
		'run a second time': twice.length,
		'told to the page of the killed instance': pages[0]!.ids.length,
		'told to the other page': pages[1]!.ids.length
	});

	expect(new Set(done.keys())).toEqual(plan.events);
	// What was under way when the instance died, and nothing else, ran again.
	for (const id of twice) expect(inFlightAtKill).toContain(id);
	for (const times of begun.values()) expect(times).toBeLessThanOrEqual(2);
	expect(statuses('genuine')).toEqual([200]);
	expect(statuses('duplicate')).toEqual([200]);
	expect(statuses('forged')).toEqual([401]);
	expect(statuses('late')).toEqual([401]);
	for (const { ids } of pages) expect(new Set(ids)).toEqual(plan.events);
});

function countBy(ids: readonly string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
	return counts;
}
