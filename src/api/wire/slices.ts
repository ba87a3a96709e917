import { FastioLimitError } from '../../rules/errors.ts';
import { formatBytes } from '../../rules/format-bytes.ts';
import { FastioApiError } from '../errors.ts';
import type { PlanLimits } from './upload-wire.ts';

const MiB = 1024 * 1024;
/** Largest file that goes up in one call: 4 MiB (4,194,304 bytes, inclusive). */
export const SINGLE_CALL_BYTES = 4 * MiB;
/** Smallest slice Fast.io takes, but for the last: 1 MiB. */
export const MIN_SLICE_BYTES = MiB;
/** The slice we aim for: 8 MiB, little to send again, few enough calls. */
export const TARGET_SLICE_BYTES = 8 * MiB;
/** Largest slice where the plan does not tell: 100,000,000 bytes, what every plan has taken. */
export const DEFAULT_MAX_SLICE_BYTES = 100_000_000;

/** How a file is cut: `count` slices of `sliceBytes`, the last one shorter. */
export interface SlicePlan {
	sliceBytes: number;
	count: number;
}

/**
 * How a file is cut: every slice `sliceBytes` long but the last. 8 MiB, larger when the plan's count of slices asks
 * for it, smaller where the plan or the host takes no more.
 *
 * @param hostMaxBytes largest request body of the host that slices come through; whole MiB of it are used, at least 1.
 * @throws FastioLimitError `file-too-large` when no file of this size goes through, with the size that does. Where it
 * is the host's limit that is in the way, the message names `maxRequestBytes`.
 */
export function planSlices(size: number, limits: PlanLimits, hostMaxBytes = Infinity): SlicePlan {
	const planMost = Math.max(MIN_SLICE_BYTES, limits.maxSliceBytes ?? DEFAULT_MAX_SLICE_BYTES);
	const maxCount = Math.max(1, limits.maxSlices ?? Infinity);
	const planMaxBytes = Math.min(limits.maxFileBytes ?? Infinity, planMost * maxCount);
	if (size > planMaxBytes) throw tooLarge(size, planMaxBytes, 'the Fast.io plan takes at most');
	const most = Math.min(planMost, Math.max(MIN_SLICE_BYTES, Math.floor(hostMaxBytes / MiB) * MiB));
	if (size > most * maxCount) {
		const slices = `in ${maxCount} slices of ${formatBytes(most)}, the most that \`maxRequestBytes\` allows, go`;
		throw tooLarge(size, most * maxCount, slices);
	}
	const needed = Math.ceil(size / maxCount / MiB) * MiB;
	const sliceBytes = Math.min(most, Math.max(TARGET_SLICE_BYTES, needed));
	return { sliceBytes, count: Math.max(1, Math.ceil(size / sliceBytes)) };
}

/** The limits only help to cut well: a Fast.io that can't tell them still takes slices of the default size. */
export function unlessCredentials(error: unknown): PlanLimits {
	const harmless = error instanceof FastioApiError && error.code !== 'credentials' && error.code !== 'plan';
	if (!harmless) throw error;
	return { maxFileBytes: undefined, maxSliceBytes: undefined, maxSlices: undefined };
}

function tooLarge(size: number, limit: number, says: string): FastioLimitError {
	const message = `The file has ${formatBytes(size)}; ${says} ${formatBytes(limit)}.`;
	return new FastioLimitError('file-too-large', message, { limit, unit: 'bytes' });
}
