import { createParser } from 'eventsource-parser';
import { asObject, asText } from '../fields.ts';
import { parseJson } from '../json.ts';

/** Most bytes of one stream that are read: 8 MiB. An answer has some thousand characters. */
export const MAX_STREAM_BYTES = 8 * 1024 * 1024;
/** Longest single event, in characters. */
const MAX_EVENT_CHARS = 256 * 1024;

/** Events that end an answer. */
const LAST = new Set(['done', 'needs_input', 'error', 'cancelled']);
/** Events whose data may be bare text. What others carry is looked into only where it is JSON with text. */
const TEXT_EVENTS = new Set([undefined, 'message', 'text', 'delta', 'token', 'answer']);

/**
 * The pieces of text in a stream of server-sent events, until it says that it is done, or ends. Which events there are
 * is not published: whatever carries text is taken, all else is passed over, and what is too long ends the stream
 * without a word, since the whole answer is asked for afterwards anyway.
 *
 * @throws what reading the body throws.
 */
export async function* textDeltas(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
	const found: string[] = [];
	let isDone = false;
	const parser = createParser({
		maxBufferSize: MAX_EVENT_CHARS,
		onEvent({ event, data }) {
			if (isDone) return;
			if (event !== undefined && LAST.has(event)) isDone = true;
			else found.push(textOf(event, data));
		},
		onError: (error) => {
			if (error.type === 'max-buffer-size-exceeded') isDone = true;
		}
	});
	const decoder = new TextDecoder();
	const reader = body.getReader();
	let received = 0;
	try {
		for (;;) {
			if (isDone) break;
			const { done, value } = await reader.read();
			if (done) break;
			received += value.byteLength;
			if (received > MAX_STREAM_BYTES) break;
			parser.feed(decoder.decode(value, { stream: true }));
			for (const text of found.splice(0)) if (text !== '') yield text;
		}
	} finally {
		await reader.cancel().catch(() => {});
	}
}

function textOf(event: string | undefined, data: string): string {
	const json = jsonOf(data);
	if (json === undefined) return TEXT_EVENTS.has(event) ? data : '';
	if (typeof json === 'string') return TEXT_EVENTS.has(event) ? json : '';
	const fields = asObject(json) ?? {};
	for (const key of ['text', 'delta', 'answer', 'content']) {
		const text = asText(fields[key]) ?? asText(asObject(fields[key])?.['text']);
		if (text !== undefined) return text;
	}
	return '';
}

/** `undefined` for what is no JSON, and for a bare number or word, which is text. */
function jsonOf(data: string): unknown {
	if (!/^\s*[{["]/u.test(data)) return undefined;
	try {
		return parseJson(data);
	} catch {
		return undefined;
	}
}
