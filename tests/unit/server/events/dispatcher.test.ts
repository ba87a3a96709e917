import { error, fail, redirect } from '@sveltejs/kit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BrokerUnavailable } from '../../../../src/brokers/broker.ts';
import type { Broker, Claim } from '../../../../src/brokers/broker.ts';
import type { FastioEvent } from '../../../../src/rules/events.ts';
import {
	DEFAULT_EVENT_CONCURRENCY,
	DEFAULT_HANDLER_TIMEOUT_MS,
	DEFAULT_KEEP_MS,
	EventDispatcher,
	EVENTS_TOPIC,
	MAX_LOGGED_CHARS
} from '../../../../src/server/events/dispatcher.ts';
import { HandlerTimeout } from '../../../../src/server/events/handlers.ts';
import type { FastioHandlers } from '../../../../src/server/events/handlers.ts';
import { CLAIM_RENEW_MS, CLAIM_TTL_MS } from '../../../../src/server/events/keep-claim.ts';

const event: FastioEvent = { id: 'e1', at: '2026-11-25T10:00:00.000Z', type: 'file.indexed', fileId: 'f1' };

/** A broker that is asked for claims only. Remembers what was asked of it, in order. */
function scripted(replies: {
	claim?: () => Awaited<ReturnType<Broker['claims']['claim']>>;
	renew?: () => boolean;
	complete?: () => boolean;
}) {
	const asked: unknown[][] = [];
	const claim: Claim = {
		state: 'claimed',
		renew: async () => {
			asked.push(['renew']);
			return replies.renew?.() ?? true;
		},
		complete: async (options) => {
			asked.push(['complete', options]);
			return replies.complete?.() ?? true;
		},
		release: async () => void asked.push(['release'])
	};
	const claims: Broker['claims'] = {
		claim: async (key, ttlMs) => {
			asked.push(['claim', key, ttlMs]);
			return replies.claim?.() ?? claim;
		}
	};
	return { broker: { claims } as Broker, asked };
}

function dispatcherOf(
	on: FastioHandlers,
	replies: Parameters<typeof scripted>[0] = {},
	concurrency?: number
) {
	const { broker, asked } = scripted(replies);
	const onError = vi.fn<(thrown: unknown, about: FastioEvent) => void>();
	return { dispatcher: new EventDispatcher({ broker, on, onError, concurrency }), asked, onError };
}

const unreachable = () => {
	throw new BrokerUnavailable('Redis is gone.');
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
	expect(vi.getTimerCount(), 'timers left').toBe(0);
	vi.useRealTimers();
});

