import { FASTIO_API_TOKEN, FASTIO_API_URL, FASTIO_WORKSPACE_ID } from '$app/env/private';
import type { RequestHandler } from './$types';

/** The stream route as the integration guide has it: `fetch` with the request's own body. */
export const POST: RequestHandler = async ({ request }) => {
	const name = request.headers.get('x-file-name') ?? 'uploaded-file.dat';
	const type = request.headers.get('content-type') ?? 'application/octet-stream';
	if (!request.body) return Response.json({ error: 'Empty request body' }, { status: 400 });
	const url = `${FASTIO_API_URL}/files/stream?workspace=${FASTIO_WORKSPACE_ID}&name=${encodeURIComponent(name)}`;
	try {
		const init: RequestInit & { duplex: 'half' } = {
			method: 'POST',
			headers: { Authorization: `Bearer ${FASTIO_API_TOKEN}`, 'Content-Type': type },
			body: request.body,
			duplex: 'half'
		};
		const response = await fetch(url, init);
		if (!response.ok) return Response.json({ error: 'Upload failed' }, { status: response.status });
		const { id } = (await response.json()) as { id: string };
		return Response.json({ success: true, fileId: id });
	} catch {
		return Response.json({ error: 'Internal server error' }, { status: 500 });
	}
};
