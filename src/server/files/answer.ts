import type { FileEntry } from '../../api.ts';
import type { StoredFile } from '../../rules/results.ts';
import { caught, closeConnection, failureResponse } from '../kit-errors.ts';
import type { MountCall } from '../mount-call.ts';
import { withBody } from '../settle-body.ts';

/** Runs one of the `files` calls. Every failure is an answer; SvelteKit's own throws pass through. */
export async function answerFiles(
	{ definition, event }: MountCall,
	use: () => Promise<Response>
): Promise<Response> {
	const received = await withBody(event, use);
	const { close } = received;
	if ('value' in received) {
		if (close) received.value.headers.set('connection', 'close');
		return received.value;
	}
	if (close) closeConnection(event);
	return failureResponse(caught(definition, received.thrown), { close });
}

/** What a page may know of a file. */
export function toStoredFile(entry: FileEntry): StoredFile {
	const { fileId, name, type, size, hash, hashAlgorithm, createdAt, modifiedAt } = entry;
	return {
		fileId,
		name,
		type,
		size,
		hash: hash ?? null,
		hashAlgorithm: hashAlgorithm ?? null,
		createdAt: createdAt?.toISOString() ?? null,
		modifiedAt: modifiedAt?.toISOString() ?? null
	};
}
