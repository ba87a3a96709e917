import { expect, test } from 'vitest';
import { headOf } from '../../../src/multipart/head.ts';
import { pieces } from '../../support/multipart.ts';

const CONTENT = Uint8Array.from({ length: 9 }, (_, index) => index + 1);

/** A source as the readers are: `next` hands out what is kept first. */
function sourceOf(chunks: Uint8Array[]) {
	const kept: Uint8Array[] = [];
	const fresh = async () => chunks.shift();
	return { kept, head: (bytes: number) => headOf(kept, async () => kept.shift() ?? fresh(), bytes) };
}

test('the head is the same however the content is split, and everything is still there', async () => {
	for (let size = 1; size <= CONTENT.length; size += 1) {
		for (let bytes = 0; bytes <= CONTENT.length + 2; bytes += 1) {
			const chunks = pieces(CONTENT, size);
			const { kept, head } = sourceOf(chunks);
			expect(await head(bytes)).toEqual(CONTENT.subarray(0, bytes));
			expect(Buffer.concat([...kept, ...chunks])).toEqual(Buffer.from(CONTENT));
		}
	}
});

test('looking twice gives the same, and a longer look the rest', async () => {
	const { head } = sourceOf(pieces(CONTENT, 2));
	expect([await head(3), await head(3), await head(8)]).toEqual(
		[3, 3, 8].map((end) => CONTENT.subarray(0, end))
	);
});

test('less than one chunk more than was asked for is taken', async () => {
	const chunks = pieces(CONTENT, 4);
	await sourceOf(chunks).head(5);
	expect(chunks).toHaveLength(1);
});

test('a source that fails keeps what came before', async () => {
	const kept = [CONTENT.subarray(0, 2)];
	const failing = () => Promise.reject(new Error('cut off'));
	await expect(headOf(kept, failing, 5)).rejects.toThrow('cut off');
	expect(kept).toEqual([CONTENT.subarray(0, 2)]);
});
