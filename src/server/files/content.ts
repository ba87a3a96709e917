import type { MountCall } from '../mount-call.ts';
import { answerFiles } from './answer.ts';
import { contentHeaders } from './content-headers.ts';
import { passThrough } from './pass-through.ts';
import { aboutFile, isAllowed, noSuchFile, reachFile } from './reach.ts';

/**
 * `GET {def}/files/{id}/content`: the bytes as they arrive from Fast.io, one chunk at a time. Always a download, unless
 * `?inline` asks to show it and its type is one that no browser runs.
 */
export function sendContent(call: MountCall): Promise<Response> {
	return answerFiles(call, async () => {
		const reached = await reachFile(call);
		const { definition, event, account, file } = reached;
		if (!(await isAllowed('canRead', reached, file))) throw noSuchFile();
		const { files } = definition.fastio;
		const control = new AbortController();
		const signal = AbortSignal.any([event.request.signal, control.signal]);
		const upstream = await aboutFile(files.download(file.fileId, { ...account, signal }));
		const inline = event.url.searchParams.has('inline');
		const body = passThrough(upstream.body, { abort: () => control.abort() });
		return new Response(body, { headers: contentHeaders(file, upstream.headers, inline) });
	});
}
