/** Why a stored file is not in the index: `off` in this workspace, not in the `plan`, no `type` that is indexed, or `failed`. */
export type NotIndexedReason = 'off' | 'plan' | 'type' | 'failed';

interface EventBase {
	/** What two deliveries of one event share. Where the sender gives none, made of its content. */
	id: string;
	/** When it happened as the sender says, else when it was received. ISO 8601. */
	at: string;
	/** The workspace; `undefined` where the sender does not tell. */
	workspaceId?: string | undefined;
}

/** Something happened to a file of the workspace. */
export interface FileEvent<
	T extends FileEventType = Exclude<FileEventType, 'file.not-indexed'>
> extends EventBase {
	type: T;
	fileId: string;
	versionId?: string | undefined;
	name?: string | undefined;
}

/** A file will not be in the index. */
export interface FileNotIndexedEvent extends FileEvent<'file.not-indexed'> {
	reason: NotIndexedReason;
}

/** An agent has answered in a chat of the workspace. */
export interface AgentEvent extends EventBase {
	type: 'agent.responded';
	chatId?: string | undefined;
	/** The answer within the chat. */
	turnId?: string | undefined;
	/** The file it was written to, where the sender tells. */
	fileId?: string | undefined;
}

/** An event of a type that this version does not know: passed on as it came. */
export interface OtherEvent extends EventBase {
	type: `other:${string}`;
	fileId?: string | undefined;
	/** As received, with Fast.io's own keys. */
	data: Record<string, unknown>;
}

export type FileEventType =
	| 'file.added'
	| 'file.modified'
	| 'file.moved'
	| 'file.deleted'
	| 'file.restored'
	| 'file.indexing'
	| 'file.indexed'
	| 'file.not-indexed';

/**
 * What happens in a workspace, whichever way the app hears of it. `type` tells the cases apart; one that this version
 * does not know is `other:` and the sender's own name.
 */
export type FastioEvent = FileEvent | FileNotIndexedEvent | AgentEvent | OtherEvent;

/** Types with a handler of their own. */
export type FastioEventType = Exclude<FastioEvent['type'], `other:${string}`>;

/** The event of one type. */
export type FastioEventOf<T extends FastioEventType> = T extends 'file.not-indexed'
	? FileNotIndexedEvent
	: T extends FileEventType
		? FileEvent<T>
		: AgentEvent;
