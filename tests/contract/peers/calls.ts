import type { Fastio, FileLock } from '../../../src/api.ts';
import { MiB, patterned, streamOf } from '../wires.ts';

/** Which requests are meant; `*` stands for any text. */
export interface RequestPattern {
	method: string;
	path: string;
}

/** One call to Fast.io as the client makes it, by the name that docs/upstream.md gives it. */
export interface PeerCall {
	wire: 'sessions' | 'v1';
	/** The request, for a fault to meet. */
	on: RequestPattern;
	/** A file travels in it. */
	hasBody?: true;
	/** Brings Fast.io to where the call can be made. */
	prepare?(client: Fastio): Promise<string>;
	/** Makes the call; `prepared` is what `prepare` gave. */
	run(client: Fastio, prepared: string): Promise<unknown>;
	/** What someone else does right before this request of `run`. */
	meanwhile?: { before: RequestPattern; act(other: Fastio): Promise<unknown> };
}

const small = (): File => new File(['hello'], 'a.txt');
const large = patterned(4 * MiB + 1);
const held = { name: 'a.bin', size: 5, type: '' };

async function openHeld({ uploads }: Fastio): Promise<string> {
	return (await uploads.open({ name: 'a.bin', size: 5 }, { held: true })).uploadId;
}

async function completeHeld(client: Fastio): Promise<string> {
	const { uploads } = client;
	const uploadId = await openHeld(client);
	await uploads.putSlice(uploadId, { number: 1, size: 5, source: new Blob(['hello']) });
	await uploads.complete(uploadId);
	while ((await uploads.status(uploadId, { waitSeconds: 1 })).status !== 'complete');
	return uploadId;
}

const stored = async (client: Fastio): Promise<string> => (await client.upload(small())).fileId;

async function storedTwice(client: Fastio): Promise<string> {
	await stored(client);
	return stored(client);
}

async function undo({ files }: Fastio, fileId: string): Promise<void> {
	const { versionId } = await files.details(fileId);
	await files.undoUpload(fileId, { versionId });
}

async function placedInFolder(client: Fastio): Promise<string> {
	const uploadId = await completeHeld(client);
	return (await client.uploads.place(uploadId, held, { relativePath: 'one/' })).fileId;
}

async function locked(client: Fastio): Promise<string> {
	return JSON.stringify(await client.locks.acquire(await stored(client)));
}

async function removed(client: Fastio): Promise<string> {
	const fileId = await stored(client);
	await client.files.remove(fileId);
	return fileId;
}

async function restoreOldest({ files }: Fastio, fileId: string): Promise<unknown> {
	let oldest = '';
	for await (const { versionId } of files.versions(fileId)) oldest = versionId;
	return files.restoreVersion(fileId, oldest);
}

/** The workspace of the emulators here: a call of its own, and no pattern that others match too. */
export const PEER_WORKSPACE_ID = '4000000000000000001';
const storage = '/current/workspace/*/storage/*';

