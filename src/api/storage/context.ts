import type { CallOptions } from '../fastio-types.ts';
import type { Connection } from '../settings.ts';

/** Where a call about what is stored goes, with everything resolved. */
export interface StorageContext {
	connection: Connection;
	workspaceId: string;
	/** A folder's id, or `root`. */
	folderId: string;
	signal: AbortSignal | undefined;
}

/**
 * Resolves the options of a call. `what` names it for the v1 wire, which does not have it.
 *
 * @throws FastioError `unsupported` on the v1 wire; `config` for a missing or wrong option.
 */
export type ContextOf = (call: CallOptions & { folderId?: string }, what: string) => StorageContext;
