import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BodyReader } from '../../../../src/multipart/body-reader.ts';
import { BODY_TIMEOUT_MS, HeldBytes, readDelivery } from '../../../../src/server/webhook/read-body.ts';
import { streamOf } from '../../../support/multipart.ts';

const MAX_BYTES = 10;
const bodyOf = (chunks: Uint8Array[], headers: Record<string, string> = {}) =>
	new BodyReader({ body: streamOf(chunks), headers: new Headers(headers) });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);

describe('the body of a delivery', () => {
	test('is read whole at every split, and is held until it is given back', async () => {
		for (let at = 0; at <= MAX_BYTES; at += 1) {
			const held = new HeldBytes(MAX_BYTES);
			const chunks = [bytes('0123456789').slice(0, at), bytes('0123456789').slice(at)];
			expect(text(await readDelivery(bodyOf(chunks), MAX_BYTES, held))).toBe('0123456789');
			expect(held.take(1)).toBe(false);
			held.give(MAX_BYTES);
			expect(held.take(MAX_BYTES)).toBe(true);
		}
	});

	test('may be as large as the limit and no byte larger, declared or not', async () => {
		const held = new HeldBytes(1000);
		const large = Array.from({ length: MAX_BYTES + 1 }, () => bytes('x'));
		await expect(readDelivery(bodyOf(large), MAX_BYTES, held)).rejects.toMatchObject({
			code: 'body-limit',
			limit: MAX_BYTES,
			unit: 'bytes'
		});
		const declared = bodyOf([bytes('x')], { 'content-length': String(MAX_BYTES + 1) });
		await expect(readDelivery(declared, MAX_BYTES, held)).rejects.toMatchObject({ code: 'body-limit' });
		expect(declared.receivedBytes, 'nothing was read').toBe(0);
		expect(held.take(1000), 'nothing is held').toBe(true);
	});

	test('waits for no place: where too much is held it is to be sent again', async () => {
		const held = new HeldBytes(15);
		await readDelivery(bodyOf([bytes('0123456789')]), MAX_BYTES, held);
		const second = readDelivery(bodyOf([bytes('012'), bytes('345')]), MAX_BYTES, held);
		await expect(second).rejects.toMatchObject({ code: 'unavailable' });
		expect(held.take(5), 'what the second had is given back').toBe(true);
	});

	test('that SvelteKit 2 hides, since it has no content-type, is told from an empty one', async () => {
		const held = new HeldBytes(100);
		const hidden = new BodyReader({ body: null, headers: new Headers({ 'content-length': '5' }) });
		await expect(readDelivery(hidden, MAX_BYTES, held)).rejects.toThrow('content-type: application/json');
		const empty = new BodyReader({ body: null, headers: new Headers() });
		expect(await readDelivery(empty, MAX_BYTES, held)).toHaveLength(0);
	});
});

describe('a body that does not end', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => {
		expect(vi.getTimerCount(), 'timers left').toBe(0);
		vi.useRealTimers();
	});

	/** A body whose chunks are sent by hand. */
	function open() {
		let controller!: ReadableStreamDefaultController<Uint8Array>;
		const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
		const held = new HeldBytes(1000);
		const reader = new BodyReader({ body, headers: new Headers() });
		const reading = readDelivery(reader, MAX_BYTES, held).finally(() => reader.release());
		return { controller, held, outcome: reading.catch((thrown: unknown) => thrown) };
	}

	test('has 10 s in all, however often a byte of it comes', async () => {
		const { controller, held, outcome } = open();
		for (let second = 0; second < 9; second += 1) {
			controller.enqueue(bytes('x'));
			await vi.advanceTimersByTimeAsync(1000);
		}
		await vi.advanceTimersByTimeAsync(BODY_TIMEOUT_MS - 9001);
		expect(held.take(1000), 'still reading').toBe(false);
		await vi.advanceTimersByTimeAsync(1);
		expect(await outcome).toMatchObject({ code: 'sender-timeout' });
		expect(held.take(1000)).toBe(true);
	});

	test('because its sender left holds nothing', async () => {
		const { controller, held, outcome } = open();
		controller.enqueue(bytes('x'));
		await vi.advanceTimersByTimeAsync(0);
		controller.error(new Error('ECONNRESET'));
		expect(await outcome).toMatchObject({ code: 'aborted' });
		expect(held.take(1000)).toBe(true);
	});
});
