import { describe, expect, test } from 'vitest';
import { FastioError, FastioNetworkError } from '../../../../src/api/errors.ts';
import { keepLock } from '../../../../src/api/locks/keep-lock.ts';

const down = () => new FastioNetworkError('network', 'down', { sent: true });
/** Keeps a lock of 60 s in a time that passes only while it waits, until `untilMs`. */
async function keep(
	beat: (count: number, timeoutMs: number) => void,
	{ untilMs = 600_000, tookMs = 0 }: { untilMs?: number; tookMs?: number } = {}
) {
	let time = 0;
	const beats: number[] = [];
	const stop = new AbortController();
	const loss = await keepLock({
		durationMs: 60_000,
		sinceMs: 0,
		stop: stop.signal,
		now: () => time,
		pause: async (ms) => {
			time += ms;
			if (time >= untilMs) stop.abort();
		},
		beat: async (timeoutMs) => {
			beats.push(time);
			time += tookMs;
			beat(beats.length, timeoutMs);
		}
	});
	return { loss, beats, endedAt: time };
}

test('heartbeats go out three times per duration until it is stopped, which is no loss', async () => {
	const { loss, beats } = await keep(() => {}, { untilMs: 100_000 });
	expect({ loss, beats }).toEqual({ loss: undefined, beats: [20_000, 40_000, 60_000, 80_000] });
});

test('a heartbeat that is not answered is tried again soon, with what is left of the time as its limit', async () => {
	const limits: number[] = [];
	const { loss, beats } = await keep(
		(count, timeoutMs) => {
			limits.push(timeoutMs);
			if (count < 4) throw down();
		},
		{ untilMs: 60_000 }
	);
	expect(loss).toBeUndefined();
	expect(beats).toEqual([20_000, 25_000, 30_000, 35_000, 55_000]);
	expect(limits).toEqual([40_000, 35_000, 30_000, 25_000, 40_000]);
});

test('the lock is lost when its time is over without an answer, not a moment later', async () => {
	const { loss, endedAt } = await keep(() => {
		throw down();
	});
	expect(loss).toMatchObject({ code: 'conflict', cause: { code: 'network' } });
	expect(endedAt).toBe(60_000);
});

test('its time counts from when the heartbeat left, however long the answer took', async () => {
	const { endedAt } = await keep(
		(count) => {
			if (count > 1) throw down();
		},
		{ tookMs: 10_000 }
	);
	expect(endedAt).toBe(80_000);
});

describe('the lock is lost at once', () => {
	test.each(['conflict', 'not-found', 'credentials', 'rejected', 'plan', 'config'] as const)(
		'by `%s`',
		async (code) => {
			const { loss, beats } = await keep(() => {
				throw new FastioError(code, 'no');
			});
			expect({ loss, beats }).toMatchObject({ loss: { code: 'conflict', cause: { code } }, beats: [20_000] });
		}
	);
});

test('a process that slept past the end of the lock does not ask whether it is still there', async () => {
	const stop = new AbortController();
	let time = 0;
	const loss = await keepLock({
		durationMs: 60_000,
		sinceMs: 0,
		stop: stop.signal,
		now: () => time,
		pause: async () => void (time = 3_600_000),
		beat: () => Promise.reject(new Error('must not be asked'))
	});
	expect(loss).toMatchObject({ code: 'conflict', cause: undefined });
});

test('what a heartbeat says after it was stopped is no loss', async () => {
	const stop = new AbortController();
	const loss = await keepLock({
		durationMs: 60_000,
		sinceMs: 0,
		stop: stop.signal,
		now: () => 0,
		pause: async () => {},
		beat: async () => {
			stop.abort();
			throw new FastioError('conflict', 'no');
		}
	});
	expect(loss).toBeUndefined();
});
