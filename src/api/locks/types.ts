import type { CallOptions } from '../fastio-types.ts';

/** A lock that we have. `lockToken` proves it: whoever knows it can release the lock. */
export interface FileLock {
	fileId: string;
	lockToken: string;
	/** How long it lasts from now, and from each heartbeat on. */
	durationSeconds: number;
	/** By Fast.io's clock where it tells, else by ours. */
	expiresAt: Date;
}

/** Whether somebody has a file locked, ourselves included. */
export interface LockStatus {
	locked: boolean;
	expiresAt: Date | undefined;
	/** Id of the user that has it, where Fast.io tells. */
	userId: string | undefined;
	/** What the holder has said of itself. */
	clientInfo: unknown;
}

export interface LockOptions extends CallOptions {
	/** 60 to 3600. Default 300; 60 in `withLock`, which extends it. */
	durationSeconds?: number;
	/** What others shall know of the holder; sent as JSON. No secrets. */
	clientInfo?: unknown;
}

/** What the function of `withLock` gets. */
export interface HeldLock {
	fileId: string;
	lockToken: string;
	/** Aborts when the lock is lost, with a `conflict` as its reason, and when the caller's signal aborts. */
	signal: AbortSignal;
}

/**
 * Locks keep the writes of other users from a file, and of everybody a second lock: users of one API key exclude each
 * other by `acquire` only, since their writes are all that key's. Members of a workspace can override a lock.
 * On the v1 wire every one of these rejects with `unsupported`.
 */
export interface FastioLocks {
	/**
	 * Rejects with `conflict` while the file is locked, by whomever. When the answer is lost, a lock may be there that nobody
	 * can release: it expires. An abort releases what it has just acquired.
	 */
	acquire(fileId: string, options?: LockOptions): Promise<FileLock>;
	status(fileId: string, options?: CallOptions): Promise<LockStatus>;
	/** Begins its time anew. Rejects with `conflict` or `not-found` when it is lost. Safe to repeat. */
	heartbeat(
		lock: Pick<FileLock, 'fileId' | 'lockToken' | 'durationSeconds'>,
		options?: CallOptions
	): Promise<FileLock>;
	/** Never fails for a lock that is gone; rejects with `conflict` when somebody else has one by now. */
	release(lock: Pick<FileLock, 'fileId' | 'lockToken'>, options?: CallOptions): Promise<void>;
	/**
	 * Runs `work` while it has the lock, and releases it whatever comes of it. Heartbeats go out three times per duration;
	 * while Fast.io does not answer them it tries again, until the lock's time is over. When the lock is lost, `signal` of
	 * `work` aborts at once, and this rejects with `conflict` once `work` has settled, whatever it returned: it may have
	 * written what another then overwrote. Rejects with `conflict`, without running it, while the file is locked. A release
	 * that fails within 10 s is left to the lock's expiry.
	 *
	 * @example
	 * await fastio.locks.withLock(fileId, async ({ signal }) => {
	 *   const text = await (await fastio.files.download(fileId, { signal })).text();
	 *   await fastio.upload(new Blob([edit(text)]), { name: 'notes.md', signal });
	 * });
	 */
	withLock<T>(fileId: string, work: (lock: HeldLock) => T | Promise<T>, options?: LockOptions): Promise<T>;
}
