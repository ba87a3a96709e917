import type { FileEntry } from '../../api.ts';
import { FastioError } from '../../rules/errors.ts';
import type { StoredFilesPage } from '../../rules/results.ts';
import { jsonResponse } from '../kit-errors.ts';
import type { MountCall } from '../mount-call.ts';
import { answerFiles, toStoredFile } from './answer.ts';
import { enterFiles, isAllowed } from './reach.ts';

/** Entries that one call looks at: the least that Fast.io takes. */
const PAGE_SIZE = 100;
/** Longest cursor that is passed on, in characters. */
const MAX_CURSOR_LENGTH = 1024;

/** `GET {def}/files?cursor=`: one page of the destination's folder, without what the visitor may not read. */
export function listFiles(call: MountCall): Promise<Response> {
	return answerFiles(call, async () => {
		const place = await enterFiles(call);
		const { definition, event, account, folderId } = place;
		const cursor = event.url.searchParams.get('cursor') ?? '';
		if (cursor.length > MAX_CURSOR_LENGTH) throw new FastioError('malformed', 'The cursor is none of ours.');
		const { entries, nextCursor } = await definition.fastio.files.page({
			...account,
			folderId,
			pageSize: PAGE_SIZE,
			signal: event.request.signal,
			...(cursor === '' ? {} : { cursor })
		});
		const shown = async (entry: FileEntry): Promise<FileEntry[]> =>
			entry.kind === 'file' && !entry.trashed && (await isAllowed('canRead', place, entry)) ? [entry] : [];
		const answer: StoredFilesPage = {
			success: true,
			files: (await Promise.all(entries.map(shown))).flat().map(toStoredFile),
			nextCursor: nextCursor ?? null
		};
		return jsonResponse(answer, { status: 200 });
	});
}
