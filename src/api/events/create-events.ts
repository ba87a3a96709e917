import { FastioError } from '../../rules/errors.ts';
import type { FastioFiles } from '../fastio-types.ts';
import type { FastioOptions } from '../options.ts';
import { resolveDestination, resolveWireName, type Connection } from '../settings.ts';
import { readNodes, readWorkspace } from './calls.ts';
import { indexingEvent, indexingOf } from './indexing.ts';
import { follow, REAL_TIME, type FollowContext } from './follow.ts';
import type { FastioEvents } from './types.ts';
import { INDEXED_TIMEOUT_MS, IndexWaiters } from './wait-indexed.ts';

/** Workspaces that are waited at; one without waiters is let go of. */
const MAX_IDLE_WAITERS = 100;

/** `fastio.events`, and `files.indexed`, which waits for the same things. */
export function createEvents(
	options: FastioOptions,
	connectionFor: (call: { token?: string | undefined }) => Connection
): {
	events: FastioEvents;
	indexed: FastioFiles['indexed'];
	/** The workspace of a call. @throws FastioError `unsupported` on the v1 wire. */
	contextOf: (call: { token?: string; workspaceId?: string }) => FollowContext;
} {
	const waiters = new Map<string, IndexWaiters>();
	const contextOf = (call: { token?: string; workspaceId?: string }): FollowContext => {
		if (resolveWireName(options) === 'v1') throw unsupported();
		const { workspaceId } = resolveDestination(options, call);
		return { ...REAL_TIME, workspaceId, connection: () => connectionFor(call) };
	};
	return {
		contextOf,
		events: {
			async *follow(call = {}) {
				yield* follow(contextOf(call), call);
			},
			async indexing(fileIds, call = {}) {
				const { connection, workspaceId, now } = contextOf(call);
				const files = await readNodes(connection(), workspaceId, [...new Set(fileIds)], call.signal);
				if (files.length === 0) return [];
				const workspace = await readWorkspace(connection(), workspaceId, call.signal);
				const at = new Date(now());
				return files.map((file) => {
					const forMs = file.modifiedAt ? now() - file.modifiedAt.getTime() : Infinity;
					const status = indexingOf(file, workspace, forMs);
					return indexingEvent(file, { workspaceId, status, at });
				});
			}
		},
		async indexed(fileId, call = {}) {
			const context = contextOf(call);
			const { timeoutMs = INDEXED_TIMEOUT_MS, signal, token = '' } = call;
			if (!(timeoutMs > 0)) throw new FastioError('config', 'files.indexed: `timeoutMs` must be above 0.');
			const key = `${context.workspaceId}\n${token}`;
			const waiting = waiters.get(key) ?? new IndexWaiters(context);
			waiters.set(key, waiting);
			if (waiters.size > MAX_IDLE_WAITERS) {
				for (const [idle, { size }] of waiters) if (size === 0 && idle !== key) waiters.delete(idle);
			}
			return waiting.indexed(fileId, { timeoutMs, signal });
		}
	};
}

function unsupported(): FastioError {
	return new FastioError(
		'unsupported',
		'The v1 wire of Fast.io has neither events nor answers. Use the sessions wire: an `apiUrl` that ends in /current.'
	);
}
