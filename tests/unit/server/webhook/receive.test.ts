import { error, redirect } from '@sveltejs/kit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BrokerFull, BrokerUnavailable } from '../../../../src/brokers/broker.ts';
import type { Broker } from '../../../../src/brokers/broker.ts';
import { memoryBroker } from '../../../../src/brokers/memory.ts';
import type { FastioEvent } from '../../../../src/rules/events.ts';
import { createFastioWebhook, FastioApiError, FastioError } from '../../../../src/server.ts';
import type { EventSink, FastioWebhook, FastioWebhookOptions } from '../../../../src/server.ts';
import { MAX_QUEUE_RUNS } from '../../../../src/server/webhook/answer-first.ts';
import { BUSY_RETRY_SECONDS } from '../../../../src/server/webhook/answers.ts';
import { DEFAULT_DUPLICATE_WINDOW_MS } from '../../../../src/server/webhook/options.ts';
import { testEvent } from '../../../support/event.ts';
import * as vector from './vectors.ts';
import { BODY, BODY_SHA256, SECRET, SIGNED } from './vectors.ts';

const json = { 'content-type': 'application/json' };

async function send(
	webhook: FastioWebhook,
	{
		headers = SIGNED.hex,
		body = BODY,
		method = 'POST'
	}: { headers?: object; body?: string; method?: string } = {}
) {
	const init = { method, headers: { ...json, ...headers }, ...(method === 'POST' ? { body } : {}) };
	const response = await webhook(testEvent('/hook', init).event);
	return { status: response.status, json: (await response.json()) as unknown, headers: response.headers };
}

/** A sink that remembers what it was handed, and answers as told. */
function sink(answer: () => 'done' | 'duplicate' | 'busy' = () => 'done') {
	const handed: [FastioEvent, object?][] = [];
	const live = {
		heard: vi.fn<() => void>(),
		dispatch: async (...call: (typeof handed)[number]) => {
			handed.push(call);
			return answer();
		}
	} satisfies EventSink;
	return { live, handed };
}

const throwing = (thrown: unknown) => () => {
	throw thrown;
};

describe('a genuine delivery', () => {
	test('is answered as the guide does, once its handler has run', async () => {
		const ran: string[] = [];
		const webhook = createFastioWebhook({
			secret: SECRET,
			on: { 'file.indexed': ({ fileId }) => void ran.push(fileId) }
		});
		const { status, json, headers } = await send(webhook);
		expect([status, json]).toEqual([200, { received: true }]);
		expect(headers.get('cache-control')).toBe('no-store');
		expect(ran).toEqual(['f_123']);
	});

	test('without an id counts as one with its like for 30 s', async () => {
		let nowMs = 0;
		const clock = { now: () => nowMs, after: () => () => {} };
		let runs = 0;
		const on = { '*': () => void (runs += 1) };
		const webhook = createFastioWebhook({ secret: SECRET, on, broker: memoryBroker({ clock }) });
		await send(webhook);
		nowMs = DEFAULT_DUPLICATE_WINDOW_MS - 1;
		expect((await send(webhook)).status).toBe(200);
		expect(runs).toBe(1);
		nowMs += 1;
		await send(webhook);
		expect(runs).toBe(2);
	});

	test('goes to live, which hears that deliveries arrive', async () => {
		const { live, handed } = sink();
		const webhook = createFastioWebhook({ secret: SECRET, live, duplicateWindowMs: 5, onError: () => {} });
		await send(webhook);
		expect(handed).toEqual([[expect.objectContaining({ id: `body:${BODY_SHA256}` }), { keepMs: 5 }]]);
		expect(live.heard).toHaveBeenCalledOnce();
		await send(webhook, { headers: { 'x-fastio-signature': vector.OLD_HEX } });
		expect(live.heard, 'not of a forged one').toHaveBeenCalledOnce();
	});

	test('that is under way elsewhere is to be sent again', async () => {
		const { live } = sink(() => 'busy');
		const { status, headers } = await send(createFastioWebhook({ secret: SECRET, live }));
		expect([status, headers.get('retry-after')]).toEqual([503, String(BUSY_RETRY_SECONDS)]);
		const repeated = sink(() => 'duplicate');
		expect((await send(createFastioWebhook({ secret: SECRET, live: repeated.live }))).status).toBe(200);
	});

	test('whose handler fails is answered 500, and only the operator learns why', async () => {
		for (const thrown of [
			new Error('db: password=hunter2'),
			new FastioError('malformed', 'Not of the sender’s making.'),
			new FastioApiError('not-found', 'No such file', { status: 404 }),
			caught(() => redirect(303, '/login')),
			caught(() => error(401, 'hunter2')),
			undefined
		]) {
			const onError = vi.fn<(thrown: unknown, event?: FastioEvent) => void>();
			const webhook = createFastioWebhook({ secret: SECRET, on: { '*': throwing(thrown) }, onError });
			const { status, json } = await send(webhook);
			expect([status, json]).toEqual([500, { error: 'The event could not be handled.' }]);
			expect(onError).toHaveBeenCalledExactlyOnceWith(thrown, expect.objectContaining({ fileId: 'f_123' }));
		}
	});

	test('while the broker is out of reach or full is to be sent again', async () => {
		for (const thrown of [new BrokerUnavailable('Redis is gone.'), new BrokerFull('100,000 claims.')]) {
			const onError = vi.fn<(thrown: unknown) => void>();
			const broker = { ...memoryBroker(), claims: { claim: throwing(thrown) } } as Broker;
			const handler = vi.fn<() => void>();
			const webhook = createFastioWebhook({ secret: SECRET, on: { '*': handler }, broker, onError });
			const { status, headers } = await send(webhook);
			expect([status, headers.get('retry-after')]).toEqual([503, String(BUSY_RETRY_SECONDS)]);
			expect(handler).not.toHaveBeenCalled();
			expect(onError.mock.calls[0]?.[0]).toBe(thrown);
		}
	});
});

