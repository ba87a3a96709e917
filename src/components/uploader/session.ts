import { call } from './call.ts';
import type { Core } from './core.ts';
import type { Kept, ResumeRecord } from './resume/claim.ts';

/** A resumable upload of one file, as far as this page knows it. Holds one number and 8 digits per slice. */
export interface Session {
	readonly record: ResumeRecord;
	/** Numbers of the slices that the server has. */
	readonly done: Set<number>;
	/** Those of them that an earlier page sent: the file may have changed since. */
	readonly unverified: Set<number>;
	/** Where a later page finds it; `undefined` where none will. */
	readonly kept: Kept | undefined;
	/** No later page may go on. */
	forget(): void;
	/** Forgets it here and upstream; `keep` leaves what is stored. Never fails. */
	end(keep: boolean): void;
}

/** @param received What an earlier page sent. */
export function newSession(
	core: Core,
	record: ResumeRecord,
	kept: Kept | undefined,
	received?: readonly number[]
): Session {
	const forget = () => {
		kept?.forget(record);
		kept?.release();
	};
	return {
		record,
		done: new Set(received),
		unverified: new Set(received),
		kept,
		forget,
		end(keep) {
			forget();
			const url = record.url + (keep ? '?keep=file' : '');
			// Answered without a body, which `call` takes for a failure that is not to be repeated.
			call(core, { method: 'DELETE', url, keepalive: true }).catch(() => {});
		}
	};
}

/** Bytes of slice `n`, from 1. */
export function sliceSize({ sliceBytes, slices }: ResumeRecord, n: number, size: number): number {
	return n < slices ? sliceBytes : size - (slices - 1) * sliceBytes;
}

/** Bytes that the server has. */
export function doneBytes({ done, record }: Session, size: number): number {
	let bytes = 0;
	for (const n of done) bytes += sliceSize(record, n, size);
	return bytes;
}
