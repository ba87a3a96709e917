import type { Capabilities, HeldUpload, UploadedFile, UploadSuccess } from '../../rules/results.ts';
import type { Checksums } from '../integrity/types.ts';
import type { Caller } from './call.ts';
import type { Resume } from './resume/claim.ts';
import type { Session } from './session.ts';

/** What the transports need of the uploader. */
export interface Transport {
	caller: Caller;
	/** `{endpoint}/{definition}`. */
	url: string;
	capabilities: Capabilities;
	hold: boolean;
	slicesInFlight: number;
	/** Shared by all files of a queue: hosts may take less in one request than our own limit. */
	most: { singleBytes: number };
	/** Checksums travel with the bytes. */
	integrity: boolean;
	/** Resolves with `undefined` where they can't be loaded. */
	checksums: () => Promise<Checksums | undefined>;
	/** `undefined` where it is switched off. */
	resume: (() => Promise<Resume | undefined>) | undefined;
}

/** One file on its way, from its start to its end or its next stop. */
export interface Job {
	readonly source: File;
	readonly size: number;
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

export function outcomeOf(answer: unknown): Outcome {
	const { files, result, token } = answer as Partial<UploadSuccess & HeldUpload>;
	return { file: files?.[0], token, result };
}
