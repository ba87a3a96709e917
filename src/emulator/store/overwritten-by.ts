import type { NodeStore, StorageNode } from './nodes.ts';
import type { Session } from './sessions.ts';

/** The file that an upload to its target makes a version of, if there is one. */
export function overwrittenBy(
	nodes: NodeStore,
	{ target, name }: Pick<Session, 'target' | 'name'>
): StorageNode | undefined {
	if (target?.fileId !== undefined) return nodes.get(target.fileId);
	let parent = target?.folder;
	for (const folder of target?.path ?? []) {
		const below = parent === undefined ? undefined : nodes.child(parent, folder);
		parent = below?.kind === 'folder' ? below.id : undefined;
	}
	const there = parent === undefined ? undefined : nodes.child(parent, name);
	return there?.kind === 'file' ? there : undefined;
}
