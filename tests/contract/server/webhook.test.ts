import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { BrokerUnavailable } from '../../../src/brokers/broker.ts';
import type { Broker } from '../../../src/brokers/broker.ts';
import { memoryBroker } from '../../../src/brokers/memory.ts';
import { createEmulator } from '../../../src/emulator.ts';
import { createFastio, createFastioLive, createFastioWebhook } from '../../../src/server.ts';
import type { FastioHandlers } from '../../../src/server.ts';
import { BODY_TIMEOUT_MS, DEFAULT_MAX_DELIVERY_BYTES } from '../../../src/server/webhook/read-body.ts';
import { startHttpApp } from '../../support/http-app.ts';
import type { HttpApp } from '../../support/http-app.ts';
import { exchange } from '../../support/raw-exchange.ts';
import { signDelivery } from '../../support/sign-delivery.ts';
import { eventIds, listenTo } from '../../support/sse.ts';

const SECRET = 'whsec_contract';
const PATH = '/api/fastio/webhook';
const DEADLINE_MS = 10_000;

let app: HttpApp | undefined;
afterEach(async () => {
	expect(app?.crashes ?? []).toEqual([]);
	await app?.close();
	app = undefined;
});

interface Setup {
	broker?: Broker;
	concurrency?: number;
	schemes?: readonly ('hex' | 'sha256' | 't-v1')[];
}

/** An app with the receiver in its mount, and what its operator was told. */
async function start(on: FastioHandlers, options: Setup = {}) {
	const told: unknown[] = [];
	const fastio = createFastio({ token: 'not used', workspaceId: 'w' });
	const onError = (thrown: unknown) => void told.push(thrown);
	const webhook = createFastioWebhook({ secret: SECRET, on, onError, ...options });
	const started = await startHttpApp(fastio.define('documents', { authorize: () => false }), { webhook });
	app = started;
	const post = (body: string, headers: Record<string, string> = signDelivery('hex', SECRET, body)) =>
		fetch(started.url + PATH, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body
		});
	return { app: started, told, post };
}

const indexed = (id: string) =>
	JSON.stringify({ id, type: 'file.indexed', data: { file_id: `file of ${id}` } });
const statuses = async (answers: Promise<Response>[]) => {
	const all = (await Promise.all(answers)).map(({ status }) => status);
	return Object.fromEntries(
		[...new Set(all)].map((status) => [status, all.filter((one) => one === status).length])
	);
};

/** A handler that runs until it is let go. */
function held() {
	const finish: (() => void)[] = [];
	return { on: { '*': () => new Promise<void>((resolve) => finish.push(resolve)) }, finish };
}

/** The bytes of a request as they go over the wire. */
function raw(body: string, more: string[], headers = signDelivery('hex', SECRET, body)): string {
	const lines = [`POST ${PATH} HTTP/1.1`, 'host: a', 'content-type: application/json', ...more];
	for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
	return `${lines.join('\r\n')}\r\n\r\n`;
}

describe('the receiver in the mount', () => {
	test('asks the signature alone: neither authorize nor where the request comes from', async () => {
		const seen: string[] = [];
		const { post } = await start({ 'file.indexed': ({ fileId }) => void seen.push(fileId) });
		const from = { origin: 'https://elsewhere.test', cookie: 'session=1', 'sec-fetch-site': 'cross-site' };
		const answer = await post(indexed('e'), { ...from, ...signDelivery('hex', SECRET, indexed('e')) });
		expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
		expect(seen).toEqual(['file of e']);
		expect((await post(indexed('f'), from)).status).toBe(401);
	});

	test('takes every scheme that it lists', async () => {
		let runs = 0;
		const { post } = await start({ '*': () => void (runs += 1) }, { schemes: ['hex', 'sha256', 't-v1'] });
		for (const scheme of ['hex', 'sha256', 't-v1'] as const) {
			const body = indexed(scheme);
			expect((await post(body, signDelivery(scheme, SECRET, body))).status).toBe(200);
			const late = signDelivery(scheme, SECRET, body, Math.floor(Date.now() / 1000) - 301);
			expect((await post(body, late)).status).toBe(scheme === 'hex' ? 200 : 401);
		}
		expect(runs).toBe(3);
	});

	test('has one method and one path, and is not there unless it was given', async () => {
		const { app } = await start({});
		for (const method of ['GET', 'PUT', 'DELETE']) {
			const answer = await fetch(app.url + PATH, { method });
			expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
		}
		for (const more of ['/', '/x', 's']) {
			expect((await fetch(app.url + PATH + more, { method: 'POST' })).status).toBe(404);
		}
		const fastio = createFastio({ token: 'not used', workspaceId: 'w' });
		const without = await startHttpApp(fastio.define('documents', { authorize: 'public' }));
		expect((await fetch(without.url + PATH, { method: 'POST' })).status).toBe(404);
		await without.close();
	});
});

