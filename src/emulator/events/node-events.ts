import type { NodeChange, StorageNode } from '../store/nodes.ts';

/** How Fast.io's event log calls each change of a node; a purge isn't in it. */
const WORDS: Record<NodeChange, { file: string; folder: string } | undefined> = {
	added: { file: 'file_added', folder: 'folder_created' },
	copied: { file: 'file_copied', folder: 'folder_created' },
	content: { file: 'file_updated', folder: 'folder_updated' },
	details: { file: 'file_updated', folder: 'folder_updated' },
	moved: { file: 'file_moved', folder: 'folder_moved' },
	deleted: { file: 'file_deleted', folder: 'folder_deleted' },
	restored: { file: 'file_restored', folder: 'folder_restored' },
	'version-restored': { file: 'file_version_restored', folder: 'folder_updated' },
	purged: undefined
};

/** Uploads and updates of files belong to `transfer`, all else to `storage` (Fast.io API reference v1.41). */
const TRANSFERS: readonly NodeChange[] = ['added', 'content'];

/** Name and subcategory of the event that a change of a node makes, if it makes one. */
export function eventOf(
	change: NodeChange,
	{ kind }: StorageNode
): { event: string; subCategory: string } | undefined {
	const words = WORDS[change];
	if (!words) return undefined;
	const subCategory = kind === 'file' && TRANSFERS.includes(change) ? 'transfer' : 'storage';
	return { event: `workspace_storage_${words[kind]}`, subCategory };
}
