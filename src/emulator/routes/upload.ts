import { type Exchange } from '../http/exchange.ts';
import { readForm } from '../http/form.ts';
import { invalid, missing, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import { HASH_ALGORITHMS } from '../digest.ts';
import type { State } from '../state.ts';
import { finishSession, place, verify } from '../store/assemble.ts';
import type { StoredBytes } from '../store/blobs.ts';
import type { Session } from '../store/sessions.ts';
import { requireFile, requireFolder, requireWorkspace } from './lookup.ts';
import { parseSession } from './session-form.ts';

/** Largest file of a single call, 4 MiB inclusive. */
const SINGLE_CALL_BYTES = 4 * 1024 ** 2;

const EXTENSIONS = {
	restricted_extensions: [],
	archive_extensions: ['zip', 'tar', 'gz', '7z', 'rar'],
	enforcement_enabled: false,
	cache_ttl: 3600
};

/** Creating sessions, the single call, and what the plan allows. */
export const uploadRoutes: readonly Route[] = [
	{ method: 'POST', path: 'upload', handler: create },
	{ method: 'GET', path: 'upload/limits', handler: limits },
	{ method: 'GET', path: 'upload/limits/extensions', handler: extensions },
	{ method: 'GET', path: 'upload/algos', handler: () => ({ payload: { algos: HASH_ALGORITHMS } }) }
];

async function create(x: Exchange, state: State): Promise<Reply> {
	const { fields, file } = await readForm(x, state, {
		required: ['name', 'size'],
		file: { field: 'chunk', maxBytes: SINGLE_CALL_BYTES, digests: ['sha256'] }
	});
	let session: Session | undefined;
	try {
		session = state.sessions.create(parseSession(state, fields, file !== undefined));
		if (!file) return { payload: { id: session.id } };
		await takeWhole(state, session, file.bytes);
	} catch (error) {
		// The client never learns the id of a refused single call, so no session may be left behind.
		if (session) await state.sessions.cancel(session);
		if (file) await state.blobs.remove(file.bytes);
		throw error;
	}
	if (session.target && state.settings.newFileIdInSingleCall) {
		place(state, session);
		session.collected = true;
	} else void finishSession(state, session);
	return { payload: { id: session.id, new_file_id: session.newFileId } };
}

async function takeWhole(state: State, session: Session, bytes: StoredBytes): Promise<void> {
	if (bytes.size !== session.size) {
		throw new Refusal(406, 10522, `Received ${bytes.size} bytes, but size says ${session.size}.`);
	}
	session.bytes = bytes;
	const problem = await verify(state, session);
	if (problem) throw new Refusal(406, 10778, problem);
}

function extensions(_x: Exchange, { settings }: State): Reply {
	return { payload: { ...EXTENSIONS, plan: settings.plan } };
}

function limits(x: Exchange, state: State): Reply {
	const { query } = x;
	const action = query.get('action');
	if (action !== null) {
		if (action !== 'create' && action !== 'update') throw invalid('action', 'must be create or update');
		const instance = query.get('instance_id');
		if (!instance) throw missing('instance_id');
		requireWorkspace(state, instance);
		if (action === 'update') {
			if (!query.get('file_id')) throw missing('file_id');
			requireFile(state, query.get('file_id') ?? '');
		}
		if (query.has('folder_id')) requireFolder(state, query.get('folder_id') ?? '');
	}
	const plan = state.settings.limits;
	const payload = {
		chunk_size: plan.chunkSize,
		size: plan.size,
		chunks: plan.chunks,
		sessions: plan.sessions,
		sessions_size_max: plan.sessionsSizeMax
	};
	// The reference doesn't say whether the numbers have a wrapper: each envelope shows one of the two forms.
	return { payload: state.settings.envelope === 'nested' ? { limits: payload } : payload };
}
