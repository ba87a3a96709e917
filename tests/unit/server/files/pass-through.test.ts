import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { passThrough } from '../../../../src/server/files/pass-through.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Fast.io's side: sends on demand, a number after so many ms, counts, and knows whether its call was aborted. */
function upstream(chunks: (number[] | number | Error)[]) {
	const left = [...chunks];
	const control = new AbortController();
	const seen = { asked: 0 };
	const body = new ReadableStream<Uint8Array>(
		{
			start(controller) {
				control.signal.addEventListener('abort', () => controller.error(new Error('aborted')));
			},
			pull(controller) {
				seen.asked += 1;
				const next = left.shift();
				if (typeof next === 'number') return wait(next).then(() => controller.enqueue(new Uint8Array(1)));
				if (next instanceof Error) throw next;
				if (next) controller.enqueue(new Uint8Array(next));
				else controller.close();
				return undefined;
			}
		},
		{ highWaterMark: 0 }
	);
	const passed = passThrough(body, { stallMs: 5000, abort: () => control.abort() });
	return { reader: passed.getReader(), seen, aborted: () => control.signal.aborted };
}

test('the bytes are those of Fast.io, one chunk for each that is asked for', async () => {
	const { reader, seen, aborted } = upstream([[1, 2], [3]]);
	expect(seen.asked).toBe(0);
	expect((await reader.read()).value).toEqual(new Uint8Array([1, 2]));
	expect(seen.asked).toBe(1);
	expect((await reader.read()).value).toEqual(new Uint8Array([3]));
	expect((await reader.read()).done).toBe(true);
	expect(vi.getTimerCount()).toBe(0);
	expect(aborted()).toBe(false);
});

test('a visitor who waits for Fast.io does not stall', async () => {
	const { reader, aborted } = upstream([[1], 6000]);
	await reader.read();
	const read = reader.read();
	await vi.advanceTimersByTimeAsync(6000);
	expect((await read).done).toBe(false);
	expect(aborted()).toBe(false);
	await reader.cancel();
});

test('no body is an empty file', async () => {
	const reader = passThrough(null, { abort: () => {} }).getReader();
	expect((await reader.read()).done).toBe(true);
});

describe('it ends', () => {
	test('with the failure of Fast.io’s side', async () => {
		const { reader } = upstream([[1], new Error('reset')]);
		await reader.read();
		await expect(reader.read()).rejects.toThrow('reset');
		expect(vi.getTimerCount()).toBe(0);
	});

	test('when the visitor takes nothing for a while', async () => {
		const { reader, aborted } = upstream([[1], [2]]);
		await reader.read();
		await vi.advanceTimersByTimeAsync(4999);
		expect((await reader.read()).value).toEqual(new Uint8Array([2]));
		await vi.advanceTimersByTimeAsync(5000);
		expect(aborted()).toBe(true);
		await expect(reader.read()).rejects.toMatchObject({ code: 'aborted' });
	});

	test.each([
		['before the first byte', 0],
		['in the middle', 1]
	])('when the visitor leaves %s, and aborts Fast.io’s call', async (_, reads) => {
		const { reader, aborted } = upstream([[1], [2], [3]]);
		for (let count = 0; count < reads; count += 1) await reader.read();
		await reader.cancel();
		expect(aborted()).toBe(true);
		expect(vi.getTimerCount()).toBe(0);
	});
});
