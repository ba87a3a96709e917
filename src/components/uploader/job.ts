import type { Capabilities, UploadedFile } from '../../rules/results.ts';
import type { Checksums } from '../integrity/types.ts';
import type { Environment } from './environment.ts';
import type { Session } from './session.ts';
import type { UploaderOptions, UploaderStrings } from './types.ts';

/** What all transports of one uploader need of it. */
export interface Transport extends Pick<Environment, 'now' | 'random' | 'send' | 'claim'> {
	readonly options: UploaderOptions;
	/** `{endpoint}/{definition}`. */
	url(): string;
	strings(): UploaderStrings;
	/** What the server said, once it was asked. */
	capabilities: Capabilities | undefined;
	slicesInFlight: number;
	/** Repeats of one call after failures in a row. */
	retries: number;
	/** Hosts may take less in one request than our own limit: what the files before have shown. */
	mostSingleBytes: number;
	/** Resolves when the browser is online; told of a lost connection, since `online` may be wrong for a while. */
	online(signal?: AbortSignal): Promise<void>;
	/** Resolves with `undefined` where they can't be loaded. */
	checksums(): Promise<Checksums | undefined>;
}

/** One file on its way, from its start to its end or its next stop. */
export interface Job {
	readonly source: File;
	readonly relativePath: string;
	readonly signal: AbortSignal;
	session: Session | undefined;
	/** Whether it can still be paused and resumed where it was. */
	resumable(resumable: boolean): void;
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
	/** A session was opened for a file that was stopped meanwhile. */
	late(session: Session): void;
}

/** What a transport ends with. */
export interface Outcome {
	file: UploadedFile | undefined;
	token: string | undefined;
	result: unknown;
}