describe('a delivery that is refused', () => {
	const on = {};

	test('is answered as the guide does where the signature is bad or missing', async () => {
		const webhook = createFastioWebhook({ secret: SECRET, on, onError: () => {} });
		for (const headers of [{ 'x-fastio-signature': vector.OLD_HEX }, { 'x-fastio-signature': 'no' }, {}]) {
			const { status, json } = await send(webhook, { headers });
			expect([status, json]).toEqual([401, { error: 'Invalid signature' }]);
		}
		expect((await send(webhook, { body: 'not JSON' })).status, 'verified before it is parsed').toBe(401);
	});

	test('is told to the operator once for each reason, so that nobody can fill the log', async () => {
		const onError = vi.fn<(thrown: Error) => void>();
		const webhook = createFastioWebhook({
			secret: SECRET,
			on,
			schemes: ['hex', 'sha256'],
			onError
		} as FastioWebhookOptions);
		for (let round = 0; round < 2; round += 1) {
			await send(webhook, { headers: {} });
			await send(webhook, { headers: { 'x-fastio-signature': vector.OLD_HEX } });
			await send(webhook, { headers: { 'x-fastio-signature': 'x' } });
			await send(webhook, { headers: SIGNED['t-v1'] });
			await send(webhook, { headers: SIGNED.sha256 });
		}
		const sentences = onError.mock.calls.map(([thrown]) => thrown.message);
		expect(sentences).toEqual([
			expect.stringContaining('has no signature'),
			expect.stringContaining('not one of its body'),
			expect.stringContaining('not written as'),
			expect.stringContaining('does not list'),
			expect.stringContaining('toleranceSeconds')
		]);
	});

	test('without a secret is never accepted; the operator is told, again after there was one', async () => {
		let secret: string | undefined = '';
		const onError = vi.fn<(thrown: Error) => void>();
		const webhook = createFastioWebhook({ secret: () => secret, on, onError } as FastioWebhookOptions);
		const emptyKey = { 'x-fastio-signature': vector.EMPTY_KEY_HEX };
		for (const headers of [SIGNED.hex, emptyKey, {}]) {
			const { status, json } = await send(webhook, { headers });
			expect([status, json]).toEqual([500, { error: 'Deliveries cannot be received right now.' }]);
		}
		expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'config' }), undefined);
		secret = SECRET;
		expect((await send(webhook)).status).toBe(200);
		secret = undefined;
		expect((await send(webhook)).status).toBe(500);
		expect(onError).toHaveBeenCalledTimes(2);
	});

	test('because the getter of the secret throws is one more that is not accepted', async () => {
		const onError = vi.fn<(thrown: Error) => void>();
		const problem = new Error('no vault');
		const webhook = createFastioWebhook({ secret: throwing(problem), on, onError } as FastioWebhookOptions);
		expect((await send(webhook)).status).toBe(500);
		expect(onError).toHaveBeenCalledExactlyOnceWith(problem, undefined);
	});

	test('is 400 with a sentence where it is genuine and no event, and 405 for other methods', async () => {
		const webhook = createFastioWebhook({ secret: SECRET, on, onError: () => {} });
		const headers = { 'x-fastio-signature': vector.EMPTY_HEX };
		const { status, json } = await send(webhook, { headers, body: '' });
		expect([status, json]).toEqual([400, { error: 'The body is not JSON.' }]);
		const got = await send(webhook, { method: 'GET' });
		expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
	});
});