describe('one event', () => {
	test('is handled under a claim, then marked done together with its message to pages', async () => {
		const ran: FastioEvent[] = [];
		const { dispatcher, asked } = dispatcherOf({ 'file.indexed': (given) => void ran.push(given) });
		expect(await dispatcher.dispatch(event)).toBe('done');
		expect(ran).toEqual([event]);
		expect(asked).toEqual([
			['claim', 'event:e1', CLAIM_TTL_MS],
			[
				'complete',
				{ keepMs: DEFAULT_KEEP_MS, entry: { topic: EVENTS_TOPIC, message: JSON.stringify(event) } }
			]
		]);
		expect(dispatcher.running).toBe(0);
	});

	test('is known for as long as the caller says', async () => {
		const { dispatcher, asked } = dispatcherOf({});
		await dispatcher.dispatch(event, { keepMs: 30_000 });
		expect(asked[1]).toMatchObject(['complete', { keepMs: 30_000 }]);
	});

	test('without a handler of its own goes to *, and without that to pages only', async () => {
		const ran: string[] = [];
		const on: FastioHandlers = {
			'file.added': () => void ran.push('own'),
			'*': ({ type }) => void ran.push(`* ${type}`)
		};
		const { dispatcher } = dispatcherOf(on);
		await dispatcher.dispatch({ ...event, type: 'file.added' });
		await dispatcher.dispatch(event);
		await dispatcher.dispatch({ id: 'e2', at: event.at, type: 'other:toString', data: {} });
		expect(ran).toEqual(['own', '* file.indexed', '* other:toString']);
		const silent = dispatcherOf({});
		expect(await silent.dispatcher.dispatch(event)).toBe('done');
		expect(silent.asked.at(-1)?.[0]).toBe('complete');
	});

	test('that is done, or under way elsewhere, is left alone', async () => {
		for (const [state, answer] of [['done', 'duplicate'] as const, ['busy', 'busy'] as const]) {
			const handler = vi.fn();
			const { dispatcher, asked } = dispatcherOf({ '*': handler }, { claim: () => ({ state }) });
			expect(await dispatcher.dispatch(event)).toBe(answer);
			expect(handler).not.toHaveBeenCalled();
			expect(asked).toHaveLength(1);
		}
	});

	test('reaches pages as it came, whatever its handler does to the object', async () => {
		const { dispatcher, asked } = dispatcherOf({ '*': (given) => void (given.id = 'changed') });
		await dispatcher.dispatch({ ...event });
		expect(asked[1]).toMatchObject(['complete', { entry: { message: JSON.stringify(event) } }]);
	});

	test('of an unknown type goes to pages without its data when that is long', async () => {
		const { dispatcher, asked } = dispatcherOf({});
		const base = { id: 'e', at: event.at, type: 'other:x' as const };
		const room = MAX_LOGGED_CHARS - JSON.stringify({ ...base, data: { a: '' } }).length;
		await dispatcher.dispatch({ ...base, data: { a: 'x'.repeat(room) } });
		await dispatcher.dispatch({ ...base, data: { a: 'x'.repeat(room + 1) } });
		const messages = [1, 3].map(
			(index) => (asked[index]![1] as { entry: { message: string } }).entry.message
		);
		expect(messages[0]).toHaveLength(MAX_LOGGED_CHARS);
		expect(messages[1]).toBe(JSON.stringify({ ...base, data: {} }));
	});
});

describe('a handler that fails', () => {
	test.each([
		['throws', () => Promise.reject(new Error('db down'))],
		[
			'throws at once',
			() => {
				throw new Error('db down');
			}
		],
		['redirects', () => redirect(303, '/login')],
		['calls error()', () => error(404, 'gone')],
		[
			'throws fail()',
			() => {
				throw fail(400, { no: true });
			}
		]
	])('and %s gives its claim back and has its error passed on', async (_, handler) => {
		const { dispatcher, asked } = dispatcherOf({ 'file.indexed': handler as () => never });
		const thrown = await dispatcher.dispatch(event).then(
			() => 'nothing',
			(reason: unknown) => reason
		);
		const expected = await Promise.resolve()
			.then(handler)
			.catch((reason: unknown) => reason);
		expect(thrown).toEqual(expected);
		expect(asked.map(([call]) => call)).toEqual(['claim', 'release']);
		expect(dispatcher.running).toBe(0);
	});

	test('and returns fail() counts as failed too', async () => {
		const { dispatcher, asked } = dispatcherOf({ '*': () => fail(409, {}) });
		await expect(dispatcher.dispatch(event)).rejects.toThrow('The handler returned fail(409).');
		expect(asked.at(-1)).toEqual(['release']);
	});

	test('and takes too long is told to stop, and keeps its claim until that runs out', async () => {
		let signal: AbortSignal | undefined;
		const { dispatcher, asked } = dispatcherOf({
			'*': (_, context) => new Promise(() => (signal = context.signal))
		});
		const dispatched = dispatcher.dispatch(event).catch((reason: unknown) => reason);
		await vi.advanceTimersByTimeAsync(DEFAULT_HANDLER_TIMEOUT_MS - 1);
		expect(signal?.aborted).toBe(false);
		await vi.advanceTimersByTimeAsync(1);
		expect(signal?.reason).toBeInstanceOf(HandlerTimeout);
		expect(await dispatched).toBe(signal?.reason);
		expect(new Set(asked.map(([call]) => call))).toEqual(new Set(['claim', 'renew']));
		expect(dispatcher.running).toBe(0);
	});
});

