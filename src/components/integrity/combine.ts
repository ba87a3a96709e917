/** The Castagnoli polynomial, reflected (RFC 3720, appendix B.4). */
const CASTAGNOLI = 0x82f63b78;

/** Product of two polynomials modulo the Castagnoli one; bit 31 is x⁰, as in the reflected checksum. */
function multiply(a: number, b: number): number {
	let product = 0;
	let shifted = b;
	for (let bit = 0x8000_0000; bit > 0; bit /= 2) {
		if ((a & bit) !== 0) product ^= shifted;
		shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ CASTAGNOLI;
	}
	return product >>> 0;
}

/** x to the power of 8 × `bytes`: what that many further bytes do to a checksum. */
function shiftBy(bytes: number): number {
	let power = 0x8000_0000; // x⁰
	let square = 0x0080_0000; // x⁸
	for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
		if (left % 2 === 1) power = multiply(power, square);
		square = multiply(square, square);
	}
	return power;
}

/**
 * CRC-32C of a whole from those of its parts, in order, without a byte of them: the checksum of `AB` is that of `A`
 * moved by the length of `B`, plus that of `B`. 8 hex digits; of nothing `00000000`.
 */
export function combineCrc32c(parts: Iterable<{ crc32c: string; bytes: number }>): string {
	let whole = 0;
	for (const { crc32c, bytes } of parts) {
		whole = (multiply(whole, shiftBy(bytes)) ^ Number.parseInt(crc32c, 16)) >>> 0;
	}
	return whole.toString(16).padStart(8, '0');
}
