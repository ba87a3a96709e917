import type { Checksums } from '../integrity/types.ts';
import type { Capabilities } from '../../rules/results.ts';
import type { Environment } from './environment.ts';
import type { Item } from './item.svelte.ts';
import type { List } from './list.svelte.ts';
import type { Network } from './network.svelte.ts';
import type { FileAction } from './states.ts';
import type { UploaderOptions, UploaderStrings } from './types.ts';

/** What one queue is made of, for all of its parts. */
export interface Core extends Omit<Environment, 'checksums'> {
	readonly options: UploaderOptions;
	readonly list: List;
	/** Aborts when nothing is taken or sent any more. */
	readonly ended: AbortSignal;
	readonly network: Network;
	readonly paused: boolean;
	/** What the server said of the definition, once it was asked. */
	readonly capabilities: Capabilities | undefined;
	readonly slicesInFlight: number;
	/** Repeats of one call after failures in a row. */
	readonly retries: number;
	/** Hosts may take less in one request than our own limit: what the files before have shown. */
	mostSingleBytes: number;
	/** `{endpoint}/{definition}`. */
	url(): string;
	strings(): UploaderStrings;
	/** Loads them once. Resolves with nothing where they can't be. */
	checksums(): Promise<Checksums | void>;
	/** Does it to a file where it means something. */
	act(item: Item, action: FileAction | 'remove'): void;
	/** Files that could not start before may now. */
	passed(): void;
}