describe('the claim', () => {
	/** An event whose handler runs until it is let go. */
	function running(replies: Parameters<typeof scripted>[0]) {
		let finish = () => {};
		let signal: AbortSignal | undefined;
		const made = dispatcherOf(
			{
				'*': (_, context) => {
					signal = context.signal;
					return new Promise<void>((resolve) => (finish = resolve));
				}
			},
			replies
		);
		const dispatched = made.dispatcher.dispatch(event);
		return { ...made, dispatched, finish: () => finish(), aborted: () => signal?.aborted };
	}

	test('is renewed every 10 s while the handler runs', async () => {
		const { asked, dispatched, finish, aborted } = running({});
		await vi.advanceTimersByTimeAsync(CLAIM_RENEW_MS * 6);
		expect(asked.filter(([call]) => call === 'renew')).toHaveLength(6);
		expect(aborted()).toBe(false);
		finish();
		expect(await dispatched).toBe('done');
	});

	test('that another may have aborts the signal, and a second run is told', async () => {
		const lost = running({ renew: () => false, complete: () => false });
		await vi.advanceTimersByTimeAsync(CLAIM_RENEW_MS);
		expect(lost.aborted()).toBe(true);
		await vi.advanceTimersByTimeAsync(CLAIM_RENEW_MS * 3);
		expect(lost.asked.filter(([call]) => call === 'renew')).toHaveLength(1);
		lost.finish();
		expect(await lost.dispatched).toBe('done');
		expect(lost.onError).toHaveBeenCalledExactlyOnceWith(
			expect.objectContaining({ message: expect.stringContaining('handled twice') as string }),
			event
		);
	});

	test('survives a broker that is away for less than its time, and not one that is away longer', async () => {
		let away = true;
		const replies = { renew: () => (away ? unreachable() : true) };
		const { dispatched, finish, aborted } = running(replies);
		await vi.advanceTimersByTimeAsync(CLAIM_RENEW_MS);
		away = false;
		await vi.advanceTimersByTimeAsync(CLAIM_RENEW_MS);
		away = true;
		await vi.advanceTimersByTimeAsync(CLAIM_TTL_MS - 1);
		expect(aborted()).toBe(false);
		await vi.advanceTimersByTimeAsync(1);
		expect(aborted()).toBe(true);
		finish();
		await dispatched;
	});

	test('without a broker is none: the event comes again', async () => {
		const handler = vi.fn();
		const none = dispatcherOf({ '*': handler }, { claim: unreachable });
		await expect(none.dispatcher.dispatch(event)).rejects.toBeInstanceOf(BrokerUnavailable);
		expect(handler).not.toHaveBeenCalled();
		const unmarked = dispatcherOf({ '*': handler }, { complete: unreachable });
		await expect(unmarked.dispatcher.dispatch(event)).rejects.toBeInstanceOf(BrokerUnavailable);
		expect(handler).toHaveBeenCalledOnce();
		expect(unmarked.asked.at(-1)).toEqual(['release']);
	});
});

test('100 events run at a time, and one more is busy without asking the broker', async () => {
	const finish: (() => void)[] = [];
	const { dispatcher, asked } = dispatcherOf({
		'*': () => new Promise<void>((resolve) => finish.push(resolve))
	});
	const under = Array.from({ length: DEFAULT_EVENT_CONCURRENCY }, (_, index) =>
		dispatcher.dispatch({ ...event, id: `e${index}` })
	);
	expect(await dispatcher.dispatch({ ...event, id: 'one more' })).toBe('busy');
	await vi.advanceTimersByTimeAsync(0);
	expect(asked).toHaveLength(DEFAULT_EVENT_CONCURRENCY);
	finish.forEach((done) => done());
	await Promise.all(under);
	const again = dispatcher.dispatch({ ...event, id: 'one more' });
	await vi.advanceTimersByTimeAsync(0);
	finish.at(-1)!();
	expect(await again).toBe('done');
});
