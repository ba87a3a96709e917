import type { RequestEvent } from '@sveltejs/kit';
import { BodyReader, contentLength } from '../multipart/body-reader.ts';
import { isUntouchedRequest, nodeBody } from '../multipart/node-body.ts';
import { isOnlyReader } from './settle-body.ts';

/**
 * The body of a slice. adapter-node refuses bodies over `BODY_SIZE_LIMIT`, 512 KB unless the operator raised it, by
 * their declared length, and then leaves Node's request untouched behind `event.platform.req`. A slice is bounded by
 * its signed id, authorized and never held, so it is read from there. Where SvelteKit reads the request itself (no
 * limit crossed, `vite dev`, other adapters), and with `respectLimit`, its own body is used.
 */
export function sliceBody(event: RequestEvent, respectLimit: boolean): BodyReader {
	const { request } = event;
	const node = (event.platform as { req?: unknown } | undefined)?.req;
	// Without a length SvelteKit has listened for chunks; without a body it hides one that has no content type.
	const bypass = !respectLimit && request.body !== null && contentLength(request.headers) !== undefined;
	if (!bypass || !isUntouchedRequest(node)) {
		return new BodyReader(request, { recyclable: isOnlyReader(event) });
	}
	const { stream, release } = nodeBody(node);
	return new BodyReader({ body: stream, headers: request.headers }, { recyclable: true, onRelease: release });
}
