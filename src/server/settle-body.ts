import type { RequestEvent } from '@sveltejs/kit';
import { BodyReader } from '../multipart/body-reader.ts';

/** A remainder up to this size is read and thrown away, so that the connection can go on: 8 MiB. */
export const MAX_DRAINED_BYTES = 8 * 1024 * 1024;
/** Longest time spent on that: 5 s. */
const DRAIN_DEADLINE_MS = 5000;

/** What came of reading a body, and whether the answer must say `Connection: close`. */
export type BodyResult<T> = { close: boolean } & ({ value: T } | { thrown: unknown });

/**
 * Lends the request body to `use`, which may leave any part of it unread, and settles the rest before the answer:
 * without that Kit 2 stalls the sender for seconds, and Kit 3 receives all of it.
 *
 * `signal` aborts when the sender goes away before the last byte. Afterwards the upload is complete and goes on to
 * its end, so that no file is stored that the app never hears of.
 *
 * @param body Where the bytes come from. Default: SvelteKit's request.
 */
export async function withBody<T>(
	event: RequestEvent,
	use: (body: BodyReader, signal: AbortSignal) => Promise<T>,
	body: BodyReader = new BodyReader(event.request, { recyclable: isOnlyReader(event) })
): Promise<BodyResult<T>> {
	const control = new AbortController();
	const onLeave = () => {
		if (!body.ended) control.abort(event.request.signal.reason);
	};
	event.request.signal.addEventListener('abort', onLeave, { once: true });
	try {
		const value = await use(body, control.signal);
		return { value, close: await mustClose(body) };
	} catch (thrown) {
		return { thrown, close: await mustClose(body) };
	} finally {
		event.request.signal.removeEventListener('abort', onLeave);
		body.release();
	}
}

/**
 * Whether the chunks of this body are ours alone: adapter-node shows the Node request, and SvelteKit's own listener is
 * the only one that gets its data. Elsewhere (`vite dev`, other adapters) nobody can tell.
 */
export function isOnlyReader(event: RequestEvent): boolean {
	const request = (event.platform as { req?: unknown } | undefined)?.req;
	return request instanceof Object &&
		'listenerCount' in request &&
		typeof request.listenerCount === 'function'
		? request.listenerCount('data') === 1
		: false;
}

/** Reads past a small remainder. Resolves with whether the answer must say `Connection: close`. */
export async function mustClose(body: BodyReader): Promise<boolean> {
	return !body.ended && !(await body.discard(MAX_DRAINED_BYTES, DRAIN_DEADLINE_MS));
}
