import type { UploadedFile } from '../../rules/results.ts';
import type { Item } from './item.svelte.ts';

/** One file on its way, from its start to its end or its next stop. */
export interface Job {
	/** Nothing of it is changed after the signal has aborted. */
	readonly item: Item;
	readonly signal: AbortSignal;
	/** So many bytes more have left; fewer, when a try was in vain. */
	move(bytes: number): void;
	/** What has left counts from here: `bytes` are there already. `afresh`: the bar starts again. */
	startAt(bytes: number, afresh?: boolean): void;
	/** The server works. */
	stage(stage: 'assembling' | 'storing'): void;
	/** A request waits for its repeat (1), or no longer does (-1). */
	wait(change: 1 | -1): void;
	/** A request is under way (1), or no longer is (-1). */
	flying(change: 1 | -1): void;
}

/** What a transport ends with. */
export interface Outcome {
	file: UploadedFile | undefined;
	token: string | undefined;
	result: unknown;
}
