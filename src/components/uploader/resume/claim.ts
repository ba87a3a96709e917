import { parse } from '../send.ts';

/** What is stored in the browser of an upload under way: no byte of the file. */
export interface ResumeRecord {
	/** Of its calls: `{endpoint}/{definition}/uploads/{id}`, with the server's signed id. */
	url: string;
	sliceBytes: number;
	slices: number;
	/** CRC-32C of the slices that were sent, by number less 1; empty where there is none. */
	crcs: string[];
	/** Unix ms. The server forgets the upload then. */
	expiresAt: number;
}

/** Makes sure that one page at a time has an upload in hand. Resolves with what lets go; `undefined`: another has it. */
export type TakeLock = (key: string) => Promise<(() => void) | undefined>;

/** One file's place in the store, in the hands of this page alone. */
export interface Kept {
	/** What earlier pages left: at most one of each user of this browser. */
	readonly records: readonly ResumeRecord[];
	/** Beside those of other uploads. Never fails. */
	save(record: ResumeRecord): void;
	/** Deletes the record. */
	forget(record: ResumeRecord): void;
	/** Lets go: another page may go on. */
	release(): void;
}

/**
 * Takes a file's place in the store into the hands of this page.
 *
 * @param scope Where the file goes.
 * @returns `undefined` where another page has this file in hand.
 * @throws where the browser keeps nothing.
 */
export type Claim = (
	scope: unknown,
	file: File,
	crc32c: (blob: Blob) => Promise<string>
) => Promise<Kept | undefined>;

/** An id is good for 24 hours; a minute less, since clocks differ. */
export const RECORD_TTL_MS = 24 * 3_600_000 - 60_000;
/** So much of the file's beginning and end is part of its fingerprint: 1 MiB. */
const EDGE_BYTES = 1024 ** 2;
/** Starts every key of ours. */
const PREFIX = 'sveltekit-fastio:';

export function createClaim(store: () => Storage, lock: TakeLock, now: () => number = Date.now): Claim {
	return async (scope, file, crc32c) => {
		const storage = store();
		const { name, size, lastModified } = file;
		const edges = [file.slice(0, EDGE_BYTES), file.slice(-EDGE_BYTES)].map(crc32c);
		const key = PREFIX + JSON.stringify([scope, name, size, lastModified, ...(await Promise.all(edges))]);
		const unlock = await lock(key);
		if (!unlock) return undefined;
		let ended = false;
		return {
			records: recordsOf(storage, key, now()),
			save(record) {
				try {
					if (!ended) storage.setItem(key + record.url, JSON.stringify(record));
				} catch {
					// Full: a later page starts afresh.
				}
			},
			forget({ url }) {
				storage.removeItem(key + url);
			},
			release() {
				ended = true;
				unlock();
			}
		};
	};
}

/** Those of one file. Drops what has expired of all files; a record that is no JSON counts as that. */
function recordsOf(storage: Storage, prefix: string, now: number): ResumeRecord[] {
	const keys = Object.keys(storage).filter((key) => key.startsWith(PREFIX));
	return keys.flatMap((key) => {
		const record = parse(storage.getItem(key)!) as ResumeRecord | undefined;
		if (record && record.expiresAt > now) return key.startsWith(prefix) ? record : [];
		storage.removeItem(key);
		return [];
	});
}
