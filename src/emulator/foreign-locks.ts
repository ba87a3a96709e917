import { createProfileId } from './ids.ts';
import { LOCK_SECONDS } from './routes/locks.ts';
import type { State } from './state.ts';
import { createLock, lockOf } from './store/node-lock.ts';
import type { StorageNode } from './store/nodes.ts';

/** A lock of another member. */
export interface ForeignLock {
	/** 60 to 3600. Default 300. */
	durationSeconds?: number;
}

/**
 * Locks a node as another member of the workspace does, who may override a lock that is there.
 *
 * @throws TypeError for a node that isn't there, or a duration that Fast.io doesn't take.
 */
export function lockNode(state: State, fileId: unknown, { durationSeconds }: ForeignLock = {}): void {
	const node = liveNode(state, fileId);
	const { min, max } = LOCK_SECONDS;
	const seconds = durationSeconds ?? LOCK_SECONDS.default;
	if (!(seconds >= min && seconds <= max)) throw new TypeError(`A lock has ${min} to ${max} seconds.`);
	if (lockOf(node)) {
		state.events.append({
			event: 'workspace_storage_lock_overridden',
			category: 'workspace',
			subCategory: 'storage',
			objectId: node.id,
			params: { name: node.name },
			inFeed: true
		});
	}
	node.lock = createLock({ holder: createProfileId(), durationMs: seconds * 1000, clientInfo: undefined });
	state.activity.workspace.touch('storage', node.id);
}

/** Takes the lock of a node away, whoever has it. @throws TypeError for a node that isn't there. */
export function unlockNode(state: State, fileId: unknown): void {
	const node = liveNode(state, fileId);
	delete node.lock;
	state.activity.workspace.touch('storage', node.id);
}

function liveNode(state: State, id: unknown): StorageNode {
	const node = typeof id === 'string' ? state.nodes.get(id) : undefined;
	if (!node || !state.nodes.isLive(node)) throw new TypeError('There is no such file.');
	return node;
}
