import type { PlanLimits } from '../api.ts';
import { FastioError } from '../rules/errors.ts';

const MiB = 1024 * 1024;
/** Smallest slice that Fast.io takes, but for the last of a file: 1 MiB. */
export const SMALLEST_SLICE_BYTES = MiB;

/** Largest slice that fits the host's limit: whole MiB. `undefined` where the host has none. */
export function sliceLimit(maxRequestBytes: number | undefined): number | undefined {
	return maxRequestBytes === undefined || maxRequestBytes === Infinity
		? undefined
		: Math.max(SMALLEST_SLICE_BYTES, Math.floor(maxRequestBytes / MiB) * MiB);
}

/** Largest file that the plan takes in slices of at most `maxSliceBytes`. `Infinity` where nothing says. */
export function largestInSlices(plan: PlanLimits, maxSliceBytes = Infinity): number {
	const slice = Math.min(plan.maxSliceBytes ?? Infinity, maxSliceBytes);
	return plan.maxSlices === undefined || slice === Infinity ? Infinity : slice * plan.maxSlices;
}

/** @throws FastioError `config` for a limit below the smallest slice: no file could be sent in parts. */
export function checkMaxRequestBytes(maxRequestBytes: number | undefined): void {
	if (maxRequestBytes === undefined || maxRequestBytes >= SMALLEST_SLICE_BYTES) return;
	throw new FastioError(
		'config',
		`createFastioHandle: \`maxRequestBytes\` must be at least ${SMALLEST_SLICE_BYTES}, the smallest slice of a file.`
	);
}
