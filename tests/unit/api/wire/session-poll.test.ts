import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
	boundedWait,
	FILE_ID_TIMEOUT_MS,
	STORE_TIMEOUT_MS,
	waitUntilStored
} from '../../../../src/api/wire/session-poll.ts';
import { connect, rejection } from '../servers.ts';

const MINUTE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A Fast.io that says of each session what `sessionAt` gives, after as long as it takes for that. */
function pollOf(sessionAt: (call: number) => object, answerMs = 0) {
	const askedAtMs: number[] = [];
	const waits: (string | null)[] = [];
	const started = performance.now();
	const connection = connect('https://fast.io.test', {
		fetch: async (url) => {
			askedAtMs.push(performance.now() - started);
			waits.push(new URL(String(url)).searchParams.get('wait'));
			if (answerMs > 0) await new Promise((resolve) => setTimeout(resolve, answerMs));
			return Response.json({ result: true, session: sessionAt(askedAtMs.length) });
		}
	});
	const control = new AbortController();
	const stored = waitUntilStored(connection, 'a', control.signal);
	stored.catch(() => {});
	return { stored, askedAtMs, waits, control, elapsedMs: () => performance.now() - started };
}

const assembling = { status: 'assembling' };

describe('waiting for a file to be stored', () => {
	test('resolves to its id', async () => {
		const { stored } = pollOf((call) =>
			call < 3 ? assembling : { status: 'complete', new_file_id: '2abc' }
		);
		await vi.advanceTimersByTimeAsync(1000);
		expect(await stored).toBe('2abc');
	});

	test('asks again after 100 ms where Fast.io answers at once, then ever more seldom, up to every 2 s', async () => {
		const { askedAtMs, control } = pollOf(() => assembling);
		await vi.advanceTimersByTimeAsync(MINUTE_MS);
		control.abort();
		const pausesMs = askedAtMs.slice(1).map((at, index) => Math.round(at - askedAtMs[index]!));
		expect(pausesMs.slice(0, 3)).toEqual([100, 150, 225]);
		expect(pausesMs.slice(-3)).toEqual([2000, 2000, 2000]);
	});

	test('asks again at once where Fast.io made the call wait', async () => {
		const { askedAtMs, waits, control } = pollOf(() => assembling, 25_000);
		await vi.advanceTimersByTimeAsync(60_000);
		control.abort();
		expect(askedAtMs).toEqual([0, 25_000, 50_000]);
		expect(waits).toEqual(['25', '25', '25']);
	});

	test.each([
		['at once', 0],
		['after 25 s', 25_000]
	])('gives up after 10 minutes when the status never changes and is told %s', async (_, answerMs) => {
		const { stored, askedAtMs } = pollOf(() => assembling, answerMs);
		await vi.advanceTimersByTimeAsync(STORE_TIMEOUT_MS + MINUTE_MS);
		const calls = askedAtMs.length;
		expect(await rejection(stored)).toMatchObject({ code: 'timeout' });
		expect(askedAtMs.at(-1)).toBeLessThanOrEqual(STORE_TIMEOUT_MS + 2000);
		await vi.advanceTimersByTimeAsync(MINUTE_MS);
		expect(askedAtMs.length).toBe(calls);
	});

	test('gives up after 30 s when a complete session tells no id', async () => {
		const { stored, askedAtMs } = pollOf((call) => (call < 3 ? assembling : { status: 'complete' }));
		await vi.advanceTimersByTimeAsync(MINUTE_MS);
		expect(await rejection(stored)).toMatchObject({ code: 'upstream' });
		const since = askedAtMs.at(-1)! - askedAtMs[2]!;
		expect(since).toBeGreaterThan(FILE_ID_TIMEOUT_MS);
		expect(since).toBeLessThanOrEqual(FILE_ID_TIMEOUT_MS + 2000);
	});

	test.each([
		['between two calls', 0],
		['in a call', 25_000]
	])('ends when the caller aborts %s', async (_, answerMs) => {
		const { stored, control, askedAtMs } = pollOf(() => assembling, answerMs);
		await vi.advanceTimersByTimeAsync(1000);
		control.abort();
		await vi.advanceTimersByTimeAsync(25_000);
		const calls = askedAtMs.length;
		await expect(stored).rejects.toBeDefined();
		await vi.advanceTimersByTimeAsync(MINUTE_MS);
		expect(askedAtMs.length).toBe(calls);
	});
});

test.each([
	['nothing where none is wished', 30_000, undefined, undefined],
	['what is wished', 30_000, 10, 10],
	['whole seconds', 30_000, 10.9, 10],
	['25 s at most', 120_000, 3600, 25],
	['5 s less than the call may take', 12_000, 3600, 7],
	['nothing where that leaves less than a second', 5_900, 3600, undefined]
])('a status is waited for: %s', (_, callMs, wished, seconds) => {
	const connection = connect('https://fast.io.test', { timeouts: { callMs } });
	expect(boundedWait(connection, wished)).toBe(seconds);
});
