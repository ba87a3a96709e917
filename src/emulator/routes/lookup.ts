import { isOpaqueId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { invalid, noSuchNode, notFound, Refusal } from '../http/refusal.ts';
import type { State } from '../state.ts';
import { isLockedFor } from '../store/node-lock.ts';
import type { FileNode, StorageNode } from '../store/nodes.ts';
import type { Session } from '../store/sessions.ts';

/** The name by which the workspace may be addressed in place of its id. */
export const WORKSPACE_FOLDER_NAME = 'emulator';

/** The org's domain, by which it may be addressed in place of its id. */
export const ORG_DOMAIN = 'emulator';

/** @throws Refusal 404/1609 when the id or domain isn't that of the emulator's org. */
export function requireOrg(state: State, id: string): void {
	if (id !== state.orgId && id !== ORG_DOMAIN) throw notFound('The org');
}

/** @throws Refusal 404/1609 when the id or name isn't that of the emulator's workspace. */
export function requireWorkspace(state: State, id: string): void {
	if (id !== state.workspaceId && id !== WORKSPACE_FOLDER_NAME) throw notFound('The workspace');
}

/** @throws Refusal 404/1609 when there is no such session, or it was cancelled. */
export function requireSession(x: Exchange, state: State): Session {
	const session = state.sessions.get(param(x, 'upload'));
	if (!session) throw notFound('The upload session');
	return session;
}

/** A node, trash included. @throws Refusal 404/133123. */
export function requireNode(state: State, id: string): StorageNode {
	const node = isOpaqueId(id) ? state.nodes.get(id) : undefined;
	if (!node) throw noSuchNode();
	return node;
}

/** A node outside the trash. @throws Refusal 404/133123. */
export function requireLiveNode(state: State, id: string): StorageNode {
	const node = requireNode(state, id);
	if (!state.nodes.isLive(node)) throw noSuchNode();
	return node;
}

/** @throws Refusal 404/133123 when there is no such live node, 406/10023 when it is no file. */
export function requireFile(state: State, id: string): FileNode {
	const node = requireLiveNode(state, id);
	if (node.kind !== 'file') throw invalid('node_id', 'The node is not a file.');
	return node;
}

/** The plain id of a folder that takes nodes, `root` included. @throws Refusal 404/133123 when there is none. */
export function requireFolder(state: State, id: string): string {
	if (id === 'root') return 'root';
	const node = requireLiveNode(state, id);
	if (node.kind !== 'folder') throw noSuchNode();
	return node.id;
}

/**
 * Refuses a write to what somebody else has locked: the node, or a file in it. Fast.io's own refusal isn't documented.
 *
 * @throws Refusal 409/1660.
 */
export function requireUnlocked({ nodes, userId }: State, node: StorageNode | undefined): void {
	if (!node || !isLockedFor(userId, node, nodes)) return;
	throw new Refusal(409, 1660, `"${node.name}" is locked by somebody else.`);
}

/** 400/1605: the request is well-formed, but can't be done as things are. */
export const notPossible = (text: string): Refusal => new Refusal(400, 1605, text);
