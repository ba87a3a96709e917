import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combineCrc32c } from '../../../../src/components/integrity/combine.ts';
import { crc32cOf } from '../../../../src/components/integrity/crc32c.ts';
import { createChecksums } from '../../../../src/components/integrity/index.ts';

test('CRC-32C has the check value of the standard, and of nothing it is zero', async () => {
	expect(await crc32cOf(new Blob(['123456789']))).toBe('e3069283');
	expect(await crc32cOf(new Blob())).toBe('00000000');
	expect(combineCrc32c([])).toBe('00000000');
});

test('a blob of several pieces has the checksum of its whole', async () => {
	const bytes = new Uint8Array(2.5 * 1024 ** 2).map((_, index) => index % 251);
	const halves = [bytes.slice(0, 1_000_003), bytes.slice(1_000_003)];
	const parts = await Promise.all(
		halves.map(async (half) => ({ crc32c: await crc32cOf(new Blob([half])), bytes: half.length }))
	);
	expect(combineCrc32c(parts)).toBe(await crc32cOf(new Blob([bytes])));
});

test('the checksums of any parts combine to that of the whole', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), async (pieces) => {
			const parts = await Promise.all(
				pieces.map(async (piece) => ({ crc32c: await crc32cOf(new Blob([piece])), bytes: piece.length }))
			);
			expect(combineCrc32c(parts)).toBe(await crc32cOf(new Blob(pieces)));
		})
	);
});

test('where there is no Worker the calling thread computes, and an abort ends it', async () => {
	const checksums = await createChecksums();
	expect(await checksums.crc32c(new Blob(['123456789']))).toBe('e3069283');
	const reason = new Error('stopped');
	await expect(checksums.crc32c(new Blob(['x']), AbortSignal.abort(reason))).rejects.toBe(reason);
	checksums.close();
});
