/** Longest stream of one answer, in bytes: 8 MiB. */
export const MAX_STREAM_BYTES = 8 * 1024 ** 2;

/** One server-sent event. */
export interface Frame {
	event: string;
	data: string;
}

/**
 * Reads the events of a stream that the mount sends: `event` and `data` lines, comments passed over; other fields too. One
 * that the stream ends in is dropped, as the standard has it. Holds the event under way, at most {@link MAX_STREAM_BYTES}.
 * Cancels the stream when the caller stops early.
 *
 * @param moved Called with each chunk: the stream lives.
 * @throws RangeError past the limit, and what the stream throws.
 */
export async function* readFrames(
	body: ReadableStream<Uint8Array>,
	moved: () => void = () => {}
): AsyncGenerator<Frame, void, undefined> {
	const reader = body.getReader();
	const decoder = new TextDecoder();
	let bytes = 0;
	let rest = '';
	let event = '';
	let data: string[] = [];
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			moved();
			bytes += value.length;
			if (bytes > MAX_STREAM_BYTES) throw new RangeError('The answer is too long.');
			const lines = decoder.decode(value, { stream: true }).split('\n');
			// Only what is new is searched: a line may come in thousands of chunks.
			lines[0] = rest + lines[0];
			rest = lines.pop()!;
			for (const line of lines) {
				const [, name, text = ''] = /^(\w*)(?:: ?(.*?))?\r?$/su.exec(line) ?? [];
				if (name === 'event') event = text;
				else if (name === 'data') data.push(text);
				else if (!line.trim()) {
					if (data.length) yield { event, data: data.join('\n') };
					event = '';
					data = [];
				}
			}
		}
	} finally {
		reader.cancel().catch(() => {});
	}
}
