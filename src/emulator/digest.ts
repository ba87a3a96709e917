import { createHash } from 'node:crypto';

/** Hash algorithms that an upload may declare, as `GET /upload/algos/` lists them. */
export const HASH_ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha384', 'crc32c'] as const;
export type HashAlgorithm = (typeof HASH_ALGORITHMS)[number];

const HEX_DIGITS: Record<HashAlgorithm, number> = { md5: 32, sha1: 40, sha256: 64, sha384: 96, crc32c: 8 };

/** A running digest: feed it with `update`, end it once with `digest` (lower-case hex). */
export interface Digest {
	update(chunk: Uint8Array): void;
	digest(): string;
}

export const isHashAlgorithm = (name: string): name is HashAlgorithm =>
	(HASH_ALGORITHMS as readonly string[]).includes(name);

/** Whether the text can be a digest of that algorithm; CRC-32C is taken in lower case only. */
export function isDigest(text: string, algorithm: HashAlgorithm): boolean {
	const digits = algorithm === 'crc32c' ? /^[0-9a-f]+$/ : /^[0-9a-fA-F]+$/;
	return text.length === HEX_DIGITS[algorithm] && digits.test(text);
}

export function createDigest(algorithm: HashAlgorithm): Digest {
	if (algorithm === 'crc32c') return createCrc32c();
	const hash = createHash(algorithm);
	return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('hex') };
}

/** Eight tables of the reflected Castagnoli polynomial: eight bytes a step instead of one. */
const TABLES = Array.from({ length: 8 }, () => new Int32Array(256));
for (let n = 0; n < 256; n++) {
	let value = n;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
	TABLES[0]![n] = value;
}
for (let table = 1; table < 8; table++) {
	for (let n = 0; n < 256; n++) {
		const previous = TABLES[table - 1]![n]!;
		TABLES[table]![n] = (previous >>> 8) ^ TABLES[0]![previous & 255]!;
	}
}
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
	Int32Array,
	Int32Array,
	Int32Array,
	Int32Array,
	Int32Array,
	Int32Array,
	Int32Array,
	Int32Array
];

function createCrc32c(): Digest {
	let crc = -1;
	return {
		update(chunk) {
			let at = 0;
			for (const last = chunk.length - 7; at < last; at += 8) {
				const low =
					crc ^ (chunk[at]! | (chunk[at + 1]! << 8) | (chunk[at + 2]! << 16) | (chunk[at + 3]! << 24));
				crc =
					T7[low & 255]! ^
					T6[(low >>> 8) & 255]! ^
					T5[(low >>> 16) & 255]! ^
					T4[low >>> 24]! ^
					T3[chunk[at + 4]!]! ^
					T2[chunk[at + 5]!]! ^
					T1[chunk[at + 6]!]! ^
					T0[chunk[at + 7]!]!;
			}
			for (; at < chunk.length; at++) crc = T0[(crc ^ chunk[at]!) & 255]! ^ (crc >>> 8);
		},
		digest: () => ((crc ^ -1) >>> 0).toString(16).padStart(8, '0')
	};
}
