import type { FastioEvent } from '../../rules/events.ts';
import type { FileEntry } from '../wire/upload-wire.ts';
import type { IndexingStatus } from './types.ts';

/** How long a file may be `disabled` in a workspace that indexes, before that counts as its end: 60 s. New files start so. */
export const DISABLED_GRACE_MS = 60_000;

/** What is never indexed, though previewed: "images, audio, video, spreadsheets are attach-only" (Fast.io, October 2026). */
const NEVER_INDEXED = new Set(['image', 'audio', 'video', 'spreadsheet', 'archive', 'unknown']);

/**
 * What the AI state of a file means. `ready` has a preview only: the index follows, but for types that are never in
 * it (Fast.io API reference 1.41, "AI states").
 *
 * @param workspace.intelligence Whether the workspace indexes at all; `undefined` where that is not known.
 * @param forMs How long the file has been looked at.
 */
export function indexingOf(
	file: Pick<FileEntry, 'aiState' | 'category' | 'type'>,
	workspace: { intelligence: boolean | undefined },
	forMs: number
): IndexingStatus {
	switch (file.aiState) {
		case 'indexed':
			return { state: 'indexed' };
		case 'failed':
			return { state: 'not-indexed', reason: 'failed' };
		case 'ready':
			return isIndexedType(file) ? { state: 'indexing' } : { state: 'not-indexed', reason: 'type' };
		case 'pending':
		case 'in_progress':
			return { state: 'indexing' };
		default:
			if (workspace.intelligence !== true) return { state: 'not-indexed', reason: 'off' };
			if (!isIndexedType(file)) return { state: 'not-indexed', reason: 'type' };
			return forMs < DISABLED_GRACE_MS ? { state: 'indexing' } : { state: 'not-indexed', reason: 'plan' };
	}
}

function isIndexedType({ category, type }: Pick<FileEntry, 'category' | 'type'>): boolean {
	return !NEVER_INDEXED.has(category ?? type.split('/')[0] ?? '');
}

/** The event for where a file's indexing is. Its id is the same in every process, so that handlers run once for it. */
export function indexingEvent(
	{ fileId, name, versionId }: Pick<FileEntry, 'fileId' | 'name' | 'versionId'>,
	{ workspaceId, status, at }: { workspaceId: string; status: IndexingStatus; at: Date }
): FastioEvent {
	const word = status.state === 'not-indexed' ? `not-indexed-${status.reason}` : status.state;
	const base = {
		id: `${word}:${fileId}:${versionId ?? ''}`,
		at: at.toISOString(),
		workspaceId,
		fileId,
		name,
		...(versionId !== undefined && { versionId })
	};
	return status.state === 'not-indexed'
		? { ...base, type: 'file.not-indexed', reason: status.reason }
		: { ...base, type: status.state === 'indexed' ? 'file.indexed' : 'file.indexing' };
}
