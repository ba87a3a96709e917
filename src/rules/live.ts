import type { FastioEvent, NotIndexedReason } from './events.ts';

/** An event as `GET {base}/live` tells a page of it. */
export interface PageEvent {
	/** The event's own id: the same however often it is told. */
	id: string;
	type: FastioEvent['type'];
	/** ISO 8601. */
	at: string;
	fileId?: string;
	versionId?: string;
	name?: string;
	/** Why a file will not be indexed; with `file.not-indexed`. */
	reason?: NotIndexedReason;
	chatId?: string;
	turnId?: string;
}

/** How ids begin of events that only say where a file is: another one tells of the same, so pages don't list them. */
export const STATE_ONLY = 'page:';

/** The data of `event: hello`, the first of a stream. */
export interface LiveHello {
	/** Where the stream begins. */
	id: string;
	/** Something comes at least this often, in milliseconds: after 2.5 times as long the connection is dead. */
	beatMs: number;
}

/** What `GET {base}/live?wait=` answers, where streams are cut off on their way. */
export interface LivePoll {
	/** `?after=` of the next call. */
	id: string;
	/** Events before these may have been missed. */
	gap: boolean;
	events: (PageEvent & { logId: string })[];
}

/** Where a stored file is: `stored` is the end for one that is not indexed, with the reason. */
export type LiveFileState =
	{ state: 'stored'; reason: NotIndexedReason | undefined } | { state: 'indexing' } | { state: 'ready' };

/** What `GET {base}/live/files?ids=` answers: the files that this visitor may see, by id. */
export interface LiveFiles {
	files: Record<string, LiveFileState>;
}

/** What an event says of where its file is; `undefined` when it says nothing of that. */
export function fileStateOf(event: Pick<PageEvent, 'type' | 'reason'>): LiveFileState | undefined {
	switch (event.type) {
		case 'file.indexing':
			return { state: 'indexing' };
		case 'file.indexed':
			return { state: 'ready' };
		case 'file.not-indexed':
			return { state: 'stored', reason: event.reason };
		default:
			return undefined;
	}
}