describe('answer first, handle after:', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	test('the event is safe in the queue when the sender hears that it was received', async () => {
		let finish = () => {};
		const on = { '*': () => new Promise<void>((resolve) => (finish = resolve)) };
		const webhook = createFastioWebhook({ secret: SECRET, on, answerFirst: true });
		expect(await send(webhook)).toMatchObject({ status: 200, json: { received: true } });
		expect(await send(webhook), 'the same again').toMatchObject({ status: 200 });
		finish();
		await vi.runAllTimersAsync();
	});

	test('a handler that fails runs again, and each failure is told', async () => {
		const problem = new Error('db down');
		const onError = vi.fn<(thrown: unknown, event?: FastioEvent) => void>();
		let runs = 0;
		const on = {
			'*': () => {
				runs += 1;
				if (runs < 3) throw problem;
			}
		};
		const webhook = createFastioWebhook({ secret: SECRET, on, answerFirst: true, onError });
		expect((await send(webhook)).status).toBe(200);
		await vi.runAllTimersAsync();
		expect(runs).toBe(3);
		expect(onError.mock.calls.map(([thrown]) => thrown)).toEqual([problem, problem]);
	});

	test('an event that never succeeds is given up in the end, which is told', async () => {
		const onError = vi.fn<(thrown: unknown, event?: FastioEvent) => void>();
		const { live, handed } = sink(throwing(new Error('poison')));
		const webhook = createFastioWebhook({ secret: SECRET, live, answerFirst: true, onError });
		await send(webhook);
		await vi.runAllTimersAsync();
		expect(handed).toHaveLength(MAX_QUEUE_RUNS);
		expect(onError.mock.lastCall).toEqual([
			expect.objectContaining({ message: `The event is given up after ${MAX_QUEUE_RUNS} runs.` }),
			expect.objectContaining({ type: 'file.indexed', fileId: 'f_123' })
		]);
	});

	test('what was accepted before goes on with start, in the broker of live', async () => {
		const broker = memoryBroker();
		const before = sink(() => 'busy');
		await send(createFastioWebhook({ secret: SECRET, live: before.live, broker, answerFirst: true }));
		await broker.close();
		const after = sink();
		const webhook = createFastioWebhook({
			secret: SECRET,
			live: { ...after.live, broker },
			answerFirst: true
		});
		webhook.start();
		webhook.start();
		await vi.runAllTimersAsync();
		expect(after.handed).toEqual([
			[expect.objectContaining({ fileId: 'f_123' }), { keepMs: DEFAULT_DUPLICATE_WINDOW_MS }]
		]);
	});

	test('a queue that is full or out of reach answers 503', async () => {
		for (const thrown of [new BrokerFull('10,000 messages wait.'), new BrokerUnavailable('Redis is gone.')]) {
			const memory = memoryBroker();
			const queue: Broker['queue'] = {
				push: () => Promise.reject(thrown),
				consume: () => () => Promise.resolve()
			};
			const { live, handed } = sink();
			const broker = { ...memory, queue };
			const webhook = createFastioWebhook({
				secret: SECRET,
				live,
				broker,
				answerFirst: true,
				onError: () => {}
			});
			expect((await send(webhook)).status).toBe(503);
			expect(handed).toEqual([]);
		}
	});
});

describe('what the operator reads', () => {
	test('is one line without control characters, and nothing of the body', async () => {
		const lines = vi.spyOn(console, 'error').mockImplementation(() => {});
		const thrown = new Error('db down\n\u001b[31mfake: line\u2028');
		await send(createFastioWebhook({ secret: SECRET, on: { '*': throwing(thrown) } }));
		for (const other of [caught(() => redirect(303, '/')), caught(() => error(418, 'tea')), 'text', null]) {
			await send(createFastioWebhook({ secret: SECRET, on: { '*': throwing(other) } }));
		}
		const about = `[sveltekit-fastio] webhook: file.indexed body:${BODY_SHA256}: `;
		expect(lines.mock.calls).toEqual([
			[`${about}Error: db down [31mfake: line `],
			[`${about}the handler called redirect(303).`],
			[`${about}the handler called error(418): tea`],
			[`${about}the handler threw what is no Error: string`],
			[`${about}the handler threw what is no Error: object`]
		]);
		lines.mockRestore();
	});

	test('may fail to be written: the answer is the same', async () => {
		const on = { '*': throwing(new Error('db down')) };
		const webhook = createFastioWebhook({
			secret: SECRET,
			on,
			onError: throwing(new Error('Sentry is down'))
		});
		expect((await send(webhook)).status).toBe(500);
		expect((await send(webhook, { headers: {} })).status).toBe(401);
	});
});

test('wrong options are told at once', () => {
	const make = (options: object) => () => createFastioWebhook(options as FastioWebhookOptions);
	expect(make({ secret: SECRET })).toThrow('pass either `on` or `live`');
	expect(make({ secret: SECRET, on: {}, live: sink().live })).toThrow('pass either `on` or `live`');
	expect(make({ secret: SECRET, on: {}, schemes: [] })).toThrow(
		'`schemes` must list some of hex, sha256, t-v1'
	);
	expect(make({ secret: SECRET, on: {}, schemes: ['md5'] })).toThrow('`schemes`');
	for (const name of ['toleranceSeconds', 'maxBytes', 'duplicateWindowMs']) {
		for (const value of [0, NaN, Infinity, -1]) {
			expect(make({ secret: SECRET, on: {}, [name]: value })).toThrow(`\`${name}\``);
		}
	}
});

function caught(run: () => never): unknown {
	try {
		return run();
	} catch (thrown) {
		return thrown;
	}
}
