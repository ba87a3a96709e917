/** Bit `n` of a checksum under 32 × 32 bits: column `n`. */
type Matrix = readonly number[];

/** What one more zero bit does to a checksum: shifts it, by the reflected Castagnoli polynomial. */
const ONE_BIT: Matrix = Array.from({ length: 32 }, (_, bit) => (bit === 0 ? 0x82f63b78 : 1 << (bit - 1)));
/** The same for 2⁰, 2¹, … bytes. */
const POWERS: Matrix[] = [square(square(square(ONE_BIT)))];

/**
 * CRC-32C of contents from those of their pieces, in order, as 8 hex digits; `undefined` where one has none. Zero bytes
 * in place of a later piece change the checksum of what precedes it linearly.
 */
export function combineCrc32c(
	pieces: Iterable<{ crc32c: string | undefined; size: number }>
): string | undefined {
	let whole = 0;
	for (const { crc32c, size } of pieces) {
		if (crc32c === undefined) return undefined;
		whole = afterZeros(whole, size) ^ Number.parseInt(crc32c, 16);
	}
	return (whole >>> 0).toString(16).padStart(8, '0');
}

function afterZeros(crc: number, bytes: number): number {
	let moved = crc;
	for (let power = 0, left = bytes; left > 0; power += 1, left = Math.floor(left / 2)) {
		const matrix = (POWERS[power] ??= square(POWERS[power - 1]!));
		if (left % 2 === 1) moved = apply(matrix, moved);
	}
	return moved;
}

function square(matrix: Matrix): Matrix {
	return matrix.map((column) => apply(matrix, column));
}

function apply(matrix: Matrix, bits: number): number {
	let product = 0;
	for (let bit = 0; bit < 32; bit += 1) if ((bits >>> bit) & 1) product ^= matrix[bit]!;
	return product;
}
