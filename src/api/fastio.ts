import { ask } from './ask/ask.ts';
import { createCircuits, type Circuit } from './circuit.ts';
import { createEvents } from './events/create-events.ts';
import type { CallOptions, Fastio } from './fastio-types.ts';
import { withIndexed } from './events/stored-file.ts';
import { createLimitsCache, type LimitsCache } from './limits-cache.ts';
import { createLocks } from './locks/create-locks.ts';
import type { FastioOptions } from './options.ts';
import { createUploads } from './resumable.ts';
import { search } from './search/search.ts';
import {
	resolveCircuit,
	resolveConnection,
	resolveDestination,
	resolveWireName,
	type Connection
} from './settings.ts';
import type { ContextOf } from './storage/context.ts';
import { createFileCalls } from './storage/files.ts';
import { createFolders } from './storage/folders.ts';
import { unsupported } from './unsupported.ts';
import { toUploadRequest } from './uploads.ts';
import { createSessionsWire, SESSIONS_FEATURES } from './wire/sessions.ts';
import type { UploadWire } from './wire/upload-wire.ts';
import { createV1Wire, V1_FEATURES } from './wire/v1.ts';

/**
 * Makes a client for Fast.io. Nothing is checked, read or connected until the first call, so it can stand at the top
 * of a module. Every call resolves lazy options anew.
 *
 * @throws never; its calls throw the {@link FastioError} family, `config` for a missing or wrong option.
 * @example
 * ```ts
 * const fastio = createFastio({ token: () => env.FASTIO_API_TOKEN, workspaceId: () => env.FASTIO_WORKSPACE_ID });
 * const { fileId } = await fastio.upload(file);
 * ```
 */
export function createFastio(options: FastioOptions): Fastio {
	const limitsCache = createLimitsCache();
	let circuitOf: ((baseUrl: string) => Circuit) | undefined;
	const connectionFor = (call: { token?: string | undefined } = {}): Connection => {
		circuitOf ??= createCircuits(resolveCircuit(options.circuit));
		return resolveConnection(options, call, circuitOf);
	};
	const wireFor = (call: { token?: string | undefined } = {}): UploadWire =>
		createWire(options, connectionFor(call), limitsCache);
	const { events, indexed, contextOf } = createEvents(options, connectionFor);
	const storageOf: ContextOf = (call, what) => {
		if (resolveWireName(options) === 'v1') throw unsupported(what);
		return { connection: connectionFor(call), ...resolveDestination(options, call), signal: call.signal };
	};
	const workspaceOf = (call: CallOptions): string => resolveDestination(options, call).workspaceId;
	return {
		options,
		get wire() {
			const name = resolveWireName(options);
			return { name, features: name === 'v1' ? V1_FEATURES : SESSIONS_FEATURES };
		},
		async upload(source, call = {}) {
			const wire = wireFor(call);
			const file = await wire.upload(toUploadRequest(source, resolveDestination(options, call), call));
			return withIndexed(file, () => indexed(file.fileId, destinationOf(call)));
		},
		events,
		ask: (question, call = {}) => ask(contextOf(call), question, call),
		search: (text, call = {}) => search(storageOf, text, call),
		uploads: createUploads(options, wireFor),
		limits: async (call = {}) => wireFor(call).limits(workspaceOf(call), call.signal),
		files: {
			indexed,
			async *list(call = {}) {
				const { pageSize = 250, signal } = call;
				yield* wireFor(call).list(resolveDestination(options, call), { pageSize, signal });
			},
			page: async (call = {}) => {
				const { pageSize = 100, cursor, signal } = call;
				return wireFor(call).page(resolveDestination(options, call), { pageSize, cursor, signal });
			},
			details: async (fileId, call = {}) => wireFor(call).details(workspaceOf(call), fileId, call.signal),
			download: async (fileId, call = {}) => {
				const { versionId, signal } = call;
				return wireFor(call).download(workspaceOf(call), fileId, { versionId, signal });
			},
			remove: async (fileId, call = {}) => wireFor(call).remove(workspaceOf(call), fileId, call.signal),
			undoUpload: async (fileId, call = { versionId: undefined }) =>
				wireFor(call).undoUpload(workspaceOf(call), fileId, call.versionId, call.signal),
			...createFileCalls(storageOf)
		},
		folders: createFolders(storageOf),
		locks: createLocks(storageOf)
	};
}

/** What of an upload's options later calls about its file need. */
function destinationOf({ workspaceId, token }: CallOptions): CallOptions {
	return { ...(workspaceId !== undefined && { workspaceId }), ...(token !== undefined && { token }) };
}

function createWire(options: FastioOptions, connection: Connection, limitsCache: LimitsCache): UploadWire {
	return resolveWireName(options) === 'v1'
		? createV1Wire(connection)
		: createSessionsWire(connection, limitsCache);
}