describe('a body', () => {
	test('is read alike whole, chunked, and byte by byte', async () => {
		const seen: string[] = [];
		const { app } = await start({ '*': ({ id }) => void seen.push(id) });
		const send = (body: string, chunked: boolean, cuts: number[]) => {
			const framed = chunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
			const how = chunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
			return exchange(app.port, { head: raw(body, [how]), body: Buffer.from(framed), cuts }, DEADLINE_MS);
		};
		for (const chunked of [false, true]) {
			for (const [name, cuts] of [
				['whole', []],
				['bytes', Array.from({ length: 200 }, (_, at) => at)]
			] as const) {
				const id = `${name} ${chunked}`;
				const answer = await send(indexed(id), chunked, [...cuts]);
				expect(answer).toEqual({ status: 200, text: '{"received":true}' });
				expect(seen.pop()).toBe(id);
			}
		}
	});

	test('over 256 KiB is refused: at once where it is declared, else with its first byte too many', async () => {
		const ran = vi.fn<() => void>();
		const { app, post } = await start({ '*': ran });
		const declared = 'content-length: 16777216';
		const early = await exchange(app.port, { head: raw('x', [declared]), body: Buffer.from('x') }, 2000);
		expect(early?.status).toBe(413);
		const of = (bytes: number) =>
			indexed('e').replace('{', `{"pad":"${'x'.repeat(bytes - indexed('e').length - 9)}",`);
		expect((await post(of(DEFAULT_MAX_DELIVERY_BYTES))).status).toBe(200);
		expect((await post(of(DEFAULT_MAX_DELIVERY_BYTES + 1))).status).toBe(413);
		const body = Buffer.from(of(DEFAULT_MAX_DELIVERY_BYTES + 1));
		const framed = Buffer.concat([
			Buffer.from(`${body.length.toString(16)}\r\n`),
			body,
			Buffer.from('\r\n0\r\n\r\n')
		]);
		const head = raw(body.toString(), ['transfer-encoding: chunked']);
		expect((await exchange(app.port, { head, body: framed }, DEADLINE_MS))?.status).toBe(413);
		expect(ran).toHaveBeenCalledOnce();
	});

	test('that does not come ends after 10 s with 408, and its connection with it', async () => {
		const { app } = await start({});
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
		try {
			const socket = connect({ port: app.port, host: '127.0.0.1' });
			let answer = '';
			socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
			const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
			socket.write(`${raw('x', ['content-length: 100'])}x`);
			await vi.waitUntil(() => app.active === 1 && vi.getTimerCount() > 0);
			await vi.advanceTimersByTimeAsync(BODY_TIMEOUT_MS);
			await closed;
			expect(answer).toMatch(/^HTTP\/1\.1 408 /u);
			expect(answer).toContain('took too long');
			expect(app.active).toBe(0);
		} finally {
			vi.useRealTimers();
		}
	});

	test('whose sender leaves in its midst runs nothing and leaves nothing', async () => {
		const ran = vi.fn<() => void>();
		const { app, post } = await start({ '*': ran });
		const body = Buffer.from(indexed('e'));
		const head = raw(indexed('e'), [`content-length: ${body.length}`]);
		for (const leaveAfterBytes of [0, 1, body.length - 1]) {
			await exchange(app.port, { head, body, leaveAfterBytes }, DEADLINE_MS);
		}
		await expect.poll(() => app.active).toBe(0);
		expect(ran).not.toHaveBeenCalled();
		expect((await post(indexed('e'))).status).toBe(200);
	});
});

describe('deliveries of one event', () => {
	test('at the same time run its handler once: the others are to come again, and are then known', async () => {
		const { on, finish } = held();
		const { post } = await start(on);
		const first = post(indexed('e'));
		await expect.poll(() => finish.length).toBe(1);
		const others = Array.from({ length: 20 }, () => post(indexed('e')));
		const answers = await Promise.all(others);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
		expect(answers[0]?.headers.get('retry-after')).toBe('5');
		finish[0]!();
		expect((await first).status).toBe(200);
		expect(await statuses(Array.from({ length: 20 }, () => post(indexed('e'))))).toEqual({ 200: 20 });
		expect(finish).toHaveLength(1);
	});

	test('that arrive together, with no order, run it once all the same', async () => {
		const runs = new Map<string, number>();
		const { post } = await start({ '*': ({ id }) => void runs.set(id, (runs.get(id) ?? 0) + 1) });
		const ids = Array.from({ length: 100 }, (_, index) => `e${index % 25}`);
		await Promise.all(ids.map((id) => post(indexed(id))));
		expect(runs.size).toBe(25);
		expect(new Set(runs.values())).toEqual(new Set([1]));
	});

	test('run it again after it failed, and not after it succeeded', async () => {
		const failures = [new Error('db down'), new Error('still down')];
		let runs = 0;
		const { post, told } = await start({
			'file.indexed': () => {
				const failure = failures[runs];
				runs += 1;
				if (failure) throw failure;
			}
		});
		const answers = [];
		for (let index = 0; index < 5; index += 1) answers.push((await post(indexed('e'))).status);
		expect(answers).toEqual([500, 500, 200, 200, 200]);
		expect(runs).toBe(3);
		expect(told).toEqual(failures);
	});

	test('with one broker run it once over two instances', async () => {
		const broker = memoryBroker();
		let runs = 0;
		const on = { '*': () => void (runs += 1) };
		const { post } = await start(on, { broker });
		const [one, another] = [app!, post];
		const second = await start(on, { broker });
		await Promise.all(
			Array.from({ length: 10 }, (_, index) => (index % 2 ? another : second.post)(indexed('e')))
		);
		expect(runs).toBe(1);
		await one.close();
	});
});

