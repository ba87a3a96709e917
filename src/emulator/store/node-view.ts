import { utcText } from '../dates.ts';
import { displayId } from '../ids.ts';
import { categoryOfType } from '../mime.ts';
import type { EmulatorSettings } from '../options.ts';
import { lockOf, type NodeLock } from './node-lock.ts';
import type { StorageNode } from './nodes.ts';

/** How much of a node an answer shows. */
export type OutputLevel = 'terse' | 'standard' | 'full';

const TERSE = ['id', 'type', 'name', 'parent', 'mimetype', 'size', 'modified'];
const STANDARD = [
	...TERSE,
	'version',
	'created',
	'restricted',
	'dmca',
	'locked',
	'mimecategory',
	'ai',
	'origin',
	'metadata',
	'deleted',
	'deleted_from'
];

/** A node id as storage answers show it. */
export const shownId = (id: string, { hyphenatedIds }: Pick<EmulatorSettings, 'hyphenatedIds'>): string =>
	hyphenatedIds && id !== 'root' && id !== 'trash' ? displayId(id) : id;

/** A lock as others see it; its fields aren't documented. */
export const lockInfo = ({ holder, expiresAt, clientInfo }: NodeLock): object => ({
	user_id: holder,
	expires: utcText(expiresAt),
	client_info: clientInfo ?? null
});

/** A node as Fast.io shows it; keys that don't apply to it are absent. */
export function nodeView(
	node: StorageNode,
	settings: Pick<EmulatorSettings, 'hyphenatedIds'>,
	level: OutputLevel = 'full'
): Record<string, unknown> {
	const shown = (id: string) => shownId(id, settings);
	const lock = lockOf(node);
	const metadata: Record<string, string> = {};
	if (node.title) metadata.title = node.title;
	if (node.short) metadata.short = node.short;
	const view: Record<string, unknown> = {
		id: shown(node.id),
		type: node.kind,
		name: node.name,
		parent: shown(node.parent),
		created: utcText(node.createdAt),
		modified: utcText(node.modifiedAt),
		locked: lock !== undefined,
		lock_info: lock ? lockInfo(lock) : null,
		restricted: false,
		dmca: false,
		metadata
	};
	if (node.kind === 'file') {
		const canAttach = node.ai === 'ready' || node.ai === 'indexed';
		const { id, bytes, type, sha256, crc32c, creator } = node.current;
		Object.assign(view, {
			size: bytes.size,
			mimetype: type,
			mimecategory: categoryOfType(type),
			version: shown(id),
			...(sha256 !== undefined && { hash: sha256, hash_algo: 'sha256' }),
			...(crc32c !== undefined && { crc32c }),
			virus: { status: 'clean', infected: false },
			ai: { state: node.ai, ...(level === 'full' && { attach: canAttach, summary: canAttach }) },
			previews: {},
			origin: { type: 'upload', ...(creator !== undefined && { creator }) },
			file_attributes: {}
		});
	}
	if (node.trashedFrom !== undefined) {
		view.deleted = true;
		view.deleted_from = shown(node.trashedFrom);
	}
	if (level === 'full') return view;
	const keys = level === 'terse' ? TERSE : STANDARD;
	return Object.fromEntries(Object.entries(view).filter(([key]) => keys.includes(key)));
}
