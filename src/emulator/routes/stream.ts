import { type Exchange, readBody } from '../http/exchange.ts';
import { mediaType } from '../http/form.ts';
import { Disconnected, notFound, Refusal, tooLarge } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { failIntegrity, finishSession, verify } from '../store/assemble.ts';
import type { Session } from '../store/sessions.ts';
import { requireSession } from './lookup.ts';
import { parseHash } from './session-form.ts';

/** The one-shot body of a stream session. */
export const streamRoutes: readonly Route[] = [
	{ method: 'POST', path: 'upload/:upload/stream', handler: stream }
];

/** Answers 201 once the body is here and goes on by itself. A body cut short leaves the session failed, with nothing. */
async function stream(x: Exchange, state: State): Promise<Reply> {
	const session = requireSession(x, state);
	if (session.kind !== 'stream')
		throw new Refusal(406, 10566, 'The session was not created with stream=true.');
	if (session.status !== 'ready') {
		throw new Refusal(406, 10566, `The stream session was used already: ${session.status}.`);
	}
	if (mediaType(x) !== 'application/octet-stream') {
		throw new Refusal(406, 10571, 'The body must be raw, with Content-Type: application/octet-stream.');
	}
	const hash = parseHash(x.query);
	if (hash) session.hashes.set(hash.algorithm, hash.value);
	state.sessions.setStatus(session, 'uploading');
	await receive(x, state, session);
	const problem = session.hashes.size > 0 ? await verify(state, session) : undefined;
	if (problem) {
		await failIntegrity(state, session, problem);
		throw new Refusal(406, 10778, problem);
	}
	void finishSession(state, session);
	return { status: 201 };
}

async function receive(x: Exchange, state: State, session: Session): Promise<void> {
	const limit = session.maxSize ?? state.settings.limits.size;
	const writer = state.blobs.create({
		digests: ['sha256'],
		// A declared digest is checked against the stored bytes.
		discard: state.settings.contents === 'discard' && session.hashes.size === 0
	});
	session.cutBody = () => x.req.destroy();
	try {
		if (Number(x.req.headers['content-length'] ?? 0) > limit) throw tooLarge('The file', limit);
		await readBody(x, (chunk) => {
			if (writer.size + chunk.length > limit) throw tooLarge('The file', limit);
			return writer.write(chunk);
		});
		const bytes = await writer.finish();
		if (session.cancelled) {
			await state.blobs.remove(bytes);
			throw notFound('The upload session');
		}
		session.bytes = bytes;
	} catch (error) {
		await writer.discard();
		const message = error instanceof Disconnected ? 'The upload was interrupted.' : String(error);
		if (!session.cancelled) state.sessions.setStatus(session, 'assembly_failed', message);
		throw error;
	} finally {
		delete session.cutBody;
	}
}
