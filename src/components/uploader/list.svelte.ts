import { identityOf } from './add.ts';
import type { Candidate } from './add.ts';
import type { Item } from './item.svelte.ts';
import { Speed } from './speed.ts';
import type { Pace } from './speed.ts';
import { countedAs } from './states.ts';
import type { FileState, RefusedFile, UploaderTotals } from './types.ts';

/**
 * The files of a queue, those that were refused, and the numbers of both. Starts and stops nothing. The numbers are kept
 * by the difference that each change makes: their cost does not grow with the queue.
 */
export class List {
	files: readonly Item[] = $state.raw([]);
	refused: readonly RefusedFile[] = $state.raw([]);
	/**
	 * The numbers, without a dependency on them. `bytes` and `sentBytes` are of files that are stored or may still be: what
	 * failed or was cancelled holds no bar back.
	 */
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
	/** Identities of the files that count under `maxFiles` and `maxTotalBytes`, and are duplicates when they come again. */
	readonly live = new Set<string>();
	liveBytes = 0;
	/** Bytes that have left. */
	movedBytes = 0;
	readonly #speed = new Speed();
	#pace: Pace = { bytesPerSecond: 0, etaMs: undefined };
	/** Another object when a number has changed since it was last looked at. */
	#version = $state.raw({});
	#seen = false;

	/** Queued (and not paused) or under way. */
	get busy(): boolean {
		const { queued, paused, active } = this.#look();
		return queued - paused + active > 0;
	}
	get totals(): UploaderTotals {
		const counts = this.#look();
		const { bytes, sentBytes, stored, queued, active } = counts;
		const whole = stored > 0 && queued + active === 0;
		const percent = bytes > 0 ? Math.floor((sentBytes / bytes) * 100) : whole ? 100 : 0;
		return { ...counts, percent, ...this.#pace };
	}

	/** Takes a sample of the speed. `afresh`: forgets those before. */
	sample(nowMs: number, afresh?: boolean): void {
		const { bytes, sentBytes } = this.counts;
		if (afresh) this.#speed.clear();
		this.#pace = this.#speed.take(this.movedBytes, bytes - sentBytes, nowMs);
		this.#changed();
	}

	/** A file has gone from one state to another. It had none before it came, and has none once it is off the list. */
	change(file: Candidate, before: FileState | undefined, after: FileState | undefined): void {
		const wasLive = this.#count(file, before, -1);
		const isLive = this.#count(file, after, 1);
		if (wasLive !== isLive) {
			const identity = identityOf(file);
			if (isLive) this.live.add(identity);
			else this.live.delete(identity);
			this.liveBytes += isLive ? file.source.size : -file.source.size;
		}
		this.#changed();
	}

	/** Takes files off the list, and returns them. */
	drop(gone: (item: Item) => boolean): Item[] {
		const dropped = this.files.filter(gone);
		if (dropped.length > 0) this.files = this.files.filter((item) => !gone(item));
		for (const item of dropped) this.change(item, item.own, undefined);
		return dropped;
	}

	/** Puts a file of the list at another place of it. */
	move(item: Item, index: number): void {
		if (!this.files.includes(item)) return;
		this.files = this.files.filter((other) => other !== item).toSpliced(index, 0, item);
	}

	/** @returns whether it counts as one of the queue in this state. */
	#count({ source }: Candidate, state: FileState | undefined, sign: 1 | -1): boolean {
		if (!state) return false;
		const { counts } = this;
		counts.files += sign;
		counts[countedAs(state.status)] += sign;
		if (state.status === 'queued' && state.waiting === 'paused') counts.paused += sign;
		if (state.status === 'cancelled') return false;
		if (state.status === 'failed') return state.error.retryable;
		counts.bytes += sign * source.size;
		counts.sentBytes += sign * ('sentBytes' in state ? state.sentBytes : source.size);
		return true;
	}

	#look() {
		void this.#version;
		this.#seen = true;
		return this.counts;
	}

	/** Whoever has looked is told once, until the next look: 10,000 files may change at a time. */
	#changed(): void {
		if (this.#seen) this.#version = {};
		this.#seen = false;
	}
}
