import type { Uploader } from '../uploader/types.ts';
import type { LiveFileState, PageEvent } from '../../rules/live.ts';

/**
 * How the page hears of events. `connecting` also while a lost connection is made anew, `polling` where streams are cut
 * off on their way, `offline` while the browser is, `closed` after `close()` and where the app has no live mounted.
 */
export type LiveStatus = 'connecting' | 'open' | 'polling' | 'offline' | 'closed';

/** Options of `createLive`. */
export interface LiveOptions {
	/** The mount. Default `/api/fastio` under the app's base path. */
	endpoint?: string;
	/** How many events `events` keeps. Default 200. */
	events?: number;
	/** Called with each event, once. */
	onevent?: (event: PageEvent) => void;
	/** Events may have been missed: read again what depends on them. Watched files are asked for without you. */
	ongap?: () => void;
	/** Connect at once. Default `true`; else with `connect()`. */
	autoConnect?: boolean;
}

/** Options of `watch`. */
export interface WatchOptions {
	/** Called at once with what is known, and with each state that follows. */
	onstate?: (state: LiveFileState, fileId: string) => void;
	/** Only what is heard of this version. An event that names none counts for every version. */
	versionId?: string | undefined;
	/** What was heard before says nothing of this file: a time of `performance.now()`. Default: all that is known counts. */
	since?: number;
}

/** What happens in the workspace, as far as this page may see it. Its properties are getters: destructuring loses reactivity. */
export interface Live {
	readonly status: LiveStatus;
	/** The newest ones since this was made, the newest last; each once. */
	readonly events: readonly PageEvent[];
	/** Where a file's indexing is, as it was last heard; `undefined` where nothing was. Remembers 10,000 files. */
	file(fileId: string): LiveFileState | undefined;
	/**
	 * Asks where these files are: once, a hundred in a call, and again only after a gap. What happens to them later is told
	 * in any case. Returns what ends it.
	 */
	watch(fileIds: Iterable<string>, options?: WatchOptions): () => void;
	/**
	 * Lets the stored files of an uploader go on to `indexing` and `ready`, or tell why they don't: what its option `live` does.
	 * Returns what ends it; `close()` does too.
	 */
	follow(uploader: Uploader): () => void;
	/** Connects, where `autoConnect` is `false`. */
	connect(): void;
	/** Forgets `events`. */
	clear(): void;
	/** Ends it. The connection ends with the last that uses it. */
	close(): void;
}
