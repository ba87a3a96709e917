import { describe, expect, test } from 'vitest';
import { FastioApiError, FastioError, FastioNetworkError } from '../../../src/api/errors.ts';
import { mayRepeat, withRetry, type OperationKind } from '../../../src/api/retry.ts';
import { rejection } from './servers.ts';

const FAILURES = {
	'nothing left us': new FastioNetworkError('network', 'x', { sent: false }),
	'connect timeout': new FastioNetworkError('timeout', 'x', { sent: false }),
	'answer lost': new FastioNetworkError('network', 'x', { sent: true }),
	timeout: new FastioNetworkError('timeout', 'x', { sent: true }),
	'500': new FastioApiError('upstream', 'x', { status: 500 }),
	'503': new FastioApiError('upstream', 'x', { status: 503 }),
	'429': new FastioApiError('rate-limited', 'x', { status: 429 }),
	'406': new FastioApiError('rejected', 'x', { status: 406 }),
	'409': new FastioApiError('conflict', 'x', { status: 409 }),
	'401': new FastioApiError('credentials', 'x', { status: 401 }),
	abort: new FastioError('aborted', 'x'),
	'the source failed': new Error('disk')
};
const UNSENT = ['nothing left us', 'connect timeout'];
const LOST = ['answer lost', 'timeout'];

const SURVIVED: Record<OperationKind, string[]> = {
	read: [...UNSENT, ...LOST, '503'],
	poll: [...UNSENT, ...LOST, '500', '503', '429'],
	write: UNSENT,
	'create-session': [...UNSENT, '429'],
	'single-call': [...UNSENT, '429'],
	chunk: [...UNSENT, ...LOST, '500', '503', '429'],
	raw: [...UNSENT, '429'],
	complete: [...UNSENT, '429'],
	cleanup: [...UNSENT, ...LOST, '500', '503', '429'],
	folder: [...UNSENT, ...LOST, '503', '429'],
	keyed: [...UNSENT, ...LOST, '503', '429'],
	place: [...UNSENT, '429']
};

describe.each(Object.entries(SURVIVED) as [OperationKind, string[]][])('a %s', (kind, survived) => {
	test.each(Object.entries(FAILURES))('is repeated after "%s" only where that is harmless', (name, error) => {
		expect(mayRepeat({ kind, error, replayable: true })).toBe(survived.includes(name));
		expect(mayRepeat({ kind, error, replayable: false })).toBe(false);
	});
});

describe('repeating a call', () => {
	const policy = { retries: 2, minDelayMs: 1, maxDelayMs: 50 };
	const failing = (errors: unknown[]) => {
		const state = { calls: 0 };
		const attempt = async (): Promise<string> => {
			const error = errors[state.calls++];
			if (error !== undefined) throw error;
			return 'done';
		};
		return { state, attempt };
	};

	test('ends with the first success', async () => {
		const { state, attempt } = failing([FAILURES['503'], FAILURES['timeout']]);
		await expect(withRetry(policy, { kind: 'chunk', signal: undefined }, attempt)).resolves.toBe('done');
		expect(state.calls).toBe(3);
	});

	test('ends after the allowed tries with the last failure itself', async () => {
		const { state, attempt } = failing([FAILURES['503'], FAILURES['timeout'], FAILURES['500'], undefined]);
		expect(await rejection(withRetry(policy, { kind: 'chunk', signal: undefined }, attempt))).toBe(
			FAILURES['500']
		);
		expect(state.calls).toBe(3);
	});

	test('hands on what is not even an Error unchanged', async () => {
		const { attempt } = failing(['text']);
		expect(await rejection(withRetry(policy, { kind: 'chunk', signal: undefined }, attempt))).toBe('text');
	});

	test('waits at least as long as Fast.io asks for', async () => {
		const limited = new FastioApiError('rate-limited', 'x', { status: 429, retryAfterMs: 40 });
		const { attempt } = failing([limited]);
		const started = performance.now();
		await withRetry(policy, { kind: 'chunk', signal: undefined }, attempt);
		expect(performance.now() - started).toBeGreaterThanOrEqual(38);
	});

	test('adds a wait of its own, by chance, to what Fast.io asks for: the refused do not come back together', async () => {
		const limited = new FastioApiError('rate-limited', 'x', { status: 429, retryAfterMs: 20 });
		const waits = await Promise.all(
			Array.from({ length: 8 }, async () => {
				const { attempt } = failing([limited]);
				const started = performance.now();
				const spread = { retries: 1, minDelayMs: 100, maxDelayMs: 1_000 };
				await withRetry(spread, { kind: 'chunk', signal: undefined }, attempt);
				return performance.now() - started;
			})
		);
		expect(Math.min(...waits)).toBeGreaterThanOrEqual(118);
		expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(5);
	});

	test('gives up when Fast.io asks for a longer wait than is allowed', async () => {
		const limited = new FastioApiError('rate-limited', 'x', { status: 429, retryAfterMs: 51 });
		const { state, attempt } = failing([limited]);
		expect(await rejection(withRetry(policy, { kind: 'chunk', signal: undefined }, attempt))).toBe(limited);
		expect(state.calls).toBe(1);
	});

	test('stops at once when the signal aborts between two tries', async () => {
		const control = new AbortController();
		const attempt = async () => {
			setTimeout(() => control.abort('enough'), 5);
			throw FAILURES['503'];
		};
		const slow = { retries: 5, minDelayMs: 60_000, maxDelayMs: 60_000 };
		expect(
			await rejection(withRetry(slow, { kind: 'chunk', signal: control.signal }, attempt))
		).toMatchObject({ code: 'aborted', cause: 'enough' });
	});
});
