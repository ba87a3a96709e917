import { createResume } from './claim.ts';
import type { RecordStore, Resume, ResumeRecord, TakeLock } from './claim.ts';

const STORE = 'uploads';

/**
 * Records in IndexedDB, in the hands of one tab by Web Locks. `undefined` where the browser lacks either, e.g. without
 * https: then every upload is new.
 */
export function browserResume(): Resume | undefined {
	if (!globalThis.navigator?.locks || !globalThis.indexedDB) return undefined;
	return createResume(indexedDbStore(), webLock);
}

const webLock: TakeLock = (key) =>
	new Promise((resolve, reject) => {
		navigator.locks
			.request(`sveltekit-fastio:${key}`, { ifAvailable: true }, (lock) =>
				lock ? new Promise<void>((release) => resolve(release)) : resolve(undefined)
			)
			.catch(reject);
	});

function indexedDbStore(): RecordStore {
	let opened: Promise<IDBDatabase> | undefined;
	const run = async <T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>) => {
		const database = await (opened ??= open());
		return settled(ask(database.transaction(STORE, mode).objectStore(STORE)));
	};
	return {
		get: (key) => run<ResumeRecord | undefined>('readonly', (store) => store.get(key)),
		put: (record) => run('readwrite', (store) => store.put(record)),
		delete: (key) => run('readwrite', (store) => store.delete(key))
	};
}

/** Opens the database and takes out what has expired. */
async function open(): Promise<IDBDatabase> {
	const request = indexedDB.open('sveltekit-fastio', 1);
	request.onupgradeneeded = () =>
		request.result.createObjectStore(STORE, { keyPath: 'key' }).createIndex('expiresAt', 'expiresAt');
	const database = await settled(request);
	const expired = database
		.transaction(STORE, 'readwrite')
		.objectStore(STORE)
		.index('expiresAt')
		.openCursor(IDBKeyRange.upperBound(Date.now()));
	expired.onsuccess = () => {
		expired.result?.delete();
		expired.result?.continue();
	};
	return database;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}
