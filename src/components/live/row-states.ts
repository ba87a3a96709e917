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
	const rows = new Map<Row, { since: number; stop?: () => void }>();
	const forget = (row: Row) => {
		rows.get(row)?.stop?.();
		rows.delete(row);
	};
	return {
		look(files) {
			const gone = new Set(rows.keys());
			for (const file of files) {
				gone.delete(file);
				// What is heard of a file before it was here is of an earlier version.
				const row = rows.get(file) ?? { since: now() };
				rows.set(file, row);
				const { own } = file;
				// One that is held for a form has no id yet.
				if (row.stop || own.status !== 'stored' || !own.file) continue;
				const { fileId, versionId } = own.file;
				const onstate = (heard: LiveFileState) => file.set(rowState(own, heard));
				row.stop = live.watch([fileId], { since: row.since, versionId, onstate });
			}
			for (const row of gone) forget(row);
		},
		end() {
			for (const row of rows.keys()) forget(row);
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
