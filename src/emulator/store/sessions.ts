import type { HashAlgorithm } from '../digest.ts';
import { createId, plainId } from '../ids.ts';
import type { BlobStore, StoredBytes } from './blobs.ts';

/** States of an upload session (Fast.io API reference v1.41); `stored` only where the settings ask for it. */
export type SessionStatus =
	| 'ready'
	| 'uploading'
	| 'assemble'
	| 'assembling'
	| 'storing'
	| 'complete'
	| 'stored'
	| 'assembly_failed'
	| 'store_failed';

/** Where the file of a session goes. */
export interface Target {
	/** Folder id or `root`. */
	folder: string;
	/** Folders to create below it, outermost first. */
	path: readonly string[];
	/** The file to give a new version, for `action=update`. */
	fileId?: string;
}

/** What is fixed when a session is created. */
export interface SessionStart {
	kind: 'single' | 'chunks' | 'stream';
	name: string;
	/** Declared size in bytes; absent for a stream. */
	size?: number;
	/** Most bytes that a stream may have. */
	maxSize?: number;
	/** Absent: the file is held for `addfile`. */
	target?: Target;
	creator?: string;
	/** Its slices are counted and hashed, but not kept. */
	discard: boolean;
	/** Digests of the whole file that were declared, in hex. */
	hashes: Map<HashAlgorithm, string>;
}

export interface Session extends SessionStart {
	readonly id: string;
	readonly createdAt: Date;
	status: SessionStatus;
	statusMessage: string;
	newFileId: string | null;
	readonly chunks: Map<number, StoredBytes>;
	/** The whole content, once it is one. */
	bytes?: StoredBytes;
	sha256?: string | undefined;
	crc32c?: string | undefined;
	integrityFailure?: { expected_crc32c: string; computed_crc32c: string };
	cancelled: boolean;
	/** Chunks that are being received. */
	inFlight: number;
	/** A node got the content: the session no longer owns it. */
	placed: boolean;
	/** Its success was read by the client. */
	collected: boolean;
	/** Cuts the connection that brings the content of a stream. */
	cutBody?: () => void;
	/** Resolved and emptied at each change of status. */
	readonly waiting: Set<() => void>;
}

/** The upload sessions of the workspace. A session stays until it is cancelled or expires, or is done and old. */
export interface SessionStore {
	create(start: SessionStart): Session;
	get(id: string): Session | undefined;
	list(): Session[];
	setStatus(session: Session, status: SessionStatus, message?: string): void;
	/** Forgets a session, stops what brings its content, removes the content that no node owns. */
	cancel(session: Session): Promise<void>;
	clear(): Promise<void>;
}

/** Sessions above which finished ones are forgotten. */
const MAX_SESSIONS_KEPT = 10_000;

const SUCCEEDED: readonly SessionStatus[] = ['complete', 'stored'];
const FAILED: readonly SessionStatus[] = ['assembly_failed', 'store_failed'];

/** Whether the session has come to an end, good or bad. An older deployment's `complete` precedes `stored`. */
export const isTerminal = (session: Session): boolean =>
	FAILED.includes(session.status) || hasSucceeded(session);

/** Whether the content is where it should be: in a node, or held when there is no target. */
export const hasSucceeded = (session: Session): boolean =>
	SUCCEEDED.includes(session.status) && (session.target === undefined || session.newFileId !== null);

/** Whether a client still has to do with it: not cancelled, and its outcome not yet read (a held file: not yet placed). */
export const isLive = (session: Session): boolean =>
	!session.cancelled && !(hasSucceeded(session) && (session.target ? session.collected : session.placed));

/** Whether it counts for the plan's limits: it is under way, or holds a file for `addfile`. */
export const isUnfinished = (session: Session): boolean =>
	!isTerminal(session) || (session.target === undefined && !session.placed && hasSucceeded(session));

/** Sizes of the chunks that are there, by number. */
export const chunkMap = ({ chunks }: Session): Record<string, number> =>
	Object.fromEntries([...chunks].sort(([a], [b]) => a - b).map(([order, { size }]) => [String(order), size]));

/** Bytes that have arrived whole. */
export const receivedBytes = (session: Session): number =>
	session.bytes?.size ?? [...session.chunks.values()].reduce((sum, { size }) => sum + size, 0);

/**
 * @param lifetimeMs the age at which a session is forgotten; asked for at each look.
 * @param onStatus told after each change of status.
 */
export function createSessionStore(
	blobs: BlobStore,
	lifetimeMs: () => number | undefined = () => undefined,
	onStatus: (session: Session) => void = () => {}
): SessionStore {
	const sessions = new Map<string, Session>();
	const wake = (session: Session) => {
		for (const resolve of session.waiting) resolve();
		session.waiting.clear();
	};
	/** The session, unless it is too old: then it is gone. */
	const living = (session: Session | undefined): Session | undefined => {
		const lifetime = lifetimeMs();
		if (!session || lifetime === undefined || Date.now() - session.createdAt.getTime() < lifetime)
			return session;
		void store.cancel(session);
		return undefined;
	};
	const store: SessionStore = {
		create(start) {
			prune(sessions);
			const session: Session = {
				...start,
				id: createId('upload'),
				createdAt: new Date(),
				status: 'ready',
				statusMessage: '',
				newFileId: null,
				chunks: new Map(),
				cancelled: false,
				inFlight: 0,
				placed: false,
				collected: false,
				waiting: new Set()
			};
			sessions.set(session.id, session);
			return session;
		},
		get: (id) => living(sessions.get(plainId(id))),
		list: () => [...sessions.values()].filter((session) => living(session)),
		setStatus(session, status, message = '') {
			session.status = status;
			session.statusMessage = message;
			wake(session);
			onStatus(session);
		},
		async cancel(session) {
			sessions.delete(session.id);
			session.cancelled = true;
			wake(session);
			session.cutBody?.();
			if (session.placed) return;
			const pieces = [...session.chunks.values(), ...(session.bytes ? [session.bytes] : [])];
			session.chunks.clear();
			await Promise.all(pieces.map((piece) => blobs.remove(piece)));
		},
		async clear() {
			await Promise.all([...sessions.values()].map((session) => store.cancel(session)));
		}
	};
	return store;
}

/** Drops the oldest sessions that nobody has to do with any more, so that a long run doesn't gather them. */
function prune(sessions: Map<string, Session>): void {
	if (sessions.size < MAX_SESSIONS_KEPT) return;
	for (const session of sessions.values()) {
		if (isLive(session)) continue;
		sessions.delete(session.id);
		if (sessions.size < MAX_SESSIONS_KEPT) return;
	}
}

/** Resolves at the next change of status, after `ms`, or when the signal fires. */
export async function nextChange(session: Session, ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted || session.cancelled) return;
	await new Promise<void>((resolve) => {
		const done = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			session.waiting.delete(done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		signal.addEventListener('abort', done, { once: true });
		session.waiting.add(done);
	});
}
