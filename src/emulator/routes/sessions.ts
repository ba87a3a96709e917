import { type Exchange } from '../http/exchange.ts';
import { invalid } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { chunkMap, hasSucceeded, isTerminal, nextChange, type Session } from '../store/sessions.ts';
import { requireSession } from './lookup.ts';

/** Longest time in s that `details/?wait=` holds a request. */
const MAX_WAIT_SECONDS = 590;

/** Status of upload sessions, and cancelling them. */
export const sessionRoutes: readonly Route[] = [
	{ method: 'GET', path: 'upload/details', handler: listSessions },
	{ method: 'GET', path: 'upload/:upload/details', handler: details },
	{ method: 'DELETE', path: 'upload/:upload', handler: cancel },
	{ method: 'DELETE', path: 'upload', handler: cancelAll }
];

async function details(x: Exchange, state: State): Promise<Reply> {
	const session = requireSession(x, state);
	const wait = x.query.get('wait') ?? '0';
	if (!/^\d{1,6}$/.test(wait)) throw invalid('wait', 'must be a number of seconds');
	const seconds = Math.min(Number(wait), MAX_WAIT_SECONDS);
	if (seconds > 0 && !isTerminal(session)) {
		const gone = new AbortController();
		const abort = () => gone.abort();
		x.res.once('close', abort);
		await nextChange(session, seconds * 1000, gone.signal);
		x.res.off('close', abort);
		requireSession(x, state);
	}
	if (hasSucceeded(session)) session.collected = true;
	return { payload: { session: sessionView(session) } };
}

function listSessions(_x: Exchange, state: State): Reply {
	const sessions = state.sessions.list().map(sessionView);
	return { payload: { results: sessions.length, sessions } };
}

async function cancel(x: Exchange, state: State): Promise<Reply> {
	await state.sessions.cancel(requireSession(x, state));
	return {};
}

async function cancelAll(_x: Exchange, state: State): Promise<Reply> {
	await state.sessions.clear();
	return {};
}

function sessionView(session: Session): object {
	return {
		id: session.id,
		name: session.name,
		size: session.size ?? session.bytes?.size ?? null,
		status: session.status,
		status_message: session.statusMessage,
		new_file_id: session.newFileId,
		chunks: chunkMap(session),
		...(session.integrityFailure && { integrity_failure: session.integrityFailure })
	};
}
