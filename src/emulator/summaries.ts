import type { AiState } from './indexing.ts';
import type { State } from './state.ts';
import { chunkMap, isLive, receivedBytes, type SessionStart, type SessionStatus } from './store/sessions.ts';
import type { Provenance } from './store/nodes.ts';

/** A file outside the trash, in its current version. */
export interface StoredFile {
	id: string;
	name: string;
	/** Folder id, or `root`. */
	parent: string;
	/** Bytes. */
	size: number;
	/** Lower-case hex. `undefined` for slices under `contents: 'discard'`. */
	sha256: string | undefined;
	/** 8 lower-case hex digits; known where the upload declared one, and for discarded slices. */
	crc32c: string | undefined;
	/** Media type: on the v1 wire as sent, on the session wire by the name's extension. */
	type: string;
	wire: Provenance['wire'];
	/** How the current version came: one multipart call, a raw stream, or chunks (`multipart` is v1's form). */
	via: Provenance['via'];
	/** Where its indexing is; `disabled` unless the settings say `intelligence`. */
	aiState: AiState;
	/** Why its text can't be had, where that made it `failed`. */
	aiProblem?: string;
	/** Number of versions, 1 for a file that was never overwritten. */
	versions: number;
	/** ISO 8601. */
	createdAt: string;
}

/** An upload session that isn't done with: neither cancelled, nor finished and read by the client. */
export interface SessionSummary {
	id: string;
	name: string;
	kind: SessionStart['kind'];
	status: SessionStatus;
	/** Declared bytes; `null` for a stream. */
	size: number | null;
	/** Bytes that arrived in whole chunks or bodies. */
	receivedBytes: number;
	/** Bytes of each whole chunk, by its number. */
	chunks: Record<string, number>;
	/** False: the file waits for `addfile`. */
	hasTarget: boolean;
	/** ISO 8601. */
	createdAt: string;
}

/** All live files, oldest first. */
export function storedFiles({ nodes }: State): StoredFile[] {
	return nodes.files().map(({ id, name, parent, current, versions, ai, aiProblem, createdAt }) => ({
		id,
		name,
		parent,
		size: current.bytes.size,
		sha256: current.sha256,
		crc32c: current.crc32c,
		type: current.type,
		wire: current.wire,
		via: current.via,
		aiState: ai,
		...(aiProblem !== undefined && { aiProblem }),
		versions: versions.length,
		createdAt: createdAt.toISOString()
	}));
}

/** The sessions that a client has left to deal with, oldest first. */
export function sessionSummaries({ sessions }: State): SessionSummary[] {
	return sessions
		.list()
		.filter(isLive)
		.map((session) => ({
			id: session.id,
			name: session.name,
			kind: session.kind,
			status: session.status,
			size: session.size ?? null,
			receivedBytes: receivedBytes(session),
			chunks: chunkMap(session),
			hasTarget: session.target !== undefined,
			createdAt: session.createdAt.toISOString()
		}));
}
