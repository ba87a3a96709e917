const MAX_PIECE_BYTES = 64 * 1024;
const encoder = new TextEncoder();

/** Events whose `data` break off in the middle. */
export async function* brokenEvents(events: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	for await (const event of events) {
		const text = new TextDecoder().decode(event);
		const broken = text.replace(
			/^data: (.*)$/mu,
			(_line, json: string) => `data: ${json.slice(0, json.length / 2)}`
		);
		yield encoder.encode(broken);
	}
}

/** The events behind one with a text of so many bytes, which is sent in pieces of 64 KiB. */
export async function* hugeEvent(
	events: AsyncIterable<Uint8Array>,
	bytes: number
): AsyncGenerator<Uint8Array> {
	yield encoder.encode('event: message\ndata: {"text":"');
	for (let left = bytes; left > 0; left -= MAX_PIECE_BYTES) {
		yield new Uint8Array(Math.min(left, MAX_PIECE_BYTES)).fill(0x78);
	}
	yield encoder.encode('"}\n\n');
	yield* events;
}
