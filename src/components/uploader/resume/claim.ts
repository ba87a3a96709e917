/** What is stored in the browser of an upload under way: no byte of the file. */
export interface ResumeRecord {
	/** Fingerprint of the file, and where it goes. */
	key: string;
	/** The server's signed id. */
	id: string;
	sliceBytes: number;
	slices: number;
	/** CRC-32C of the slices that were sent, by number less 1. */
	crcs: readonly (string | undefined)[];
	/** Unix ms. The server forgets the upload then. */
	expiresAt: number;
}

/** Where records are. Each call may reject: then the upload goes on without. */
export interface RecordStore {
	get(key: string): Promise<ResumeRecord | undefined>;
	put(record: ResumeRecord): Promise<unknown>;
	delete(key: string): Promise<unknown>;
}

/** Makes sure that one page at a time has an upload in hand. Resolves with what lets go; `undefined`: another has it. */
export type TakeLock = (key: string) => Promise<(() => void) | undefined>;

/** One file's place in the store, in the hands of this page alone. */
export interface Kept {
	/** What an earlier page left. */
	readonly record: ResumeRecord | undefined;
	/** Never fails. */
	save(session: Pick<ResumeRecord, 'id' | 'sliceBytes' | 'slices' | 'crcs'>): void;
	/** Deletes the record and lets go. Never rejects. */
	forget(): Promise<void>;
	/** Lets go: another page may go on. */
	release(): void;
}

/** The store, by file. */
export interface Resume {
	/** @returns `undefined` where another page has this file in hand. */
	claim(scope: string, file: File, crc32c: (blob: Blob) => Promise<string>): Promise<Kept | undefined>;
}

/** An id is good for 24 hours; a minute less, since clocks differ. */
export const RECORD_TTL_MS = 24 * 3_600_000 - 60_000;
/** So much of the file's beginning and end is part of its fingerprint: 1 MiB. */
const EDGE_BYTES = 1024 ** 2;

export function createResume(store: RecordStore, lock: TakeLock, now: () => number = Date.now): Resume {
	return {
		async claim(scope, file, crc32c) {
			const { name, size, lastModified } = file;
			const edges = [file.slice(0, EDGE_BYTES), file.slice(-EDGE_BYTES)].map(crc32c);
			const key = JSON.stringify([scope, name, size, lastModified, ...(await Promise.all(edges))]);
			const release = await lock(key);
			if (!release) return undefined;
			const record = await store.get(key).catch(() => undefined);
			let { id, expiresAt = 0 } = record ?? {};
			let ended = false;
			return {
				record: record && record.expiresAt > now() ? record : undefined,
				save(session) {
					if (ended) return;
					if (session.id !== id) expiresAt = now() + RECORD_TTL_MS;
					id = session.id;
					const { sliceBytes, slices, crcs } = session;
					store.put({ key, id, sliceBytes, slices, crcs: [...crcs], expiresAt }).catch(() => {});
				},
				async forget() {
					ended = true;
					await store.delete(key).catch(() => {});
					release();
				},
				release() {
					ended = true;
					release();
				}
			};
		}
	};
}
