import type { LiveFileState } from '../../rules/live.ts';
import type { Item } from '../uploader/item.svelte.ts';
import type { FileState } from '../uploader/types.ts';
import type { Live } from './types.ts';

/** A file of a queue, as far as what is heard of it matters. */
export type Row = Pick<Item, 'own' | 'set'>;

/** Lets the stored files of a queue go on by what a page hears of them. */
export interface RowStates {
	/** Takes the files as they are now. */
	look(files: readonly Row[]): void;
	/** Hears no more. */
	end(): void;
}

/** @param now The clock of `live`. */
export function createRowStates(live: Pick<Live, 'watch'>, now: () => number): RowStates {
	/** Since when a row is here. */
	const since = new Map<Row, number>();
	/** Rows that are not stored yet: of 10,000 files only these are looked at again and again. */
	const waiting = new Set<Row>();
	const stops = new Map<Row, () => void>();
	let last: readonly Row[] = [];

	function sync(files: readonly Row[]): void {
		const gone = new Set(since.keys());
		for (const row of files) {
			if (gone.delete(row)) continue;
			since.set(row, now());
			waiting.add(row);
		}
		for (const row of gone) forget(row);
		last = files;
	}

	function forget(row: Row): void {
		stops.get(row)?.();
		stops.delete(row);
		since.delete(row);
		waiting.delete(row);
	}

	return {
		look(files) {
			if (files !== last) sync(files);
			for (const row of waiting) {
				const { own } = row;
				// One that is held for a form has no id yet.
				if (own.status !== 'stored' || !own.file) continue;
				waiting.delete(row);
				const { fileId, versionId } = own.file;
				// What was heard before the row was here is of an earlier version.
				const options = { since: since.get(row)!, versionId };
				const onstate = (heard: LiveFileState) => row.set(rowState(own, heard));
				stops.set(row, live.watch([fileId], { ...options, onstate }));
			}
		},
		end() {
			for (const row of since.keys()) forget(row);
			last = [];
		}
	};
}

/** What a stored file comes to by what is heard of it. */
export function rowState(
	stored: FileState & { status: 'stored' },
	heard: LiveFileState | undefined
): FileState {
	const { file, result } = stored;
	if (!heard) return stored;
	if (heard.state === 'stored') return { ...stored, notIndexed: heard.reason };
	return { status: heard.state, file: file!, result };
}
