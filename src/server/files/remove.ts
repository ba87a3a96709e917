import { FastioError } from '../../rules/errors.ts';
import type { MountCall } from '../mount-call.ts';
import { answerFiles } from './answer.ts';
import { aboutFile, isAllowed, noSuchFile, reachFile } from './reach.ts';

/** `DELETE {def}/files/{id}`: into Fast.io's trash. 403 for a file that the visitor may only read. */
export function removeFile(call: MountCall): Promise<Response> {
	return answerFiles(call, async () => {
		const reached = await reachFile(call, { changes: true });
		const { definition, account, file } = reached;
		if (!(await isAllowed('canRemove', reached, file))) {
			if (!(await isAllowed('canRead', reached, file))) throw noSuchFile();
			throw new FastioError('not-allowed', 'You may not remove this file.');
		}
		await aboutFile(definition.fastio.files.remove(file.fileId, account));
		return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
	});
}
