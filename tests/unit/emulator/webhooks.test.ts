import { describe, expect, it } from 'vitest';
import {
	createEmulator,
	type Delivery,
	type WebhookOptions,
	WebhookQueueFullError,
	type WebhookScheme
} from '../../../src/emulator.ts';
import { createRandom } from '../../../src/emulator/random.ts';
import { DEFAULT_GROUPS } from '../../../src/emulator/setting-groups.ts';
import type { Job } from '../../../src/emulator/webhooks/delivery.ts';
import { createDeliveryLog } from '../../../src/emulator/webhooks/delivery-log.ts';
import { createDeliveryQueue } from '../../../src/emulator/webhooks/queue.ts';
import type { Subscription } from '../../../src/emulator/webhooks/webhook.ts';
import { FORGERIES } from '../../../src/emulator/webhooks/forgery.ts';
import { answer, isGenuine, startReceiver } from './receiver.ts';
import { callsOf, startEmulator } from './support.ts';

const SECRET = 'whsec_a-secret-of-the-test';
const SCHEMES: WebhookScheme[] = ['hex', 'sha256', 't-v1'];
const { emulator, form, del, storage, v1, get } = await startEmulator({
	intelligence: true,
	indexing: { delayMs: 0 },
	webhookDelivery: { retryBaseMs: 5 }
});
const { webhooks } = emulator;
const receiver = await startReceiver();
const { received } = receiver;

const add = (options: Partial<WebhookOptions> = {}) =>
	webhooks.add({ url: receiver.url, secret: SECRET, ...options });
const put = async (name: string, content = 'x'): Promise<string> =>
	(
		await v1(`/files/stream?workspace=${emulator.workspaceId}&name=${name}`, {
			body: content,
			headers: { 'content-type': 'text/plain' }
		})
	).json.id;
const types = () => received.map(({ json }) => json.type);

