import type { FastioEvent, NotIndexedReason } from '../../rules/events.ts';
import type { CallOptions } from '../fastio-types.ts';

/** How the indexing of a file ended: it can be searched and asked about, or it never will be, and why. */
export type IndexingResult = { state: 'indexed' } | { state: 'not-indexed'; reason: NotIndexedReason };

/** Where the indexing of a file is. */
export type IndexingStatus = { state: 'indexing' } | IndexingResult;

/** What happened since the batch before. */
export interface EventBatch {
	/** In the order of Fast.io. One may come again after a restart: go by its `id`. */
	events: FastioEvent[];
	/** Where to go on after these; opaque. Save it when they are handled. */
	cursor: string;
	/** Fast.io no longer knew the cursor: events between it and now are lost, and the app's own records may be behind. */
	gap: boolean;
}

export interface FollowOptions extends CallOptions {
	/** Of the last batch that was handled. Default: from now on. */
	cursor?: string | undefined;
	/** The organisation of the workspace. Default: looked up by the workspace. */
	orgId?: string;
	/** Longest wait of one call, in seconds; at most 95, as Fast.io allows. Default 95; 30 while files are being indexed. */
	waitSeconds?: number;
}

/** What happens in a workspace. On the v1 wire every one of these rejects with `unsupported`. */
export interface FastioEvents {
	/**
	 * Follows the organisation's change feed, the indexing of files and the answers of agents, until `signal` aborts.
	 * One call waits at Fast.io at a time. Rides out outages with growing pauses, at most 30 s, and what Fast.io asks to
	 * wait; rejects with `credentials`, `plan`, `not-found`, `config` and `aborted` only. Remembers about 10,000 files, 2 MB.
	 *
	 * @example
	 * for await (const { events, cursor } of fastio.events.follow({ signal, cursor: await load() })) {
	 *   for (const event of events) await handle(event);
	 *   await save(cursor);
	 * }
	 */
	follow(options?: FollowOptions): AsyncIterable<EventBatch>;
	/**
	 * Where the indexing of files is now, as the event that would tell of it; 25 files per call to Fast.io. Those that are
	 * not in the workspace are left out.
	 */
	indexing(fileIds: readonly string[], options?: CallOptions): Promise<FastioEvent[]>;
}
