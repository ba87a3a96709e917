import type { BlobStore } from './blobs.ts';
import type { NodeStore, StorageNode } from './nodes.ts';

/**
 * Copies a node into a folder: a file in its current version, a folder with all that is in it. A file in the way of a
 * file goes to the trash, even the one that is copied; otherwise the copy is numbered. The bytes are shared.
 */
export function copyNode(
	stores: { nodes: NodeStore; blobs: BlobStore },
	node: StorageNode,
	parent: string
): StorageNode {
	const { nodes, blobs } = stores;
	if (node.kind === 'folder') {
		const inside = nodes.children(node.id);
		const folder = nodes.createFolder(parent, node.name, true);
		for (const child of inside) copyNode(stores, child, folder.id);
		return folder;
	}
	const { bytes, sha256, crc32c, type, wire, via, creator } = node.current;
	const inTheWay = nodes.child(parent, node.name);
	if (inTheWay?.kind === 'file') nodes.trash(inTheWay);
	const content = { bytes: blobs.share(bytes), sha256, crc32c, type, wire, via };
	return nodes.putFile(
		parent,
		node.name,
		{ ...content, ...(creator !== undefined && { creator }) },
		'copied'
	);
}
