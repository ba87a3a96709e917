import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	backoffMs,
	BASE_BACKOFF_MS,
	MAX_BACKOFF_MS,
	sleep
} from '../../../../src/components/uploader/backoff.ts';
import { uploaderError } from '../../../../src/components/uploader/errors.ts';
import { Speed, SPEED_WINDOW_MS } from '../../../../src/components/uploader/speed.ts';
import { Tally } from '../../../../src/components/uploader/tally.ts';
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
			const kept = new Tally();
			const now = new Map<number, FileState>();
			const candidates = bytes.map((size, index) => ({
				source: new File([new Uint8Array(size)], `${index}`, { lastModified: 1 }),
				relativePath: ''
			}));
			const count = (index: number, state: FileState, sign: 1 | -1) => {
				kept.count(candidates[index]!, state, sign);
			};
			for (const { file, state, gone } of steps) {
				const before = now.get(file);
				if (before) count(file, before, -1);
				now.delete(file);
				if (gone) continue;
				const next = state(bytes[file]!);
				now.set(file, next);
				count(file, next, 1);
			}
			const anew = new Tally();
			for (const [index, state] of now) anew.count(candidates[index]!, state, 1);
			const totals = kept.totals(0, undefined);
			expect(totals).toEqual(anew.totals(0, undefined));
			expect(totals.percent).toBeGreaterThanOrEqual(0);
			expect(totals.percent).toBeLessThanOrEqual(100);
			expect(totals.queued + totals.active + totals.stored + totals.failed + totals.cancelled).toBe(now.size);
			const counted = [...now].filter(
				([, state]) => state.status !== 'cancelled' && !(state.status === 'failed' && !state.error.retryable)
			);
			expect(kept.live.files).toBe(counted.length);
			expect(kept.live.bytes).toBe(counted.reduce((sum, [index]) => sum + bytes[index]!, 0));
			for (const [index, candidate] of candidates.entries()) {
				expect(kept.has(candidate)).toBe(counted.some(([other]) => other === index));
			}
		})
	);
});

describe('the speed', () => {
	test('is an average over the last seconds, and tells when the rest will be there', () => {
		const speed = new Speed();
		for (let ms = 0; ms <= 10_000; ms += 100) speed.add(ms * 2, ms);
		expect(speed.rate(10_000)).toBe(2000);
		expect(speed.etaMs(5000, 10_000)).toBe(2500);
	});

	test('tells nothing for the first half second, falls to 0 in a stall and is never negative', () => {
		const speed = new Speed();
		speed.add(0, 0);
		speed.add(1000, 400);
		expect([speed.rate(400), speed.etaMs(1, 400)]).toEqual([0, undefined]);
		for (let ms = 500; ms <= 500 + SPEED_WINDOW_MS * 2; ms += 100) speed.add(1000, ms);
		expect(speed.rate(500 + SPEED_WINDOW_MS * 2)).toBe(0);
		speed.add(0, 11_000);
		expect(speed.rate(11_000)).toBe(0);
	});

	test('of what starts afresh owes nothing to what was before', () => {
		const speed = new Speed();
		speed.add(0, 0);
		speed.add(9000, 1000);
		speed.clear();
		expect(speed.rate(1000)).toBe(0);
		speed.add(0, 1000);
		speed.add(500, 2000);
		expect(speed.rate(2000)).toBe(500);
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
