import type { StoredFileDetails } from '../../rules/results.ts';
import { jsonResponse } from '../kit-errors.ts';
import type { MountCall } from '../mount-call.ts';
import { answerFiles, toStoredFile } from './answer.ts';
import { isAllowed, noSuchFile, reachFile } from './reach.ts';

/** `GET {def}/files/{id}`: what is known of one file. */
export function fileDetails(call: MountCall): Promise<Response> {
	return answerFiles(call, async () => {
		const reached = await reachFile(call);
		if (!(await isAllowed('canRead', reached, reached.file))) throw noSuchFile();
		const answer: StoredFileDetails = { success: true, file: toStoredFile(reached.file) };
		return jsonResponse(answer, { status: 200 });
	});
}
