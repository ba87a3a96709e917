import type { FastioEvent } from '../../api.ts';
import { FastioError } from '../../rules/errors.ts';
import { fileStateOf } from '../../rules/live.ts';
import type { LiveFiles } from '../../rules/live.ts';
import type { FastioServer } from '../fastio.ts';
import { toPageEvent } from './page-event.ts';

/** Files that one call may ask for. */
export const MAX_FILES_ASKED = 100;
/** Longer ids are none. */
const MAX_ID_LENGTH = 128;

/**
 * Where the files of `?ids=` are, as far as the page may see them: what it asks after events were missed. Files that
 * are not there and files that it may not see are left out alike.
 *
 * @throws FastioError `malformed` for too many ids, and what the client throws.
 */
export async function fileStates(
	fastio: FastioServer,
	query: URLSearchParams,
	maySee: (event: FastioEvent) => Promise<boolean>
): Promise<LiveFiles> {
	const ids = [...new Set((query.get('ids') ?? '').split(',').filter(Boolean))];
	if (ids.length > MAX_FILES_ASKED || ids.some((id) => id.length > MAX_ID_LENGTH)) {
		throw new FastioError('malformed', `\`ids\` takes up to ${MAX_FILES_ASKED} ids of files.`);
	}
	const files: LiveFiles['files'] = Object.create(null) as LiveFiles['files'];
	const events = ids.length === 0 ? [] : await fastio.events.indexing(ids);
	for (const event of events) {
		const told = toPageEvent(event);
		const state = fileStateOf(told);
		if (state && told.fileId !== undefined && (await maySee(event))) files[told.fileId] = state;
	}
	return { files };
}
