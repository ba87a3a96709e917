import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	backoffMs,
	BASE_BACKOFF_MS,
	MAX_BACKOFF_MS,
	sleep
} from '../../../../src/components/uploader/backoff.ts';
import { uploaderError } from '../../../../src/components/uploader/errors.ts';
import { identityOf } from '../../../../src/components/uploader/add.ts';
import { List } from '../../../../src/components/uploader/list.svelte.ts';
import { Speed, SPEED_WINDOW_MS } from '../../../../src/components/uploader/speed.ts';
import type { FileState } from '../../../../src/components/uploader/types.ts';

const MOST = 1000;
const sent = fc.integer({ min: 0, max: MOST });
const states: fc.Arbitrary<(size: number) => FileState> = fc.oneof(
	fc
		.tuple(sent, fc.constantFrom('paused' as const, 'checking' as const, undefined))
		.map(([bytes, waiting]) => (size: number): FileState => ({
			status: 'queued',
			waiting,
			sentBytes: Math.min(bytes, size)
		})),
	sent.map((bytes) => (size: number): FileState => ({
		status: 'uploading',
		resumedFromBytes: 0,
		sentBytes: Math.min(bytes, size),
		bytesPerSecond: 0,
		etaMs: undefined
	})),
	fc
		.constantFrom<FileState[]>(
			{ status: 'assembling' },
			{ status: 'storing' },
			{ status: 'cancelled' },
			{ status: 'stored', file: undefined, token: 't', result: undefined },
			{ status: 'failed', error: uploaderError('network', 'why'), sentBytes: 1 },
			{ status: 'failed', error: uploaderError('file-too-large', 'why'), sentBytes: 0 }
		)
		.map((state) => () => state)
);
const changes = fc.array(fc.record({ file: fc.nat(7), state: states, gone: fc.boolean() }), {
	maxLength: 60
});
const sizes = fc.array(fc.integer({ min: 0, max: MOST }), { minLength: 8, maxLength: 8 });

test('totals that are kept by differences are those counted anew, whatever happened before', () => {
	fc.assert(
		fc.property(sizes, changes, (bytes, steps) => {
			const kept = new List();
			const now = new Map<number, FileState>();
			const candidates = bytes.map((size, index) => ({
				source: new File([new Uint8Array(size)], `${index}`, { lastModified: 1 }),
				relativePath: ''
			}));
			for (const { file, state, gone } of steps) {
				const next = gone ? undefined : state(bytes[file]!);
				kept.change(candidates[file]!, now.get(file), next);
				if (next) now.set(file, next);
				else now.delete(file);
			}
			const anew = new List();
			for (const [index, state] of now) anew.change(candidates[index]!, undefined, state);
			const { totals } = kept;
			expect(totals).toEqual(anew.totals);
			expect(totals.percent).toBeGreaterThanOrEqual(0);
			expect(totals.percent).toBeLessThanOrEqual(100);
			expect(totals.queued + totals.active + totals.stored + totals.failed + totals.cancelled).toBe(now.size);
			const counted = [...now].filter(
				([, state]) => state.status !== 'cancelled' && !(state.status === 'failed' && !state.error.retryable)
			);
			expect(kept.live.size).toBe(counted.length);
			expect(kept.liveBytes).toBe(counted.reduce((sum, [index]) => sum + bytes[index]!, 0));
			for (const [index, candidate] of candidates.entries()) {
				expect(kept.live.has(identityOf(candidate))).toBe(counted.some(([other]) => other === index));
			}
		})
	);
});

describe('the speed', () => {
	test('is an average over the last seconds, and tells when the rest will be there', () => {
		const speed = new Speed();
		for (let ms = 0; ms < 10_000; ms += 100) speed.take(ms * 2, 0, ms);
		expect(speed.take(20_000, 5000, 10_000)).toEqual({ bytesPerSecond: 2000, etaMs: 2500 });
	});

	test('tells nothing for the first half second, falls to 0 in a stall and is never negative', () => {
		const speed = new Speed();
		const nothing = { bytesPerSecond: 0, etaMs: undefined };
		expect(speed.take(0, 1, 0)).toEqual(nothing);
		expect(speed.take(1000, 1, 400)).toEqual(nothing);
		expect(speed.take(1000, 1, 500).bytesPerSecond).toBe(2000);
		for (let ms = 600; ms < 500 + SPEED_WINDOW_MS * 2; ms += 100) speed.take(1000, 1, ms);
		expect(speed.take(1000, 1, 500 + SPEED_WINDOW_MS * 2)).toEqual(nothing);
		expect(speed.take(0, 1, 11_000)).toEqual(nothing);
	});

	test('of what starts afresh owes nothing to what was before', () => {
		const speed = new Speed();
		speed.take(0, 0, 0);
		speed.take(9000, 0, 1000);
		speed.clear();
		expect(speed.take(0, 0, 1000).bytesPerSecond).toBe(0);
		expect(speed.take(500, 0, 2000).bytesPerSecond).toBe(500);
	});
});

describe('the wait before a repeat', () => {
	test('doubles up to a cap, and is anything from nothing to that', () => {
		const most = (attempt: number) => backoffMs(attempt, () => 1);
		expect([1, 2, 3, 6, 40].map(most)).toEqual([
			BASE_BACKOFF_MS,
			2 * BASE_BACKOFF_MS,
			4 * BASE_BACKOFF_MS,
			MAX_BACKOFF_MS,
			MAX_BACKOFF_MS
		]);
		expect(backoffMs(5, () => 0)).toBe(0);
	});

	test('is never less than what the server asks for', () => {
		expect([0, 1].map((random) => backoffMs(1, () => random, 7000))).toEqual([7000, 7000 + BASE_BACKOFF_MS]);
	});

	test('ends at once when its upload is stopped, before and while it waits', async () => {
		const reason = new Error('stopped');
		await expect(sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
		const control = new AbortController();
		const waiting = sleep(60_000, control.signal);
		control.abort(reason);
		await expect(waiting).rejects.toBe(reason);
	});
});
