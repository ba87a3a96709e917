import { expect, test } from 'vitest';
import { ChunkSlices, freeChunk, giveBack, offerBack } from '../../../src/multipart/release.ts';

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
