import { describe, expect, test, vi } from 'vitest';
import { MAX_STREAM_BYTES, readFrames, type Frame } from '../../../../src/components/ask/frames.ts';
import { frame } from './fake-mount.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function streamOf(chunks: Iterable<Uint8Array>, cancel = () => {}): ReadableStream<Uint8Array> {
	const left = chunks[Symbol.iterator]();
	return new ReadableStream({
		pull(controller) {
			const { done, value } = left.next();
			if (done) controller.close();
			else controller.enqueue(value);
		},
		cancel
	});
}

async function read(...chunks: Uint8Array[]): Promise<Frame[]> {
	const frames = [];
	for await (const one of readFrames(streamOf(chunks))) frames.push(one);
	return frames;
}

const TEXT =
	': fastio\n\n' +
	frame('text', { text: 'Grüße 👩‍👩‍👧 — «日本語»\n\u0000<b>' }) +
	': beat\n\n' +
	'id: 7\nretry: 1000\nevent: unknown\ndata:no space\n\n' +
	'event: answer\r\ndata: one\r\ndata:  two\r\n\r\n' +
	'data\n\n' +
	'event: without data\n\n';
const FRAMES = [
	{ event: 'text', data: JSON.stringify({ text: 'Grüße 👩‍👩‍👧 — «日本語»\n\u0000<b>' }) },
	{ event: 'unknown', data: 'no space' },
	{ event: 'answer', data: 'one\n two' },
	{ event: '', data: '' }
];

test('frames are the same whole, byte by byte, and at every split', async () => {
	const bytes = bytesOf(TEXT);
	expect(await read(bytes)).toEqual(FRAMES);
	expect(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(FRAMES);
	for (let at = 1; at < bytes.length; at++) {
		expect(await read(bytes.subarray(0, at), bytes.subarray(at)), `split at ${at}`).toEqual(FRAMES);
	}
});

test('an event that the stream ends in is dropped', async () => {
	expect(await read(bytesOf('event: text\ndata: {}\n'))).toEqual([]);
	expect(await read()).toEqual([]);
});

describe('the limit', () => {
	const filled = (bytes: number) => {
		const line = bytesOf(`data: ${'x'.repeat(bytes - 8)}\n\n`);
		expect(line.length).toBe(bytes);
		return line;
	};

	test('is reached', async () => {
		expect(await read(filled(MAX_STREAM_BYTES))).toHaveLength(1);
	});

	test.each([1, MAX_STREAM_BYTES])('is passed by %i bytes, and the stream is cancelled', async (more) => {
		const cancel = vi.fn();
		const all = readFrames(streamOf([filled(MAX_STREAM_BYTES), new Uint8Array(more), bytesOf('x')], cancel));
		await all.next();
		await expect(all.next()).rejects.toThrow('too long');
		expect(cancel).toHaveBeenCalledOnce();
	});

	test('takes a line in 100,000 pieces without searching it again each time', async () => {
		const piece = bytesOf('x'.repeat(80));
		const pieces = Array.from({ length: 100_000 }, () => piece);
		const [only] = await read(bytesOf('data: '), ...pieces, bytesOf('\n\n'));
		expect(only?.data.length).toBe(8_000_000);
	});
});

test('the stream is cancelled when the caller has enough, and each chunk is told', async () => {
	const cancel = vi.fn();
	const moved = vi.fn();
	const body = streamOf([bytesOf(': fastio\n\n'), bytesOf(frame('a', 1)), bytesOf(frame('b', 2))], cancel);
	for await (const { event } of readFrames(body, moved)) if (event === 'a') break;
	expect(cancel).toHaveBeenCalledOnce();
	expect(moved).toHaveBeenCalledTimes(2);
});

test('what the stream throws is thrown', async () => {
	const body = new ReadableStream({
		start: (controller) => controller.error(new TypeError('network error'))
	});
	await expect(readFrames(body).next()).rejects.toThrow('network error');
});
