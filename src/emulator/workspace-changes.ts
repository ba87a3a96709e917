import { eventOf } from './events/node-events.ts';
import type { State } from './state.ts';
import type { NodeChange, StorageNode } from './store/nodes.ts';

/** Tells the log, the feed and the long poll what happened to a node. */
export function nodeChanged(state: State, change: NodeChange, node: StorageNode): void {
	const event = eventOf(change, node);
	if (event) {
		const params = { name: node.name };
		state.events.append({ ...event, category: 'workspace', objectId: node.id, params, inFeed: true });
	}
	const { workspace } = state.activity;
	workspace.touch('storage', node.id);
	workspace.touch('storage');
}
