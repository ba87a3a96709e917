import { expect, test } from 'vitest';
import { BodyReader } from '../../../src/multipart/body-reader.ts';
import { readMultipart } from '../../../src/multipart/read-multipart.ts';
import { ChunkSlices, freeChunk, giveBack, offerBack } from '../../../src/multipart/release.ts';
import { multipartBody, pieces, streamOf } from '../../support/multipart.ts';

const own = (bytes: number) => Buffer.from(new ArrayBuffer(bytes));

test('a chunk that is given back is freed, once', () => {
	const chunk = own(64);
	let times = 0;
	offerBack(chunk, (given) => {
		times += 1;
		freeChunk(given);
	});
	giveBack(chunk);
	giveBack(chunk);
	expect(times).toBe(1);
	expect(chunk.byteLength).toBe(0);
});

test('a chunk that nobody offered is left alone', () => {
	const chunk = own(64);
	giveBack(chunk);
	expect(chunk.byteLength).toBe(64);
});

test('a chunk that shares its memory is never freed', () => {
	const memory = own(64);
	for (const chunk of [memory.subarray(0, 63), memory.subarray(1), new Uint8Array(64)]) {
		freeChunk(chunk);
		expect(chunk.byteLength).toBeGreaterThan(0);
	}
});

test('a chunk of a form is freed when the parser and every slice are through with it', () => {
	const slices = new ChunkSlices();
	const chunk = own(64);
	const [first, second] = [chunk.subarray(0, 10), chunk.subarray(20)];
	slices.open(chunk);
	slices.add(first);
	slices.add(second);
	giveBack(first);
	slices.close(chunk);
	expect(chunk.byteLength).toBe(64);
	giveBack(second);
	expect(chunk.byteLength).toBe(0);
});

test('a slice that is never given back keeps its chunk', () => {
	const slices = new ChunkSlices();
	const chunk = own(64);
	slices.open(chunk);
	slices.add(chunk.subarray(0, 10));
	slices.close(chunk);
	expect(chunk.byteLength).toBe(64);
});

test('a text field that lies in several chunks is whole though chunks are freed, wherever they are cut', async () => {
	const form = multipartBody([
		{ name: 'first', value: 'a long text, '.repeat(20) },
		{ name: 'file', fileName: 'a.bin', content: 'x'.repeat(300) },
		{ name: 'last', value: 'and another one' }
	]);
	for (let size = 1; size < form.bytes.length; size += 7) {
		const chunks = pieces(form.bytes, size).map((piece) => Buffer.from(new Uint8Array(piece).buffer));
		const body = new BodyReader({ body: streamOf(chunks), headers: new Headers() }, { recyclable: true });
		const values: string[] = [];
		const limits = { maxFiles: 1, maxFields: 2, maxFieldBytes: 1000 };
		await readMultipart(body, form.contentType, limits, {
			onField: (_, value) => void values.push(value),
			onFile: async (part) => void (await new Response(part.open()).arrayBuffer())
		});
		expect(values, `chunks of ${size} bytes`).toEqual(['a long text, '.repeat(20), 'and another one']);
	}
});