describe('a webhook', () => {
	it('is told that a file was added, and then indexed, in the payload of the guide', async () => {
		add();
		const id = await put('a.txt');
		await receiver.has(2);
		const { version } = (await get(storage(`${id}/details/`))).json.node;
		const data = { file_id: id, version_id: version, name: 'a.txt', workspace_id: emulator.workspaceId };
		expect(received.map(({ json }) => json)).toEqual([
			{ type: 'file.added', data },
			{ type: 'file.indexed', data }
		]);
		expect(received.every((one) => isGenuine(one, SECRET))).toBe(true);
		expect(received[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
	});

	it.each(SCHEMES)('is sent what it can verify, in the scheme %s', async (scheme) => {
		add({ scheme });
		await webhooks.send('file.indexed', { file_id: '2x', name: 'Zürich – 東京.pdf' });
		expect(isGenuine(received[0]!, SECRET)).toBe(true);
		expect(isGenuine(received[0]!, 'another secret')).toBe(false);
		expect('id' in received[0]!.json).toBe(scheme !== 'hex');
	});

	it('gets an id and a time in the payload, or not, as it asks', async () => {
		const { id } = add({ ids: true });
		await webhooks.send('file.indexed', { file_id: '2x' });
		webhooks.remove(id);
		add({ scheme: 't-v1', ids: false });
		await webhooks.send('file.indexed', { file_id: '2x' });
		expect(received[0]?.json).toEqual({
			id: expect.stringMatching(/^a[a-z2-7]{28}$/),
			type: 'file.indexed',
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
			data: { file_id: '2x' }
		});
		expect(received[1]?.json).toEqual({ type: 'file.indexed', data: { file_id: '2x' } });
	});

	it('is told of changes and of the trash, but not of moves, of the way back, or of folders', async () => {
		add({ events: ['file.modified', 'file.deleted', 'file.moved', 'file.restored', 'folder.created'] });
		const folder = (await form(storage('root/createfolder/'), { name: 'f' })).json.node.id;
		const id = await put('a.txt', 'one');
		await put('a.txt', 'two');
		await form(storage(`${id}/update/`), { name: 'b.txt' });
		const { versions } = (await get(storage(`${id}/versions/`))).json;
		await form(storage(`${id}/restore-version/`), { version_id: versions[1].id });
		await form(storage(`${id}/move/`), { parent: folder });
		await del(storage(`${id}/delete/`));
		await form(storage(`${id}/restore/`), {});
		await webhooks.settled();
		expect(types().sort()).toEqual(['file.deleted', 'file.modified', 'file.modified', 'file.modified']);
	});

	it('is told only of the types that it asks for, and no more once it is removed', async () => {
		const { id } = add({ events: ['file.deleted'] });
		const file = await put('a.txt');
		await del(storage(`${file}/delete/`));
		await receiver.has(1);
		expect(types()).toEqual(['file.deleted']);
		expect([webhooks.remove(id), webhooks.remove(id), webhooks.list()]).toEqual([true, false, []]);
		await put('b.txt');
		expect(webhooks.deliveries()).toHaveLength(1);
	});

	it('is shown without its secret, in lists, logs and messages', async () => {
		const shown = add({ events: ['file.added'] });
		expect(shown).toEqual({
			id: expect.any(String),
			url: receiver.url,
			scheme: 'hex',
			events: ['file.added'],
			ids: false
		});
		await webhooks.send('x', {});
		expect(JSON.stringify([webhooks.list(), webhooks.deliveries(), emulator.requests])).not.toContain(SECRET);
		const error = (() => {
			try {
				webhooks.add({ url: `https://user:${SECRET}@example.com`, secret: SECRET });
			} catch (error) {
				return String(error);
			}
		})();
		expect(error).toMatch(/^TypeError: A webhook's url/);
		expect(error).not.toContain(SECRET);
	});

	it.each([
		null,
		{},
		{ secret: 'x' },
		{ url: 'https://example.com' },
		{ url: 'https://example.com', secret: '' },
		{ url: '/hook', secret: 'x' },
		{ url: 'http://example.com', secret: 'x' },
		{ url: 'http://10.0.0.1/', secret: 'x' },
		{ url: 'http://localhost.example.com/', secret: 'x' },
		{ url: 'ftp://localhost/', secret: 'x' },
		{ url: 'https://example.com', secret: 'x', scheme: 'md5' },
		{ url: 'https://example.com', secret: 'x', events: [] },
		{ url: 'https://example.com', secret: 'x', events: [5] },
		{ url: 'https://example.com', secret: 'x', ids: 'yes' }
	])('is refused when it is %j', async (options) => {
		expect(() => webhooks.add(options as never)).toThrow(TypeError);
		await expect(createEmulator({ webhooks: [options as never] })).rejects.toThrow(TypeError);
	});

	it.each(['http://localhost:1/', 'http://127.0.0.9/', 'http://[::1]:8080/', 'https://example.com/hook'])(
		'may be at %s',
		(url) => {
			expect(add({ url }).url).toBe(url);
		}
	);

	it('is one of a hundred at most', () => {
		for (let n = 0; n < 100; n++) add();
		expect(() => add()).toThrow('100 webhooks');
	});
});

describe('a delivery', () => {
	it('is tried again, with a pause that doubles, until it is answered with 2xx', async () => {
		add({ scheme: 'sha256' });
		receiver.answerWith(answer(500), answer(404), answer(302, { location: '/elsewhere' }), answer(204));
		const [first] = await webhooks.send('x', {});
		expect(first).toMatchObject({ state: 'waiting', done: false, attempts: 1, statuses: [500] });
		await webhooks.settled();
		expect(webhooks.deliveries()).toEqual([
			{ ...first, state: 'delivered', done: true, attempts: 4, statuses: [500, 404, 302, 204] }
		]);
		const pauses = received.slice(1).map(({ at }, n) => at - received[n]!.at);
		// Node's timers may be early by a millisecond.
		for (const [n, least] of [5, 10, 20].entries()) expect(pauses[n]).toBeGreaterThanOrEqual(least - 1);
		expect(new Set(received.map(({ body }) => body)).size).toBe(1);
	});

	it('is given up after the time for tries', async () => {
		add();
		emulator.configure({ webhookDelivery: { retryForMs: 20 } });
		receiver.answerAlways(answer(503));
		await webhooks.send('x', {});
		await webhooks.settled();
		const [{ state, attempts }] = webhooks.deliveries() as [ReturnType<typeof webhooks.deliveries>[number]];
		expect(state).toBe('given-up');
		// Pauses of 5 and 10 ms fit, one of 20 more does not; on a busy machine fewer do.
		expect(attempts).toBeLessThanOrEqual(3);
	});

	it.each([
		['ECONNREFUSED', { url: 'http://127.0.0.1:1/' }],
		['TIMEOUT', {}],
		['TIMEOUT', { half: true }],
		['ECONNRESET', { reset: true }]
	])('without an answer says why: %s %j', async (error, { url, half, reset }: Record<string, unknown>) => {
		add(url ? { url: String(url) } : {});
		emulator.configure({ webhookDelivery: { retryForMs: 0, answerTimeoutMs: 50 } });
		receiver.answerAlways((req, res) => {
			if (reset) req.socket.resetAndDestroy();
			else if (half) res.writeHead(200, { 'content-length': '10' }).write('half');
		});
		expect(await webhooks.send('x', {})).toMatchObject([{ state: 'given-up', statuses: [null], error }]);
	});

	it('is cut off when its answer never ends', async () => {
		add();
		receiver.answerAlways((_req, res) => {
			res.writeHead(200);
			const more = () => void (res.destroyed || res.write('x'.repeat(16_384), () => setImmediate(more)));
			more();
		});
		expect(await webhooks.send('x', {})).toMatchObject([{ state: 'delivered', statuses: [200] }]);
	});

	it('over a kept connection that the receiver has closed is sent again at once, as the same attempt', async () => {
		add();
		const sockets = new Set<unknown>();
		receiver.answerAlways((req, res) => {
			if (sockets.has(req.socket)) return void req.socket.resetAndDestroy();
			sockets.add(req.socket);
			res.end();
		});
		await webhooks.send('x', {});
		expect(await webhooks.send('y', {})).toMatchObject([{ state: 'delivered', statuses: [200] }]);
		expect(types()).toEqual(['x', 'y', 'y']);
	});

	it('comes twice, with one id, where the settings or the caller ask for it', async () => {
		add({ ids: true });
		expect(await webhooks.send('x', {}, { duplicate: 2 })).toMatchObject([
			{ duplicate: false },
			{ duplicate: true },
			{ duplicate: true }
		]);
		emulator.configure({ webhookFaults: { duplicate: 1 } });
		await webhooks.send('y', {}, { id: 'of-my-own' });
		expect(types().sort()).toEqual(['x', 'x', 'x', 'y', 'y']);
		expect(new Set(received.map(({ json }) => json.id)).size).toBe(2);
		expect(received.at(-1)?.json.id).toBe('of-my-own');
	});

	it('is overtaken by the next one where the settings say so', async () => {
		add();
		// Two numbers for each delivery: whether it comes twice, and whether it is held back.
		const seed = Array.from({ length: 100 }, (_, n) => n).find((seed) => {
			const next = createRandom(seed);
			const [, first, , second] = [next(), next(), next(), next()];
			return first! < 0.5 && second! >= 0.5;
		})!;
		emulator.configure({ webhookFaults: { reorder: 0.5, seed } });
		const first = webhooks.send('first', {});
		await webhooks.send('second', {});
		await first;
		expect(types()).toEqual(['second', 'first']);
	});

	it('that is held back goes as soon as it was overtaken', async () => {
		const attempted: string[] = [];
		const queue = createDeliveryQueue({
			settings: () => DEFAULT_GROUPS.webhookDelivery,
			attempt: async ({ body }) => (attempted.push(body), { status: 200 }),
			log: createDeliveryLog()
		});
		const webhook = { id: 'w' } as Subscription;
		const job = (body: string): Job => ({
			record: { attempts: 0, statuses: [] as number[] } as Delivery,
			webhook,
			scheme: 'hex',
			body,
			once: false,
			abort: new AbortController(),
			tried: Promise.withResolvers()
		});
		const first = job('first');
		const second = job('second');
		queue.add(first, { waitMs: 0, heldBack: true });
		queue.add(second, { waitMs: 0, heldBack: false });
		await second.tried.promise;
		expect(attempted).toEqual(['second', 'first']);
		await queue.settled();
	});

	it('meets the same faults for the same seed', async () => {
		add();
		const run = async () => {
			emulator.configure({ webhookFaults: { duplicate: 0.5, seed: 7 } });
			const copies = [];
			for (let n = 0; n < 20; n++) copies.push((await webhooks.send('x', {})).length);
			emulator.configure({ webhookFaults: { seed: 8 } });
			await webhooks.send('x', {});
			return copies;
		};
		const copies = await run();
		expect(copies).toContain(1);
		expect(copies).toContain(2);
		expect(await run()).toEqual(copies);
	});

	it('waits where the settings or the caller ask for it', async () => {
		add();
		emulator.configure({ webhookFaults: { delayMs: 10 } });
		const started = performance.now();
		await webhooks.send('x', {}, { delayMs: 10 });
		expect(performance.now() - started).toBeGreaterThanOrEqual(19);
	});

	it.each(SCHEMES.flatMap((scheme) => FORGERIES.map((forge) => [scheme, forge] as const)))(
		'in the scheme %s that is forged by %s is no genuine one, and is sent once',
		async (scheme, forge) => {
			add();
			emulator.configure({ webhookFaults: { duplicate: 1, reorder: 1 } });
			receiver.answerAlways(answer(401));
			const sent = webhooks.send('file.indexed', { file_id: '2x' }, { scheme, forge });
			if (scheme === 'hex' && forge === 'timestamp') return expect(sent).rejects.toThrow(TypeError);
			expect(await sent).toMatchObject([{ state: 'given-up', attempts: 1, statuses: [401], forged: forge }]);
			expect(received).toHaveLength(1);
			expect(isGenuine(received[0]!, SECRET)).toBe(false);
			expect(received[0]?.json.data).toEqual({ file_id: '2x' });
		}
	);

	it.each(['sha256', 't-v1'] as const)('in the scheme %s may be late, rightly signed', async (scheme) => {
		add({ scheme });
		receiver.answerAlways(answer(401));
		expect(await webhooks.send('x', {}, { late: true })).toMatchObject([
			{ state: 'given-up', attempts: 1, lateMs: 600_000 }
		]);
		expect(isGenuine(received[0]!, SECRET)).toBe(false);
		await webhooks.send('x', {}, { lateMs: 60_000 });
		expect(isGenuine(received[1]!, SECRET)).toBe(true);
		await expect(webhooks.send('x', {}, { scheme: 'hex', late: true })).rejects.toThrow(TypeError);
	});

	it('goes to the webhook that is named, and to none that is not there', async () => {
		add();
		const { id } = add();
		expect(await webhooks.send('x', {}, { webhookId: id })).toMatchObject([{ webhookId: id }]);
		await expect(webhooks.send('x', {}, { webhookId: 'wm-none' })).rejects.toThrow(TypeError);
	});

	it.each([
		['', {}, {}],
		['x', null, {}],
		['x', [], {}],
		['x', { text: 'x'.repeat(1024 ** 2) }, {}],
		['x', {}, { scheme: 'md5' }],
		['x', {}, { forge: 'paint' }],
		['x', {}, { late: 'very' }],
		['x', {}, { lateMs: -1 }],
		['x', {}, { duplicate: 101 }],
		['x', {}, { duplicate: 0.5 }],
		['x', {}, { delayMs: 86_400_001 }],
		['x', {}, { id: '' }]
	])('is refused as %.20j', async (type, data, options) => {
		add();
		await expect(webhooks.send(type, data as never, options as never)).rejects.toThrow(TypeError);
		expect(webhooks.deliveries()).toEqual([]);
	});

	it.each([
		{ webhookFaults: { duplicate: 1.5 } },
		{ webhookFaults: { seed: -1 } },
		{ webhookDelivery: { retryBaseMs: 0 } },
		{ webhookDelivery: { retryForMs: 86_400_001 } },
		{ webhookDelivery: { concurrency: 257 } }
	])('takes no setting %j', (change) => {
		expect(() => emulator.configure(change)).toThrow(TypeError);
	});
});

describe('deliveries together', () => {
	it('are under way so many at a time', async () => {
		add();
		emulator.configure({ webhookDelivery: { concurrency: 3 } });
		const open = new Set<() => void>();
		let most = 0;
		receiver.answerAlways((_req, res) => {
			open.add(() => res.end());
			most = Math.max(most, open.size);
			// Answers the oldest once the allowed number is there, or nothing else is to come.
			if (open.size < 3 && received.length < 10) return;
			for (const end of open) end();
			open.clear();
		});
		await webhooks.send('x', {}, { duplicate: 9 });
		expect([received.length, most]).toEqual([10, 3]);
	});

	it('wait in a list of 20,000, and are refused beyond it', async () => {
		add();
		receiver.answerAlways(() => {});
		const sent: Promise<unknown>[] = [];
		for (let n = 0; n < 198; n++) sent.push(webhooks.send('x', {}, { duplicate: 100 }));
		await expect(webhooks.send('x', {}, { duplicate: 100 })).rejects.toThrow(WebhookQueueFullError);
		sent.push(webhooks.send('x', {}, { duplicate: 1 }));
		await put('a.txt');
		await expect(webhooks.send('x', {})).rejects.toThrow('20000 may wait');
		expect(webhooks.deliveries().at(-1)).toMatchObject({
			event: 'file.added',
			state: 'refused',
			done: true,
			attempts: 0
		});
		await emulator.reset();
		await Promise.all(sent);
		expect(webhooks.deliveries()).toEqual([]);
	});

	it('end when their webhook is removed, those under way too', async () => {
		const { id } = add();
		receiver.answerAlways(() => {});
		const sent = webhooks.send('x', {}, { duplicate: 40 });
		await receiver.has(16);
		webhooks.remove(id);
		expect(await sent).toMatchObject(Array.from({ length: 41 }, () => ({ state: 'removed', done: true })));
		await webhooks.settled();
	});

	it('end with a reset, which brings back the webhooks of the options and no others', async () => {
		await using other = await createEmulator({ webhooks: [{ url: receiver.url, secret: SECRET }] });
		const before = other.webhooks.list();
		other.webhooks.add({ url: receiver.url, secret: 'x' });
		other.webhooks.remove(before[0]!.id);
		receiver.answerAlways(() => {});
		const sent = other.webhooks.send('x', {});
		await other.reset();
		expect(await sent).toMatchObject([{ state: 'removed' }]);
		expect([other.webhooks.list(), other.webhooks.deliveries()]).toEqual([before, []]);
		receiver.answerAlways(answer(200));
		await callsOf(other).v1(`/files/stream?workspace=${other.workspaceId}&name=a.txt`, { body: 'x' });
		await other.webhooks.settled();
		expect(other.webhooks.deliveries()).toMatchObject([{ event: 'file.added', state: 'delivered' }]);
	});

	it('end when the emulator closes, after which none can be made', async () => {
		const other = await createEmulator({ webhooks: [{ url: receiver.url, secret: SECRET }] });
		receiver.answerAlways(() => {});
		const sent = other.webhooks.send('x', {});
		await receiver.has(1);
		await other.close();
		expect(await sent).toMatchObject([{ state: 'removed' }]);
		await other.webhooks.settled();
		await expect(other.webhooks.send('x', {})).rejects.toThrow('closed');
		expect(() => other.webhooks.add({ url: receiver.url, secret: 'x' })).toThrow('closed');
	});

	it('that have ended are remembered, the newest 20,000', async () => {
		for (const type of ['old', 'new']) {
			const { id } = add();
			const sent = [];
			for (let n = 0; n < 120; n++) {
				sent.push(webhooks.send(type, {}, { webhookId: id, duplicate: 99, delayMs: 60_000 }));
			}
			webhooks.remove(id);
			await Promise.all(sent);
		}
		const events = webhooks.deliveries().map(({ event }) => event);
		expect(events).toHaveLength(20_000);
		expect(events.lastIndexOf('old')).toBe(7_999);
	});
});
