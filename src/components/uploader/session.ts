import type { OpenedUpload } from '../../rules/results.ts';
import type { Kept } from './resume/claim.ts';

/** A resumable upload of one file, as far as this page knows it. Holds one number and 8 digits per slice. */
export interface Session {
	id: string;
	sliceBytes: number;
	slices: number;
	/** By number less 1: the checksum under which a slice was sent. */
	crcs: (string | undefined)[];
	/** Numbers of the slices that the server has. */
	done: Set<number>;
	/** Those of them that an earlier page sent: the file may have changed since. */
	unverified: Set<number>;
	/** Where it is kept for the next page. */
	kept: Kept | undefined;
	/** Forgets it here and upstream; `keep` leaves what is stored. Never fails. */
	end(keep: boolean): void;
}

export function newSession(
	{ id, sliceBytes, slices }: Pick<OpenedUpload, 'id' | 'sliceBytes' | 'slices'>,
	kept: Kept | undefined,
	end: (id: string, keep: boolean) => void,
	crcs: (string | undefined)[] = []
): Session {
	return {
		id,
		sliceBytes,
		slices,
		crcs,
		done: new Set(),
		unverified: new Set(),
		kept,
		end(keep) {
			void kept?.forget();
			end(id, keep);
		}
	};
}

/** Bytes of slice `n`, from 1. */
export function sliceSize({ sliceBytes, slices }: Session, n: number, size: number): number {
	return n < slices ? sliceBytes : size - (slices - 1) * sliceBytes;
}

/** Bytes that the server has. */
export function doneBytes(session: Session, size: number): number {
	let bytes = 0;
	for (const n of session.done) bytes += sliceSize(session, n, size);
	return bytes;
}
