import { utcText } from '../dates.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { readForm } from '../http/form.ts';
import { invalid, missing, notFound, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { createLock, lockOf, type NodeLock } from '../store/node-lock.ts';
import { lockInfo } from '../store/node-view.ts';
import type { StorageNode } from '../store/nodes.ts';
import { requireLiveNode, requireWorkspace } from './lookup.ts';
import { parseWhole } from './session-form.ts';

const LOCK = 'workspace/:workspace/storage/:node/lock';
/** Longest and shortest lock, and the one of a call that doesn't say. The last isn't documented. */
export const LOCK_SECONDS = { min: 60, max: 3600, default: 300 };
const MAX_INFO_CHARACTERS = 4096;

/**
 * Locks, which expire. Names of fields besides `lock_token`, and refusals, aren't documented: a second lock on a node is
 * a 409, whoever asks, and so are a heartbeat and a release with another token; without a lock they are a 404.
 */
export const lockRoutes: readonly Route[] = [
	{ method: 'POST', path: LOCK, handler: acquire },
	{ method: 'GET', path: LOCK, handler: status },
	{ method: 'POST', path: `${LOCK}/heartbeat`, handler: heartbeat },
	{ method: 'DELETE', path: LOCK, handler: release }
];

async function acquire(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state);
	const node = nodeOf(x, state);
	const { min, max } = LOCK_SECONDS;
	const seconds = parseWhole(fields, 'duration', min) ?? LOCK_SECONDS.default;
	if (seconds > max) throw invalid('duration', `must be ${min} to ${max} seconds`);
	const clientInfo = infoField(fields);
	if (lockOf(node)) throw new Refusal(409, 1660, 'The node is locked already.');
	node.lock = createLock({ holder: state.userId, durationMs: seconds * 1000, clientInfo });
	tell(state, node);
	return { payload: granted(node.lock) };
}

function infoField(fields: URLSearchParams): string | undefined {
	const info = fields.get('client_info');
	if (info === null || info === '') return undefined;
	if (info.length > MAX_INFO_CHARACTERS)
		throw invalid('client_info', `must have at most ${MAX_INFO_CHARACTERS} characters`);
	try {
		JSON.parse(info);
	} catch {
		throw invalid('client_info', 'must be JSON');
	}
	return info;
}

function status(x: Exchange, state: State): Reply {
	const lock = lockOf(nodeOf(x, state));
	return { payload: { locked: lock !== undefined, lock_info: lock ? lockInfo(lock) : null } };
}

async function heartbeat(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['lock_token'] });
	const lock = heldLock(nodeOf(x, state), fields.get('lock_token'));
	lock.expiresAt = new Date(Date.now() + lock.durationMs);
	return { payload: granted(lock) };
}

/** The token counts in the query as well as in a form: which of them Fast.io reads is not certain. */
async function release(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state);
	const node = nodeOf(x, state);
	heldLock(node, x.query.get('lock_token') ?? fields.get('lock_token'));
	delete node.lock;
	tell(state, node);
	return {};
}

function nodeOf(x: Exchange, state: State): StorageNode {
	requireWorkspace(state, param(x, 'workspace'));
	return requireLiveNode(state, param(x, 'node'));
}

function heldLock(node: StorageNode, token: string | null): NodeLock {
	if (!token) throw missing('lock_token');
	const lock = lockOf(node);
	if (!lock) throw notFound('The lock');
	if (lock.token !== token) throw new Refusal(409, 1660, 'The node is locked by another.');
	return lock;
}

const granted = ({ token, expiresAt, durationMs }: NodeLock): object => ({
	lock_token: token,
	expires: utcText(expiresAt),
	duration: durationMs / 1000
});

/** Tells the long poll: no event of log or feed is known of. */
const tell = (state: State, { id }: StorageNode): void => state.activity.workspace.touch('storage', id);
