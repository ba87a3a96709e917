import { plainId } from '../ids.ts';
import { type Exchange, param } from '../http/exchange.ts';
import { readForm, requiredField } from '../http/form.ts';
import { invalid, noSuchNode, Refusal } from '../http/refusal.ts';
import type { Reply, Route } from '../http/router.ts';
import type { State } from '../state.ts';
import { copyNode } from '../store/copy-node.ts';
import { nodeView } from '../store/node-view.ts';
import type { StorageNode } from '../store/nodes.ts';
import { takeUpload } from './addfile.ts';
import {
	notPossible,
	requireFile,
	requireFolder,
	requireLiveNode,
	requireNode,
	requireUnlocked,
	requireWorkspace
} from './lookup.ts';
import { checkedName } from './session-form.ts';

const NODE = 'workspace/:workspace/storage/:node';
const MAX_TITLE_CHARACTERS = 50;
const MAX_SHORT_CHARACTERS = 2048;

/** Changing what is stored. */
export const storageWriteRoutes: readonly Route[] = [
	{ method: 'POST', path: `${NODE}/createfolder`, handler: createFolder },
	{ method: 'POST', path: `${NODE}/update`, handler: update },
	{ method: 'POST', path: `${NODE}/move`, handler: move },
	{ method: 'POST', path: `${NODE}/copy`, handler: copy },
	{ method: 'POST', path: `${NODE}/restore`, handler: restore },
	{ method: 'POST', path: `${NODE}/restore-version`, handler: restoreVersion },
	{ method: 'DELETE', path: 'workspace/:workspace/storage/trash/delete', handler: emptyTrash },
	{ method: 'DELETE', path: `${NODE}/delete`, handler: remove },
	{ method: 'DELETE', path: `${NODE}/purge`, handler: purge }
];

/** An answer that shows one node. */
export const nodeReply = (state: State, node: StorageNode): Reply => ({
	payload: { node: nodeView(node, state.settings) }
});

async function createFolder(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['name'] });
	requireWorkspace(state, param(x, 'workspace'));
	const parent = requireFolder(state, param(x, 'node'));
	const name = checkedName(requiredField(fields, 'name'));
	const force = ['true', '1'].includes(fields.get('force') ?? '');
	return nodeReply(state, state.nodes.createFolder(parent, name, force));
}

async function update(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state);
	requireWorkspace(state, param(x, 'workspace'));
	const node = requireLiveNode(state, param(x, 'node'));
	requireUnlocked(state, node);
	checkVersion(node, fields.get('if_version_id'));
	const title = metadataField(fields, 'metadata_title', MAX_TITLE_CHARACTERS);
	const short = metadataField(fields, 'metadata_short', MAX_SHORT_CHARACTERS);
	const name = fields.get('name');
	if (name !== null) {
		const taken = state.nodes.child(node.parent, checkedName(name));
		if (taken && taken !== node) throw notPossible('Another node of that name is in the folder.');
	}
	const from = fields.get('from');
	const file = from === null ? undefined : requireFile(state, node.id);
	state.nodes.update(node, {
		...(file && from !== null && { content: takeUpload(state, from, file.name, file.id) }),
		...(name !== null && { name }),
		...(title !== undefined && { title }),
		...(short !== undefined && { short })
	});
	return nodeReply(state, node);
}

function checkVersion(node: StorageNode, expected: string | null): void {
	if (expected === null || node.kind !== 'file' || plainId(expected) === node.current.id) return;
	throw new Refusal(409, 1660, 'The file has another version by now.', {
		params: { reason: 'conflict_version_mismatch', current_version_id: node.current.id }
	});
}

function metadataField(fields: URLSearchParams, name: string, maxCharacters: number): string | undefined {
	const value = fields.get(name);
	if (value === null) return undefined;
	if (value.length > maxCharacters) throw invalid(name, `must have at most ${maxCharacters} characters`);
	return value === 'null' ? '' : value;
}

async function move(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['parent'] });
	requireWorkspace(state, param(x, 'workspace'));
	const node = requireLiveNode(state, param(x, 'node'));
	const parent = requireFolder(state, requiredField(fields, 'parent'));
	checkOutside(state, node, parent);
	requireUnlocked(state, node);
	requireUnlocked(state, inTheWay(state, node, parent));
	state.nodes.move(node, parent);
	return nodeReply(state, node);
}

async function copy(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['parent'] });
	requireWorkspace(state, param(x, 'workspace'));
	const node = requireLiveNode(state, param(x, 'node'));
	const parent = requireFolder(state, requiredField(fields, 'parent'));
	checkOutside(state, node, parent);
	requireUnlocked(state, inTheWay(state, node, parent));
	return nodeReply(state, copyNode(state, node, parent));
}

/** The file that a file put into the folder sends to the trash. */
function inTheWay({ nodes }: State, { kind, name }: StorageNode, parent: string): StorageNode | undefined {
	const there = nodes.child(parent, name);
	return kind === 'file' && there?.kind === 'file' ? there : undefined;
}

/** @throws Refusal 400/1605 when the folder is the node itself, or is in it. */
function checkOutside(state: State, node: StorageNode, parent: string): void {
	for (let at: string | undefined = parent; at !== undefined; at = state.nodes.get(at)?.parent) {
		if (at === node.id) throw notPossible('A folder cannot be put into itself.');
	}
}

async function restore(x: Exchange, state: State): Promise<Reply> {
	await readForm(x, state);
	requireWorkspace(state, param(x, 'workspace'));
	const node = requireTrashed(state, param(x, 'node'));
	const origin = state.nodes.get(node.trashedFrom ?? 'root');
	const parent = origin && state.nodes.isLive(origin) ? origin.id : 'root';
	requireUnlocked(state, inTheWay(state, node, parent));
	state.nodes.move(node, parent);
	return nodeReply(state, node);
}

async function restoreVersion(x: Exchange, state: State): Promise<Reply> {
	const { fields } = await readForm(x, state, { required: ['version_id'] });
	requireWorkspace(state, param(x, 'workspace'));
	const file = requireFile(state, param(x, 'node'));
	const id = plainId(requiredField(fields, 'version_id'));
	const version = file.versions.find((candidate) => candidate.id === id);
	if (!version) throw new Refusal(404, 1609, 'The version was not found.');
	requireUnlocked(state, file);
	state.nodes.restoreVersion(file, version);
	return nodeReply(state, file);
}

function remove(x: Exchange, state: State): Reply {
	requireWorkspace(state, param(x, 'workspace'));
	const node = requireLiveNode(state, param(x, 'node'));
	requireUnlocked(state, node);
	state.nodes.trash(node);
	return nodeReply(state, node);
}

async function purge(x: Exchange, state: State): Promise<Reply> {
	requireWorkspace(state, param(x, 'workspace'));
	await state.nodes.purge(requireTrashed(state, param(x, 'node')));
	return {};
}

async function emptyTrash(x: Exchange, state: State): Promise<Reply> {
	requireWorkspace(state, param(x, 'workspace'));
	for (const node of state.nodes.children('trash')) await state.nodes.purge(node);
	return {};
}

function requireTrashed(state: State, id: string): StorageNode {
	if (id === 'root' || id === 'trash') throw noSuchNode();
	const node = requireNode(state, id);
	if (node.parent !== 'trash') throw notPossible('The node is not in the trash.');
	return node;
}
