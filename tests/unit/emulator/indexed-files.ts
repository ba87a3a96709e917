import { expect } from 'vitest';
import { makePdf } from '../../support/pdf.ts';
import { type Json, startEmulator, until } from './support.ts';

/** An emulator that indexes at once, with a call that stores a file and waits for the end of its indexing. */
export async function startIndexing() {
	const calls = await startEmulator({ intelligence: true, indexing: { delayMs: 0 } });
	const { emulator, single, settled, target, form, storage } = calls;
	const put = async (
		name: string,
		content: BlobPart,
		fields: Record<string, string> = {}
	): Promise<string> => {
		const { json } = await single(content, { ...target, name, ...fields });
		return (await settled(json.id)).new_file_id;
	};
	return {
		...calls,
		put,
		/** Stores a file, waits until its AI state is one of the ends, and gives its id. */
		putIndexed: async (name: string, content: BlobPart, fields: Record<string, string> = {}) => {
			const fileId = await put(name, content, fields);
			const stateOf = () => emulator.files().find(({ id }) => id === fileId)?.aiState;
			const isTable = /\.(?:csv|xlsx|png)$/u.test(name);
			await until(() => expect([isTable ? 'ready' : 'indexed', 'failed', 'disabled']).toContain(stateOf()));
			return fileId;
		},
		folder: async (name: string, parent = 'root'): Promise<string> =>
			(await form(storage(`${parent}/createfolder/`), { name })).json.node.id
	};
}

/** A report of three pages, one fact on each. */
export const REPORT = makePdf([
	['Annual report of the Lighthouse Society', 'The society has 412 members in nine towns.'],
	['Finances', 'The repair of the lantern cost 81,300 euros. It was paid by donations.'],
	['Outlook', 'Next summer the tower opens for visitors on Sundays.']
]);

export const NOTES = `# Harbour notes

The ferry to Norderney leaves at 7:40 and takes 55 minutes.

## Weather

Storm warnings are hoisted at the signal mast; two black balls mean a gale.
`;

/** `answer.files` of a search by the names of its files. */
export const byName = (files: Record<string, Json>): Record<string, Json> =>
	Object.fromEntries(Object.values(files).map((file) => [file.name, file]));