/** Every call that the client makes. */
export const PEER_CALLS: Record<string, PeerCall> = {
	'plan limits': {
		wire: 'sessions',
		on: { method: 'GET', path: '/current/upload/limits/' },
		run: (client) => client.limits()
	},
	'small file': {
		wire: 'sessions',
		on: { method: 'POST', path: '/current/upload/' },
		hasBody: true,
		run: (client) => client.upload(small())
	},
	'open a session': {
		wire: 'sessions',
		on: { method: 'POST', path: '/current/upload/' },
		run: (client) => client.upload(streamOf(large), { name: 'a.bin' })
	},
	'raw body': {
		wire: 'sessions',
		on: { method: 'POST', path: '/current/upload/*/stream/' },
		hasBody: true,
		run: (client) => client.upload(streamOf(large), { name: 'a.bin' })
	},
	'slice of a Blob': {
		wire: 'sessions',
		on: { method: 'POST', path: '/current/upload/*/chunk/' },
		hasBody: true,
		run: (client) => client.upload(new Blob([large]), { name: 'a.bin' })
	},
	'slice of a stream': {
		wire: 'sessions',
		on: { method: 'POST', path: '/current/upload/*/chunk/' },
		hasBody: true,
		prepare: openHeld,
		run: ({ uploads }, uploadId) =>
			uploads.putSlice(uploadId, { number: 1, size: 5, source: small().stream() })
	},
	'assemble the slices': {
		wire: 'sessions',
		on: { method: 'POST', path: '/current/upload/*/complete/' },
		run: (client) => client.upload(new Blob([large]), { name: 'a.bin' })
	},
	'read a session': {
		wire: 'sessions',
		on: { method: 'GET', path: '/current/upload/*/details/' },
		prepare: openHeld,
		run: ({ uploads }, uploadId) => uploads.status(uploadId)
	},
	'delete a session': {
		wire: 'sessions',
		on: { method: 'DELETE', path: '/current/upload/*/' },
		prepare: openHeld,
		run: ({ uploads }, uploadId) => uploads.cancel(uploadId)
	},
	'make a folder': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/createfolder/` },
		prepare: completeHeld,
		run: ({ uploads }, uploadId) => uploads.place(uploadId, held, { relativePath: 'one/' })
	},
	'place a held file': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/addfile/` },
		prepare: completeHeld,
		run: ({ uploads }, uploadId) => uploads.place(uploadId, held)
	},
	'where the indexing of files is': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/details/` },
		prepare: stored,
		run: ({ events }, fileId) => events.indexing([fileId])
	},
	'ask a question': {
		wire: 'sessions',
		on: { method: 'POST', path: '/current/workspace/*/ai/agent/' },
		prepare: stored,
		run: (client) => client.ask('Why?').answer
	},
	'whether a workspace indexes': {
		wire: 'sessions',
		on: { method: 'GET', path: `/current/workspace/${PEER_WORKSPACE_ID}/details/` },
		prepare: stored,
		run: ({ events }, fileId) => events.indexing([fileId])
	},
	'list a folder': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/list/` },
		prepare: stored,
		run: ({ files }) => files.list()[Symbol.asyncIterator]().next()
	},
	'read a file’s details': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/details/` },
		prepare: stored,
		run: ({ files }, fileId) => files.details(fileId)
	},
	download: {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/read/` },
		prepare: stored,
		run: async ({ files }, fileId) => (await files.download(fileId)).arrayBuffer()
	},
	'delete a file': {
		wire: 'sessions',
		on: { method: 'DELETE', path: `${storage}/delete/` },
		prepare: stored,
		run: ({ files }, fileId) => files.remove(fileId)
	},
	'list versions': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/versions/` },
		prepare: stored,
		run: undo
	},
	'restore a version': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/restore-version/` },
		prepare: storedTwice,
		run: undo
	},
	'purge a file': {
		wire: 'sessions',
		on: { method: 'DELETE', path: `${storage}/purge/` },
		prepare: stored,
		run: undo
	},
	'take a file out of the trash': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/restore/` },
		prepare: stored,
		run: undo,
		meanwhile: { before: { method: 'DELETE', path: `${storage}/delete/` }, act: stored }
	},
	'create a folder': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/createfolder/` },
		run: ({ folders }) => folders.create('one')
	},
	'find a folder': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/list/` },
		prepare: placedInFolder,
		run: ({ folders }) => folders.byPath('one')
	},
	search: {
		wire: 'sessions',
		on: { method: 'GET', path: '/current/workspace/*/storage/search/' },
		prepare: stored,
		run: (client) => client.search('a').page()
	},
	'lock a file': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/lock/` },
		prepare: stored,
		run: ({ locks }, fileId) => locks.acquire(fileId)
	},
	'read a lock': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/lock/` },
		prepare: stored,
		run: ({ locks }, fileId) => locks.status(fileId)
	},
	'extend a lock': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/lock/heartbeat/` },
		prepare: locked,
		run: ({ locks }, lock) => locks.heartbeat(JSON.parse(lock) as FileLock)
	},
	'release a lock': {
		wire: 'sessions',
		on: { method: 'DELETE', path: `${storage}/lock/` },
		prepare: locked,
		run: ({ locks }, lock) => locks.release(JSON.parse(lock) as FileLock)
	},
	'read the details of several files': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/details/` },
		prepare: stored,
		run: ({ files }, fileId) => files.detailsOf([fileId, '2b'])[Symbol.asyncIterator]().next()
	},
	'rename a file': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/update/` },
		prepare: stored,
		run: ({ files }, fileId) => files.rename(fileId, 'b.txt')
	},
	'move a file': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/move/` },
		prepare: placedInFolder,
		run: ({ files }, fileId) => files.move(fileId, 'root')
	},
	'copy a file': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/copy/` },
		prepare: placedInFolder,
		run: ({ files }, fileId) => files.copy(fileId, 'root')
	},
	'restore a file': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/restore/` },
		prepare: removed,
		run: ({ files }, fileId) => files.restore(fileId)
	},
	'delete a file for good': {
		wire: 'sessions',
		on: { method: 'DELETE', path: `${storage}/purge/` },
		prepare: removed,
		run: ({ files }, fileId) => files.purge(fileId)
	},
	'list the versions of a file': {
		wire: 'sessions',
		on: { method: 'GET', path: `${storage}/versions/` },
		prepare: stored,
		run: ({ files }, fileId) => files.versions(fileId)[Symbol.asyncIterator]().next()
	},
	'make a version the current one': {
		wire: 'sessions',
		on: { method: 'POST', path: `${storage}/restore-version/` },
		prepare: storedTwice,
		run: restoreOldest
	},
	'small file (v1)': {
		wire: 'v1',
		on: { method: 'POST', path: '/v1/files' },
		hasBody: true,
		run: (client) => client.upload(small())
	},
	'large Blob (v1)': {
		wire: 'v1',
		on: { method: 'POST', path: '/v1/files/stream' },
		hasBody: true,
		run: (client) => client.upload(new Blob([large]), { name: 'a.bin' })
	},
	'stream (v1)': {
		wire: 'v1',
		on: { method: 'POST', path: '/v1/files/stream' },
		hasBody: true,
		run: (client) => client.upload(streamOf(large), { name: 'a.bin' })
	}
};
