import type { FastioEvent } from '../../rules/events.ts';
import type { FileEntry } from '../wire/upload-wire.ts';
import { indexingEvent, indexingOf } from './indexing.ts';

/** Files whose last told state is remembered; the one told of longest ago goes first. About 150 bytes each. */
const MAX_TOLD = 10_000;
/** Files under way that are looked at again without being asked to; the oldest goes first. */
const MAX_WATCHED = 1_000;

/** Turns what files look like into events, one for each change. */
export class IndexWatch {
	/** By file: the id of the event that was told last. */
	readonly #told = new Map<string, string>();
	/** Files that are being indexed, and since when. */
	readonly #since = new Map<string, number>();
	readonly #now: () => number;

	/** @param now The clock, in milliseconds. */
	constructor(now: () => number) {
		this.#now = now;
	}

	/** Files whose end is not known yet. An activity may be lost, so they are to be read again from time to time. */
	get watched(): string[] {
		return [...this.#since.keys()];
	}

	watches(fileId: string): boolean {
		return this.#since.has(fileId);
	}

	/** What is new about a file. */
	look(file: FileEntry, workspaceId: string, intelligence: boolean | undefined): FastioEvent | undefined {
		const { fileId } = file;
		const since = this.#since.get(fileId) ?? this.#now();
		const status = indexingOf(file, { intelligence }, this.#now() - since);
		if (status.state === 'indexing') this.#watch(fileId, since);
		else this.#since.delete(fileId);
		const event = indexingEvent(file, { workspaceId, status, at: new Date(this.#now()) });
		if (this.#told.get(fileId) === event.id) return undefined;
		this.#told.delete(fileId);
		this.#told.set(fileId, event.id);
		if (this.#told.size > MAX_TOLD) this.#told.delete(this.#told.keys().next().value!);
		return event;
	}

	/** A file is gone. */
	forget(fileId: string): void {
		this.#since.delete(fileId);
		this.#told.delete(fileId);
	}

	#watch(fileId: string, since: number): void {
		this.#since.set(fileId, since);
		if (this.#since.size > MAX_WATCHED) this.#since.delete(this.#since.keys().next().value!);
	}
}
