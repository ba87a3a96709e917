import { identityOf } from './add.ts';
import type { Candidate } from './add.ts';
import { COUNTED_AS } from './states.ts';
import type { FileState, UploaderTotals } from './types.ts';

/**
 * The numbers of a queue, kept by the difference that each change makes: their cost does not grow with the queue.
 * `bytes` and `sentBytes` are of files that are stored or may still be: what failed or was cancelled holds no bar back.
 */
export class Tally {
	readonly counts = {
		files: 0,
		bytes: 0,
		sentBytes: 0,
		queued: 0,
		active: 0,
		stored: 0,
		failed: 0,
		cancelled: 0,
		paused: 0
	};
	/** What counts under `maxFiles` and `maxTotalBytes`, and is a duplicate when it comes again. */
	readonly live = { files: 0, bytes: 0 };
	/** How many there are of each: a cancelled file that was added again may be retried. */
	readonly #same = new Map<string, number>();

	has(candidate: Candidate): boolean {
		return this.#same.has(identityOf(candidate));
	}

	/** @param sign 1 when a file comes to be in this state, -1 when it leaves it. */
	count(candidate: Candidate, state: FileState, sign: 1 | -1): void {
		const { counts, live } = this;
		const { size } = candidate.source;
		const as = COUNTED_AS[state.status];
		counts.files += sign;
		counts[as] += sign;
		if (state.status === 'queued' && state.waiting === 'paused') counts.paused += sign;
		if (state.status === 'cancelled') return;
		if (state.status !== 'failed') {
			counts.bytes += sign * size;
			counts.sentBytes += sign * ('sentBytes' in state ? state.sentBytes : size);
		} else if (!state.error.retryable) return;
		live.files += sign;
		live.bytes += sign * size;
		const identity = identityOf(candidate);
		const same = (this.#same.get(identity) ?? 0) + sign;
		if (same > 0) this.#same.set(identity, same);
		else this.#same.delete(identity);
	}

	totals(bytesPerSecond: number, etaMs: number | undefined): UploaderTotals {
		const { bytes, sentBytes, stored, queued, active } = this.counts;
		const whole = stored > 0 && queued + active === 0;
		const percent = bytes > 0 ? Math.floor((sentBytes / bytes) * 100) : whole ? 100 : 0;
		return { ...this.counts, percent, bytesPerSecond, etaMs };
	}
}
