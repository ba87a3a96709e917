import { COUNTED_AS, sentBytesOf } from './states.ts';
import type { FileState, UploaderTotals } from './types.ts';

/**
 * The numbers of a queue, kept by the difference that each change makes: their cost does not grow with the queue.
 * `bytes` and `sentBytes` are of files that are stored or may still be: what failed or was cancelled holds no bar back.
 */
export class Tally {
	readonly counts = { files: 0, queued: 0, active: 0, stored: 0, failed: 0, cancelled: 0, paused: 0 };
	bytes = 0;
	sentBytes = 0;

	/** @param sign 1 when a file comes to be in this state, -1 when it leaves it. */
	count(state: FileState, size: number, sign: 1 | -1): void {
		const { counts } = this;
		const as = COUNTED_AS[state.status];
		counts.files += sign;
		counts[as] += sign;
		if (isPaused(state)) counts.paused += sign;
		if (as === 'failed' || as === 'cancelled') return;
		this.bytes += sign * size;
		this.sentBytes += sign * sentBytesOf(state, size);
	}

	totals(bytesPerSecond: number, etaMs: number | undefined): UploaderTotals {
		const { counts, bytes, sentBytes } = this;
		const whole = counts.stored > 0 && counts.queued + counts.active === 0;
		const percent = bytes > 0 ? Math.floor((sentBytes / bytes) * 100) : whole ? 100 : 0;
		return { ...counts, bytes, sentBytes, percent, bytesPerSecond, etaMs };
	}
}

function isPaused(state: FileState): boolean {
	return state.status === 'queued' && state.waiting === 'paused';
}
