import type { LiveHello } from '../../rules/live.ts';
import type { PageReader } from './reader.ts';

/** Something is sent at least this often, so that proxies keep the connection and pages know it is alive: 20 s. */
export const BEAT_MS = 20_000;
/** After this time the page connects again, and is asked anew who it is: 1 h. */
export const MAX_STREAM_MS = 3_600_000;
/** What browsers wait before they connect again. */
const RETRY_MS = 2_000;

/**
 * The events of one page as server-sent events (WHATWG HTML, "Server-sent events"). Nothing is made before the page
 * takes it: a page that does not read holds its place in the log and one chunk of at most 100 events.
 *
 * @param reader Reads what the page is told.
 * @param signal Aborts when the page has gone, or the server ends.
 * @param onEnd Called once, whichever way the stream ends.
 */
export function eventStream(reader: PageReader, signal: AbortSignal, onEnd: () => void): Response {
	const encoder = new TextEncoder();
	const control = new AbortController();
	const either = AbortSignal.any([signal, control.signal, AbortSignal.timeout(MAX_STREAM_MS)]);
	let ended = false;
	const end = () => {
		if (ended) return;
		ended = true;
		control.abort();
		onEnd();
	};
	const body = new ReadableStream<Uint8Array>(
		{
			start(controller) {
				const hello: LiveHello = { id: reader.position, beatMs: BEAT_MS };
				// At once: headers travel with the first chunk.
				controller.enqueue(
					encoder.encode(`retry: ${RETRY_MS}\n: fastio\n\n${frame('hello', hello, reader.position)}`)
				);
			},
			async pull(controller) {
				const { events, gap } = await reader.next(BEAT_MS, either);
				if (either.aborted) {
					end();
					return controller.close();
				}
				let text = gap ? frame('gap', {}) : '';
				for (const { logId, ...told } of events) text += frame('fastio', told, logId);
				controller.enqueue(encoder.encode(text || frame('beat', {})));
			},
			cancel: end
		},
		{ highWaterMark: 1 }
	);
	// A page that reads no more is not pulled for: its going away has to be heard here too.
	either.addEventListener('abort', end, { once: true });
	return new Response(body, {
		headers: {
			// Exactly this, so that adapter-node tells proxies not to buffer.
			'content-type': 'text/event-stream',
			'cache-control': 'private, no-store, no-transform',
			'x-accel-buffering': 'no',
			'x-content-type-options': 'nosniff'
		}
	});
}

function frame(event: string, body: object, id?: string): string {
	return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(body)}\n\n`;
}
