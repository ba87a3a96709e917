import { describe, expect, test } from 'vitest';
import { MAX_STREAM_BYTES, textDeltas } from '../../../../src/api/ask/deltas.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A body whose chunks end at the given places. */
function bodyOf(...chunks: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
	return new ReadableStream({
		pull(controller) {
			const chunk = chunks.shift();
			if (chunk) controller.enqueue(chunk);
			else controller.close();
		}
	});
}

async function textOf(body: ReadableStream<Uint8Array>): Promise<string> {
	let text = '';
	for await (const piece of textDeltas(body)) text += piece;
	return text;
}

const STREAM = [
	': comment',
	'event: message\ndata: {"text":"Grüße "}',
	'event: delta\ndata: {"delta":{"text":"aus "}}',
	'data: {"content":"dem "}',
	'data: {"answer":"Büro "}',
	'event: token\ndata: plain',
	'data: 42',
	'event: citation\ndata: {"node_id":"2abc"}',
	'event: status\ndata: running',
	'event: message\ndata: {broken',
	'event: done\ndata: {}',
	'event: message\ndata: {"text":"never"}'
]
	.map((frame) => `${frame}\n\n`)
	.join('');
const EXPECTED = 'Grüße aus dem Büro plain42{broken';

describe('the text of a stream of events', () => {
	test('is taken from whatever carries text, up to the end that it announces', async () => {
		expect(await textOf(bodyOf(bytes(STREAM)))).toBe(EXPECTED);
	});

	test('is the same wherever the stream is split', async () => {
		const all = bytes(STREAM);
		for (let at = 1; at < all.length; at += 1) {
			expect(await textOf(bodyOf(all.slice(0, at), all.slice(at)))).toBe(EXPECTED);
		}
	});

	test('is the same byte by byte, and with other line ends', async () => {
		for (const stream of [STREAM, STREAM.replaceAll('\n', '\r\n'), STREAM.replaceAll('\n', '\r')]) {
			expect(await textOf(bodyOf(...Array.from(bytes(stream), (byte) => new Uint8Array([byte]))))).toBe(
				EXPECTED
			);
		}
	});

	test.each(['needs_input', 'error', 'cancelled'])('ends at %s too', async (event) => {
		expect(await textOf(bodyOf(bytes(`data: a\n\nevent: ${event}\ndata: b\n\ndata: c\n\n`)))).toBe('a');
	});

	test('that never ends an event is given up, and its body cancelled', async () => {
		let sent = 0;
		let cancelled = false;
		const endless = new ReadableStream<Uint8Array>({
			pull(controller) {
				sent += 64 * 1024;
				controller.enqueue(bytes(`data: ${'x'.repeat(64 * 1024)}`));
			},
			cancel() {
				cancelled = true;
			}
		});
		expect(await textOf(endless)).toBe('');
		expect(cancelled).toBe(true);
		expect(sent).toBeLessThan(2 * 1024 ** 2);
	});

	test('beyond 8 MiB is given up', async () => {
		const frame = `data: ${'x'.repeat(64 * 1024 - 8)}\n\n`;
		const endless = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.enqueue(bytes(frame))
		});
		expect((await textOf(endless)).length).toBeLessThanOrEqual(MAX_STREAM_BYTES);
	});

	test('rejects with what the body fails with', async () => {
		const failing = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.error(new Error('reset'))
		});
		await expect(textOf(failing)).rejects.toThrow('reset');
	});

	test('whose reader stops early cancels the body', async () => {
		let cancelled = false;
		const body = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.enqueue(bytes('data: a\n\n')),
			cancel() {
				cancelled = true;
			}
		});
		for await (const piece of textDeltas(body)) {
			expect(piece).toBe('a');
			break;
		}
		expect(cancelled).toBe(true);
	});
});
