import { describe, expect, test, vi } from 'vitest';
import {
	BrokerUnavailable,
	createFastio,
	createFastioActions,
	createFastioHandle,
	createFastioStream,
	memoryBroker
} from '../../../src/server.ts';
import type { Broker, DefinitionRules } from '../../../src/server.ts';
import { formPost, testEvent } from '../../support/event.ts';
import { multipartBody } from '../../support/multipart.ts';
import { describeWires } from './wires.ts';

const file = multipartBody([{ name: 'file', fileName: 'a.txt', content: 'hello' }]);

describeWires('limits of rate', (context) => {
	// A client of its own each time: definitions of one name and client are counted together.
	const define = (rateLimit: DefinitionRules['rateLimit'], rules: Partial<DefinitionRules> = {}) =>
		createFastio(context.fastio.options).define('documents', {
			authorize: 'public',
			identify: ({ locals }) => (locals as { user: string }).user,
			...(rateLimit === undefined ? {} : { rateLimit }),
			...rules
		});
	const raw = (user: string, body: BodyInit = 'hello') =>
		testEvent(
			'/api/fastio/documents/files',
			{
				method: 'POST',
				headers: { 'content-type': 'text/plain', 'content-length': '5' },
				body,
				duplex: 'half'
			},
			{ locals: { user } }
		);
	const open = (user: string) =>
		testEvent(
			'/api/fastio/documents/uploads',
			{ method: 'POST', body: JSON.stringify({ name: 'a.txt', type: 'text/plain', size: 5 }) },
			{ locals: { user } }
		);
	const app = () => new Response('app', { status: 418 });

	describe('one start in a minute', () => {
		const limit = { uploads: { perUser: 1 } };

		test('is counted alike on every path, and the refusal says how long to wait', async () => {
			const definition = define(limit);
			const handle = createFastioHandle([definition], { streamForms: { '/profile': definition } });
			expect((await createFastioStream(definition)(raw('ada').event)).status).toBe(200);
			const before = context.emulator.requests.length;
			const refusals = [
				await createFastioStream(definition)(raw('ada').event),
				await handle({ event: raw('ada').event, resolve: app }),
				...(context.wire === 'sessions' ? [await handle({ event: open('ada').event, resolve: app })] : [])
			];
			for (const response of refusals) {
				expect(response.status).toBe(429);
				expect(response.headers.get('retry-after')).toMatch(/^(?:59|60)$/u);
				expect(await response.json()).toMatchObject({
					success: false,
					code: 'rate-limited',
					retryAfterMs: expect.any(Number)
				});
			}
			const posted = testEvent('/form', formPost(file), { locals: { user: 'ada' } });
			expect(await createFastioActions(definition).upload(posted.event)).toMatchObject({
				status: 429,
				data: { code: 'rate-limited', retryAfterMs: expect.any(Number) }
			});
			expect(posted.headers['retry-after']).toMatch(/^(?:59|60)$/u);
			const streamed = testEvent('/profile', formPost(file), { locals: { user: 'ada' } });
			await handle({
				event: streamed.event,
				async resolve({ request }) {
					await expect(request.formData()).rejects.toMatchObject({ status: 429 });
					return app();
				}
			});
			expect(context.emulator.requests.length).toBe(before);
			expect((await createFastioStream(definition)(raw('bob').event)).status).toBe(200);
		});

		test('is not spent by what authorize refuses, nor by another site in the visitor’s name', async () => {
			const definition = define(limit, {
				authorize: ({ locals }) => (locals as { user: string }).user !== 'eve'
			});
			const evil = raw('ada').event;
			evil.request.headers.set('origin', 'https://evil.test');
			expect((await createFastioStream(definition)(evil)).status).toBe(403);
			expect((await createFastioStream(definition)(raw('eve').event)).status).toBe(403);
			expect((await createFastioStream(definition)(raw('ada').event)).status).toBe(200);
		});
	});

	test('a folder of 1,000 files is no rush by default, and a full form of any size neither', async () => {
		for (const [maxFiles, starts] of [
			[10, 1_000],
			[10_000, 10_000]
		] as const) {
			const { gate } = define(undefined, { maxFiles });
			const { event } = raw('ada');
			for (let count = 0; count < starts; count += 1) {
				const leave = await gate.enter(event, 'ada', true);
				expect(leave).toBeTypeOf('function');
				leave();
			}
		}
	});

	test('a sender that never ends holds one place, which comes back when the sender leaves', async () => {
		const definition = define({ concurrent: { perUser: 1 } });
		let leave = () => {};
		const slow = new ReadableStream<Uint8Array>({
			start(controller) {
				controller.enqueue(new Uint8Array([1]));
				leave = () => controller.error(new Error('gone'));
			}
		});
		const { event } = raw('ada', slow);
		const entered = vi.spyOn(definition.gate, 'enter');
		const held = createFastioStream(definition)(event);
		await vi.waitFor(() => expect(entered).toHaveResolved());
		const refused = await createFastioStream(definition)(raw('ada').event);
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
		leave();
		expect((await held).status).not.toBe(429);
		expect((await createFastioStream(definition)(raw('ada').event)).status).toBe(200);
	});

	describe('by address', () => {
		const from = (address: () => string) => ({ ...raw('').event, getClientAddress: address });
		const limit = { uploads: { perAddress: 1 } };
		const anonymous = (rateLimit: DefinitionRules['rateLimit']) =>
			context.fastio.define('documents', { authorize: 'public', ...(rateLimit ? { rateLimit } : {}) });
		const twice = async (rateLimit: DefinitionRules['rateLimit'], address: () => string) => {
			const stream = createFastioStream(anonymous(rateLimit));
			return [(await stream(from(address))).status, (await stream(from(address))).status];
		};

		test('visitors are counted who drop their cookie each time', async () => {
			expect(await twice(limit, () => '203.0.113.7')).toEqual([200, 429]);
		});

		test('a proxy’s own address is not counted, unless the app gives it', async () => {
			expect(await twice(limit, () => '10.0.0.1')).toEqual([200, 200]);
			expect(await twice({ ...limit, address: () => '10.0.0.1' }, () => '203.0.113.7')).toEqual([200, 429]);
		});

		test('nothing is counted where the adapter does not tell it', async () => {
			const unknown = () => {
				throw new Error('no address');
			};
			expect(await twice(limit, unknown)).toEqual([200, 200]);
		});
	});

	describe('several instances with one broker', () => {
		const instance = (broker: Broker, name = 'documents') =>
			createFastioStream(
				createFastio({ ...context.fastio.options, broker }).define(name, {
					authorize: 'public',
					identify: () => 'ada',
					rateLimit: { uploads: { perUser: 1 } }
				})
			);

		test('count together, and each definition by itself', async () => {
			const broker = memoryBroker();
			expect((await instance(broker)(raw('ada').event)).status).toBe(200);
			expect((await instance(broker)(raw('ada').event)).status).toBe(429);
			expect((await instance(broker, 'pictures')(raw('ada').event)).status).toBe(200);
		});

		test('go on, each with its own limit, while the broker can’t be reached', async () => {
			const away = async () => Promise.reject(new BrokerUnavailable('away'));
			const broker = { ...memoryBroker(), rates: { hit: away, enter: away } };
			const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
			const [one, other] = [instance(broker), instance(broker)];
			expect((await one(raw('ada').event)).status).toBe(200);
			expect((await one(raw('ada').event)).status).toBe(429);
			expect((await other(raw('ada').event)).status).toBe(200);
			expect(warn).toHaveBeenCalledTimes(2);
			warn.mockRestore();
		});
	});

	test('`false` counts nothing, and a typo is no limit that is off', () => {
		expect(define(false).gate.counts).toBe(false);
		for (const perUser of [0, -1, 1.5, NaN]) {
			expect(() => define({ uploads: { perUser } })).toThrow(RangeError);
		}
	});
});
