import type { FastioEventType, FileEvent } from './events.ts';

/** Names of Fast.io's event log: "Events" in its API reference, version 1.41. */
const TYPE_OF_LOG_NAME: ReadonlyMap<string, FileEvent['type']> = new Map([
	['workspace_storage_file_added', 'file.added'],
	['workspace_storage_file_sync_added', 'file.added'],
	['workspace_storage_file_copied', 'file.added'],
	['workspace_storage_file_updated', 'file.modified'],
	['workspace_storage_sync_updated', 'file.modified'],
	['workspace_storage_file_sync_updated', 'file.modified'],
	['workspace_storage_file_version_restored', 'file.modified'],
	['workspace_storage_file_moved', 'file.moved'],
	['workspace_storage_file_deleted', 'file.deleted'],
	['workspace_storage_file_restored', 'file.restored']
]);

/** Names that senders use, and the types they stand for. */
const TYPE_OF_NAME: ReadonlyMap<string, FastioEventType> = new Map([
	['file.added', 'file.added'],
	['file.uploaded', 'file.added'],
	['file.modified', 'file.modified'],
	['file.updated', 'file.modified'],
	['file.moved', 'file.moved'],
	['file.deleted', 'file.deleted'],
	['file.restored', 'file.restored'],
	['file.indexing', 'file.indexing'],
	['file.indexed', 'file.indexed'],
	['file.not-indexed', 'file.not-indexed'],
	['agent.responded', 'agent.responded']
]);

/** The type that a name of Fast.io's event log stands for; `undefined` where this version knows none. */
export function logEventTypeOf(name: string): FileEvent['type'] | undefined {
	return TYPE_OF_LOG_NAME.get(name);
}

/** The type that a sender's name of an event, its own or one of the log, stands for; `undefined` where this version knows none. */
export function eventTypeOf(name: string): FastioEventType | undefined {
	return TYPE_OF_NAME.get(name) ?? logEventTypeOf(name);
}
