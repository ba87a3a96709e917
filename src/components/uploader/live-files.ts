import { identityOf } from './add.ts';
import type { Candidate } from './add.ts';
import type { FileState } from './types.ts';

/** What counts under `maxFiles` and `maxTotalBytes`, and is a duplicate when it comes again. */
export class LiveFiles {
	files = 0;
	bytes = 0;
	/** How many there are of each: a cancelled file that was added again may be retried. */
	readonly #same = new Map<string, number>();

	has(candidate: Candidate): boolean {
		return (this.#same.get(identityOf(candidate)) ?? 0) > 0;
	}

	/** @param sign 1 when a file comes to be in this state, -1 when it leaves it. */
	count(candidate: Candidate, state: FileState, sign: 1 | -1): void {
		if (state.status === 'cancelled' || (state.status === 'failed' && !state.error.retryable)) return;
		const identity = identityOf(candidate);
		this.files += sign;
		this.bytes += sign * candidate.file.size;
		const same = (this.#same.get(identity) ?? 0) + sign;
		if (same > 0) this.#same.set(identity, same);
		else this.#same.delete(identity);
	}
}