test('more events than the app handles at a time are to come again', async () => {
	const { on, finish } = held();
	const { post } = await start(on, { concurrency: 2 });
	const running = ['a', 'b'].map((id) => post(indexed(id)));
	await expect.poll(() => finish.length).toBe(2);
	expect((await post(indexed('c'))).status).toBe(503);
	finish.forEach((done) => done());
	expect(await statuses(running)).toEqual({ 200: 2 });
	const third = post(indexed('c'));
	await expect.poll(() => finish.length).toBe(3);
	finish[2]!();
	expect((await third).status).toBe(200);
});

test('while the broker is away genuine deliveries are to come again, and forged ones are still told so', async () => {
	let away = true;
	const memory = memoryBroker();
	const claims: Broker['claims'] = {
		claim: async (...asked) => {
			if (away) throw new BrokerUnavailable('Redis is gone.');
			return memory.claims.claim(...asked);
		}
	};
	let runs = 0;
	const { post, told } = await start({ '*': () => void (runs += 1) }, { broker: { ...memory, claims } });
	const answer = await post(indexed('e'));
	expect([answer.status, answer.headers.get('retry-after'), runs]).toEqual([503, '5', 0]);
	expect((await post(indexed('e'), { 'x-fastio-signature': '0'.repeat(64) })).status).toBe(401);
	away = false;
	expect((await post(indexed('e'))).status).toBe(200);
	expect(runs).toBe(1);
	expect(told[0]).toBeInstanceOf(BrokerUnavailable);
});

describe.each(['hex', 'sha256', 't-v1'] as const)('the emulator as the sender, signing by %s', (scheme) => {
	test('is taken for genuine, and refused when it forges, is late or repeats itself in vain', async () => {
		await using emulator = await createEmulator();
		const seen: string[] = [];
		const schemes = ['hex', 'sha256', 't-v1'] as const;
		const { app } = await start({ 'file.indexed': ({ fileId }) => void seen.push(fileId) }, { schemes });
		emulator.webhooks.add({ url: app.url + PATH, secret: SECRET, scheme });
		const send = async (fileId: string, options: Parameters<typeof emulator.webhooks.send>[2] = {}) => {
			const sent = await emulator.webhooks.send('file.indexed', { file_id: fileId }, options);
			return sent.flatMap(({ statuses }) => statuses);
		};
		expect(await send('good')).toEqual([200]);
		for (const forge of ['secret', 'body', 'cut', 'missing'] as const) {
			expect(await send(forge, { forge })).toEqual([401]);
		}
		if (scheme !== 'hex') {
			expect(await send('late', { late: true })).toEqual([401]);
			expect(await send('timestamp', { forge: 'timestamp' })).toEqual([401]);
		}
		const twice = await send('twice', { duplicate: true });
		expect(twice).toContain(200);
		await emulator.webhooks.settled();
		expect(seen).toEqual(['good', 'twice']);
	});
});

test.each([false, true])(
	'deliveries reach the handlers and the pages of live, once each, answered first: %s',
	async (answerFirst) => {
		const broker = memoryBroker({ redeliveryMs: 1 });
		const fastio = createFastio({ token: 'not used', workspaceId: 'w', broker });
		const runs: string[] = [];
		const on: FastioHandlers = {
			'file.indexed': ({ id }) => {
				runs.push(id);
				if (id === 'b' && runs.filter((run) => run === 'b').length === 1) throw new Error('db down');
			}
		};
		const live = createFastioLive({ fastio, on, source: 'webhook', authorize: 'public', canSee: 'public' });
		const webhook = createFastioWebhook({ secret: SECRET, live, answerFirst, onError: () => {} });
		app = await startHttpApp(fastio.define('documents', { authorize: 'public' }), { live, webhook });
		const page = await listenTo(`${app.url}/api/fastio/live`);
		await page.until((messages) => messages.length > 0);
		const deliver = async (id: string) => {
			const headers = { 'content-type': 'application/json', ...signDelivery('hex', SECRET, indexed(id)) };
			return (await fetch(app!.url + PATH, { method: 'POST', headers, body: indexed(id) })).status;
		};
		const answers = [];
		for (const id of ['a', 'a', 'b', 'b', 'b', 'c']) answers.push(await deliver(id));
		expect(answers).toEqual([200, 200, answerFirst ? 200 : 500, 200, 200, 200]);
		await page.until((messages) => eventIds(messages).length === 3);
		expect(eventIds(page.messages).sort()).toEqual(['a', 'b', 'c']);
		expect(runs.toSorted()).toEqual(['a', 'b', 'b', 'c']);
		page.close();
		await live.close();
		await broker.close();
	}
);
