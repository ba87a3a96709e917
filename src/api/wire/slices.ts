import { FastioLimitError } from '../../rules/errors.ts';
import { formatBytes } from '../../rules/format-bytes.ts';
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
 * for it.
 *
 * @throws FastioLimitError `file-too-large` when the plan takes no file of this size, with the size it takes.
 */
export function planSlices(size: number, limits: PlanLimits): SlicePlan {
	const most = Math.max(MIN_SLICE_BYTES, limits.maxSliceBytes ?? DEFAULT_MAX_SLICE_BYTES);
	const maxCount = Math.max(1, limits.maxSlices ?? Infinity);
	const maxFileBytes = Math.min(limits.maxFileBytes ?? Infinity, most * maxCount);
	if (size > maxFileBytes) {
		throw new FastioLimitError(
			'file-too-large',
			`The file has ${formatBytes(size)}; the Fast.io plan takes at most ${formatBytes(maxFileBytes)}.`,
			{ limit: maxFileBytes, unit: 'bytes' }
		);
	}
	const needed = Math.ceil(size / maxCount / MiB) * MiB;
	const sliceBytes = Math.min(most, Math.max(TARGET_SLICE_BYTES, needed));
	return { sliceBytes, count: Math.max(1, Math.ceil(size / sliceBytes)) };
}
