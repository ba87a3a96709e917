import { describe, expect, test, vi } from 'vitest';
import { BodyReader, contentLength } from '../../../src/multipart/body-reader.ts';
import { streamOf } from '../../support/multipart.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const reader = (body: ReadableStream<Uint8Array> | null, length?: number, idleMs?: number) =>
	new BodyReader(
		{ body, headers: new Headers(length === undefined ? {} : { 'content-length': String(length) }) },
		idleMs === undefined ? {} : { idleMs }
	);
/** A body that gives one chunk and then nothing, until it is let go. */
function stalling(): { body: ReadableStream<Uint8Array>; finish: () => void; cancelled: () => boolean } {
	let finish = () => {};
	let cancelled = false;
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			controller.enqueue(bytes('first'));
			finish = () => controller.close();
		},
		cancel: () => void (cancelled = true)
	});
	return { body, finish: () => finish(), cancelled: () => cancelled };
}

test('counts what it hands out and knows what is left', async () => {
	const body = reader(streamOf([bytes('abc'), new Uint8Array(0), bytes('de')]), 5);
	expect(body.remainingBytes).toBe(5);
	expect(await body.read()).toEqual(bytes('abc'));
	expect(body.remainingBytes).toBe(2);
	expect(await body.read()).toEqual(bytes('de'));
	expect(await body.read()).toBeUndefined();
	expect([body.receivedBytes, body.remainingBytes, body.ended]).toEqual([5, 0, true]);
});

test('looking whether it is empty takes nothing away', async () => {
	const body = reader(streamOf([bytes('abc')]));
	expect(await body.head(1)).toHaveLength(1);
	expect(body.receivedBytes).toBe(0);
	expect(await body.read()).toEqual(bytes('abc'));
	expect(await reader(streamOf([])).head(1)).toHaveLength(0);
	expect(await reader(streamOf([new Uint8Array(0)])).head(1)).toHaveLength(0);
	expect(await reader(null).head(1)).toHaveLength(0);
});

test('leaves the body unlocked until the first read, and after its release', async () => {
	const stream = streamOf([bytes('abc'), bytes('def')]);
	const body = reader(stream);
	expect(stream.locked).toBe(false);
	await body.read();
	expect(stream.locked).toBe(true);
	body.release();
	expect(stream.locked).toBe(false);
});

describe('says why a body ended:', () => {
	const failing = (error: unknown) =>
		new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(error) });

	test("the host's limit, naming the setting", async () => {
		const limit = Object.assign(new Error('Payload Too Large'), { status: 413 });
		const error = await reader(failing(limit))
			.read()
			.catch((caught: unknown) => caught);
		expect(error).toMatchObject({ code: 'body-limit', message: expect.stringContaining('BODY_SIZE_LIMIT') });
	});

	test('the sender went away, and every later read says so again', async () => {
		const body = reader(failing(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
		await expect(body.read()).rejects.toMatchObject({ code: 'aborted' });
		await expect(body.read()).rejects.toMatchObject({ code: 'aborted' });
	});

	test('the sender stopped sending, without cancelling the body', async () => {
		const { body, cancelled } = stalling();
		const source = reader(body, undefined, 40);
		expect(await source.read()).toEqual(bytes('first'));
		await expect(source.read()).rejects.toMatchObject({ code: 'sender-timeout' });
		expect(cancelled()).toBe(false);
		expect(body.locked).toBe(false);
	});

	test("time between two reads of ours is not the sender's", async () => {
		vi.useFakeTimers();
		try {
			const source = reader(streamOf([bytes('a'), bytes('b')]), undefined, 1000);
			await source.read();
			await vi.advanceTimersByTimeAsync(60_000);
			expect(await source.read()).toEqual(bytes('b'));
			source.release();
		} finally {
			vi.useRealTimers();
		}
	});
});

describe('discarding', () => {
	test('reads a small remainder to its end', async () => {
		const body = reader(streamOf([bytes('abc'), bytes('def')]), 6);
		await body.read();
		expect(await body.discard(3, 1000)).toBe(true);
		expect(body.ended).toBe(true);
	});

	test('gives up at once on a declared remainder that is too large', async () => {
		const body = reader(streamOf([bytes('abc')]), 100);
		expect(await body.discard(99, 1000)).toBe(false);
		expect(body.receivedBytes).toBe(0);
	});

	test('gives up after so many bytes where nothing was declared', async () => {
		const endless = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.enqueue(new Uint8Array(10))
		});
		const body = reader(endless);
		expect(await body.discard(100, 1000)).toBe(false);
		expect(body.receivedBytes).toBe(110);
	});

	test('gives up at the deadline', async () => {
		const { body } = stalling();
		expect(await reader(body).discard(100, 30)).toBe(false);
	});
});

test('as a stream it pulls only what is asked for, meters it, and cancelling it leaves the body alone', async () => {
	let pulled = 0;
	let cancelled = false;
	const body = reader(
		new ReadableStream<Uint8Array>(
			{
				pull(controller) {
					pulled += 1;
					controller.enqueue(bytes('abc'));
				},
				cancel: () => void (cancelled = true)
			},
			{ highWaterMark: 0 }
		)
	);
	const add = vi.fn();
	const stream = body.toStream({ add, end: () => {} }).getReader();
	expect((await stream.read()).value).toEqual(bytes('abc'));
	expect([pulled, add.mock.calls]).toEqual([1, [[3]]]);
	await stream.cancel();
	expect(cancelled).toBe(false);
	body.release();
});

test('what a meter throws is the error of the stream', async () => {
	const boom = new Error('too much');
	const stream = reader(streamOf([bytes('abc')])).toStream({
		add: () => {
			throw boom;
		},
		end: () => {}
	});
	await expect(new Response(stream).text()).rejects.toBe(boom);
});

test.each([
	['12', 12],
	['0', 0],
	['', undefined],
	['-1', undefined],
	['1e3', undefined],
	['12, 12', undefined],
	['0x10', undefined],
	['9'.repeat(20), undefined]
])('Content-Length %j reads as %s', (value, expected) => {
	expect(contentLength(new Headers(value === '' ? {} : { 'content-length': value }))).toBe(expected);
});

test('a body that SvelteKit 2 hides is known as such, and never counts as read', async () => {
	const hidden = reader(null, 5);
	expect([hidden.hidden, hidden.ended, await hidden.discard(100, 100)]).toEqual([true, false, false]);
	const none = reader(null);
	expect([none.hidden, none.ended, await none.discard(100, 100)]).toEqual([false, true, true]);
});
