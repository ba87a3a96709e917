import { FastioError } from '../../rules/errors.ts';
import { FastioApiError, FastioUnavailableError } from '../errors.ts';
import type { FollowContext } from './follow.ts';

/** Pauses after failures: from 1 s, doubling, with jitter, up to 30 s. */
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;

/** Failures that waiting does not mend. */
const FINAL = new Set(['credentials', 'plan', 'config', 'not-found', 'aborted', 'unsupported', 'malformed']);

/**
 * Pauses after the `failures`-th failure in a row, at least as long as Fast.io asked for. An abort ends the pause
 * without a word: the next call will tell.
 *
 * @throws the failure itself where waiting does not mend it
 */
export async function restAfter(
	failure: unknown,
	failures: number,
	{ pause, random }: Pick<FollowContext, 'pause' | 'random'>,
	signal: AbortSignal | undefined
): Promise<void> {
	if (!(failure instanceof FastioError) || FINAL.has(failure.code)) throw failure;
	const hasWait = failure instanceof FastioApiError || failure instanceof FastioUnavailableError;
	const askedMs = (hasWait && failure.retryAfterMs) || 0;
	const grownMs = Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + random() / 2);
	await pause(Math.max(askedMs, grownMs), signal).catch(() => undefined);
}
