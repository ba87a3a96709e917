import { FastioNetworkError } from '../../api.ts';
import type { Fastio, FastioEvent } from '../../api.ts';

/** Files that are followed at a time: 10,000. One more is not, and pages are told of it by its deliveries alone. */
const MAX_FOLLOWED = 10_000;
/** Longest time that one file is followed: 1 h. */
const FOLLOW_TIMEOUT_MS = 3_600_000;
/** Files that were told of within this time are read together, 25 per call to Fast.io: 100 ms. */
const GATHER_MS = 100;

export interface IndexFollowerOptions {
	fastio: Pick<Fastio, 'files' | 'events'>;
	/** Hands on what is found of a file. */
	found: (event: FastioEvent) => Promise<unknown>;
	onError: (error: unknown) => void;
	/** Aborts when the server ends. */
	signal: AbortSignal;
}

/**
 * Follows the files that deliveries tell of to the end of their indexing. Deliveries only tell of an end that is good,
 * and pages want to know that it has begun, and why it never comes.
 */
export class IndexFollower {
	readonly #options: IndexFollowerOptions;
	readonly #followed = new Set<string>();
	/** To be read with the next call. */
	#gathered: string[] = [];

	constructor(options: IndexFollowerOptions) {
		this.#options = options;
	}

	/** Takes note of an event from elsewhere. */
	note(event: FastioEvent): void {
		if (event.type !== 'file.added' && event.type !== 'file.modified') return;
		const { fileId } = event;
		if (this.#followed.has(fileId) || this.#followed.size >= MAX_FOLLOWED) return;
		this.#followed.add(fileId);
		this.#gather(fileId);
	}

	#gather(fileId: string): void {
		if (this.#gathered.length === 0) setTimeout(() => void this.#look(), GATHER_MS);
		this.#gathered.push(fileId);
	}

	/** Reads the gathered files, hands on where they are, and waits for the ends of those that have none yet. */
	async #look(): Promise<void> {
		const { fastio, found, onError, signal } = this.#options;
		const fileIds = this.#gathered;
		this.#gathered = [];
		if (signal.aborted) return;
		const open = new Set<string>();
		try {
			for (const event of await fastio.events.indexing(fileIds, { signal })) {
				await found(event);
				if (event.type === 'file.indexing') open.add(event.fileId);
			}
		} catch (error) {
			if (!signal.aborted) onError(error);
		}
		for (const fileId of fileIds) {
			if (open.has(fileId)) void this.#wait(fileId);
			else this.#followed.delete(fileId);
		}
	}

	async #wait(fileId: string): Promise<void> {
		const { fastio, onError, signal } = this.#options;
		try {
			await fastio.files.indexed(fileId, { timeoutMs: FOLLOW_TIMEOUT_MS, signal });
			this.#gather(fileId);
		} catch (error) {
			this.#followed.delete(fileId);
			// It went away, or takes longer than anyone waits.
			const isLate = error instanceof FastioNetworkError && error.code === 'timeout';
			if (!signal.aborted && !isLate && (error as { code?: string }).code !== 'not-found') onError(error);
		}
	}
}
