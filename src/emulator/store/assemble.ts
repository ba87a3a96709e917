import { setTimeout as sleep } from 'node:timers/promises';
import type { HashAlgorithm } from '../digest.ts';
import { typeOfName } from '../mime.ts';
import type { State } from '../state.ts';
import type { StoredBytes } from './blobs.ts';
import { isLockedFor } from './node-lock.ts';
import type { FileNode, NewVersion } from './nodes.ts';
import { overwrittenBy } from './overwritten-by.ts';
import type { Session } from './sessions.ts';

/**
 * Takes a session whose bytes are all here through `assemble`, `assembling`, `storing` to its end, at the pace of
 * `asyncDelayMs`. Runs on its own: failures end in `assembly_failed` or `store_failed`. A session cancelled on the
 * way stops there.
 */
export async function finishSession(state: State, session: Session): Promise<void> {
	const { sessions, settings } = state;
	const step = async (): Promise<boolean> => {
		await sleep(settings.asyncDelayMs, undefined, { ref: false });
		return !session.cancelled;
	};
	try {
		sessions.setStatus(session, 'assemble');
		if (!(await step())) return;
		sessions.setStatus(session, 'assembling');
		session.bytes ??= joinChunks(state, session);
		const problem = await verify(state, session);
		if (!(await step())) return;
		if (problem) return await failIntegrity(state, session, problem);
		if (!session.target) return sessions.setStatus(session, 'complete');
		if (settings.legacyStored) {
			sessions.setStatus(session, 'complete');
			if (!(await step())) return;
		}
		sessions.setStatus(session, 'storing');
		if (!(await step())) return;
		place(state, session);
	} catch (error) {
		// Files of a cancelled session vanish while they are read: nothing is left to report.
		if (!session.cancelled) sessions.setStatus(session, 'store_failed', String(error));
	}
}

/** Why the content of a session isn't what was declared, or `undefined`. Fills in the session's digests. */
export async function verify(state: State, session: Session): Promise<string | undefined> {
	const { bytes, hashes } = session;
	if (!bytes) return 'No content has arrived.';
	const computed = await state.blobs.digest(bytes, [...new Set<HashAlgorithm>(['sha256', ...hashes.keys()])]);
	session.sha256 = computed.get('sha256');
	session.crc32c = computed.get('crc32c');
	for (const [algorithm, declared] of hashes) {
		const actual = computed.get(algorithm) ?? '';
		if (actual === declared.toLowerCase()) continue;
		if (algorithm === 'crc32c') {
			session.integrityFailure = { expected_crc32c: declared, computed_crc32c: actual };
		}
		return `The ${algorithm} of the received file is not the declared one.`;
	}
	return undefined;
}

/** Ends a session whose content isn't what was declared; nothing is kept of it. */
export async function failIntegrity(state: State, session: Session, message: string): Promise<void> {
	const bytes = session.bytes;
	session.chunks.clear();
	delete session.bytes;
	state.sessions.setStatus(session, 'assembly_failed', message);
	if (bytes) await state.blobs.remove(bytes);
}

/** Puts the content of a session where its target says and ends the session. */
export function place(state: State, session: Session): void {
	const { nodes, sessions, settings } = state;
	const { target } = session;
	const folder = target && (target.folder === 'root' ? undefined : nodes.get(target.folder));
	const file = target?.fileId === undefined ? undefined : nodes.get(target.fileId);
	const gone =
		!target ||
		(target.folder !== 'root' && !(folder && nodes.isLive(folder))) ||
		(target.fileId !== undefined && !(file?.kind === 'file' && nodes.isLive(file)));
	if (gone) return sessions.setStatus(session, 'store_failed', 'The target no longer exists.');

	const overwritten = overwrittenBy(nodes, session);
	if (overwritten && isLockedFor(state.userId, overwritten, nodes))
		return sessions.setStatus(session, 'store_failed', `"${overwritten.name}" is locked by somebody else.`);

	const content = contentOf(session);
	let placed: FileNode;
	if (file?.kind === 'file') {
		const isFree = nodes.child(file.parent, session.name) === undefined;
		nodes.update(file, { content, ...(isFree && { name: session.name }) });
		placed = file;
	} else {
		placed = nodes.putFile(nodes.ensurePath(target.folder, target.path), session.name, content);
	}
	session.newFileId = placed.id;
	session.placed = true;
	sessions.setStatus(session, settings.legacyStored ? 'stored' : 'complete');
}

/** The content of a finished session as a version of a file; the media type comes from the name. */
export function contentOf(session: Session, name = session.name): NewVersion {
	const { bytes, sha256, crc32c, kind, creator } = session;
	if (!bytes) throw new Error('The session has no finished content.');
	return {
		bytes,
		sha256,
		crc32c,
		type: typeOfName(name),
		wire: 'sessions',
		via: kind,
		...(creator !== undefined && { creator })
	};
}

function joinChunks({ blobs }: State, session: Session): StoredBytes {
	const orders = [...session.chunks.keys()].sort((a, b) => a - b);
	return blobs.join(orders.map((order) => session.chunks.get(order)!));
}
