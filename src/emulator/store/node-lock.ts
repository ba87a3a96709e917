import { randomBytes } from 'node:crypto';
import type { NodeStore, StorageNode } from './nodes.ts';

/** Who may write to a node for a while. */
export interface NodeLock {
	/** What its holder proves it with. */
	readonly token: string;
	/** Id of the user that has it. */
	readonly holder: string;
	readonly durationMs: number;
	expiresAt: Date;
	/** What the holder says of itself: JSON. */
	readonly clientInfo: string | undefined;
}

/** A lock that begins now. */
export function createLock(lock: Pick<NodeLock, 'holder' | 'durationMs' | 'clientInfo'>): NodeLock {
	return {
		...lock,
		token: randomBytes(24).toString('base64url'),
		expiresAt: new Date(Date.now() + lock.durationMs)
	};
}

/** The lock of a node; `undefined` when there is none, or it has expired. */
export function lockOf(node: StorageNode): NodeLock | undefined {
	return node.lock && node.lock.expiresAt.getTime() > Date.now() ? node.lock : undefined;
}

/** Whether somebody else has a lock on the node, or on a file in it at any depth. */
export const isLockedFor = (userId: string, node: StorageNode, nodes: NodeStore): boolean =>
	[node, ...nodes.filesIn(node)].map(lockOf).some((lock) => lock !== undefined && lock.holder !== userId);
