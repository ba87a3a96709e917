import type { Item } from './item.svelte.ts';
import { Speed } from './speed.ts';
import { Tally } from './tally.ts';
import type { FileState, RefusedFile, UploaderTotals } from './types.ts';

/** The files of a queue, those that were refused, and the numbers of both. Starts and stops nothing. */
export class List {
	files: readonly Item[] = $state.raw([]);
	refused: readonly RefusedFile[] = $state.raw([]);
	/** The numbers, without a dependency on them. */
	readonly tally = new Tally();
	/** Another object with every change of a number. */
	#version = $state.raw({});
	readonly #speed = new Speed();
	/** Bytes that have left. */
	#moved = 0;

	/** Queued (and not paused) or under way. */
	get busy(): boolean {
		void this.#version;
		const { queued, paused, active } = this.tally.counts;
		return queued - paused + active > 0;
	}
	totals(now: number): UploaderTotals {
		void this.#version;
		const { bytes, sentBytes } = this.tally.counts;
		return this.tally.totals(this.#speed.rate(now), this.#speed.etaMs(bytes - sentBytes, now));
	}

	moved(bytes: number): void {
		this.#moved += bytes;
	}

	/** Takes a sample of the speed; without a time, forgets it. */
	sample(now?: number): void {
		if (now === undefined) this.#speed.clear();
		else this.#speed.add(this.#moved, now);
		this.#version = {};
	}

	/** @param sign 1 when the file comes to be in this state, -1 when it leaves it. */
	count(item: Item, state: FileState, sign: 1 | -1): void {
		this.tally.count(item, state, sign);
		this.#version = {};
	}

	/** Takes files off the list, and returns them. */
	drop(gone: (item: Item) => boolean): Item[] {
		const kept: Item[] = [];
		const dropped: Item[] = [];
		for (const item of this.files) (gone(item) ? dropped : kept).push(item);
		for (const item of dropped) this.count(item, item.own, -1);
		if (dropped.length > 0) this.files = kept;
		return dropped;
	}

	/** Puts a file of the list at another place of it. */
	move(item: Item, index: number): void {
		const rest = this.files.filter((other) => other !== item);
		if (rest.length === this.files.length) return;
		rest.splice(index, 0, item);
		this.files = rest;
	}
}
