import { eventOf } from './events/node-events.ts';
import { AI_STATES } from './indexing.ts';
import type { State } from './state.ts';
import { shownId } from './store/node-view.ts';
import type { FileNode, NodeChange, StorageNode } from './store/nodes.ts';

/** What webhooks are told of a file: nothing when it is moved, or comes back from the trash. */
const WEBHOOK_TYPES: Partial<Record<NodeChange, string>> = {
	added: 'file.added',
	copied: 'file.added',
	content: 'file.modified',
	details: 'file.modified',
	'version-restored': 'file.modified',
	deleted: 'file.deleted'
};

/** Tells the log, the feed, the long poll and the webhooks what happened to a node. */
export function nodeChanged(state: State, change: NodeChange, node: StorageNode): void {
	const event = eventOf(change, node);
	if (event) {
		const params = { name: node.name };
		state.events.append({ ...event, category: 'workspace', objectId: node.id, params, inFeed: true });
	}
	const { workspace } = state.activity;
	workspace.touch('storage', node.id);
	workspace.touch('storage');
	if (node.kind === 'file') {
		const type = WEBHOOK_TYPES[change];
		if (type) state.webhooks.emit(type, fileData(state, node));
	}
	followUp(state, change, node);
}

const fileData = (state: State, { id, name, current }: FileNode): Record<string, string> => ({
	file_id: shownId(id, state.settings),
	version_id: shownId(current.id, state.settings),
	name,
	workspace_id: state.workspaceId
});

/** What the change means for the index. A moved or renamed file stays in it. */
function followUp({ indexer, nodes }: State, change: NodeChange, node: StorageNode): void {
	if (change === 'moved' || change === 'details') return;
	const isGone = change === 'deleted' || change === 'purged';
	nodes.filesIn(node).forEach(isGone ? indexer.stop : indexer.start);
}

/** Tells the long poll that the indexing of a file has come further; no event of log or feed does. A webhook is told of the end. */
export function aiStateChanged(state: State, file: FileNode): void {
	state.activity.workspace.touch('storage', file.id);
	if (file.ai === 'indexed') state.webhooks.emit('file.indexed', fileData(state, file));
}

/** Puts a file into an AI state. @throws TypeError for a file that isn't there, or no such state. */
export function setAiState(state: State, fileId: unknown, aiState: unknown): void {
	const file = typeof fileId === 'string' ? state.nodes.get(fileId) : undefined;
	if (file?.kind !== 'file') throw new TypeError('setAiState: there is no such file.');
	const known = AI_STATES.find((candidate) => candidate === aiState);
	if (!known) throw new TypeError(`setAiState: the state must be one of: ${AI_STATES.join(', ')}.`);
	state.indexer.set(file, known);
}
