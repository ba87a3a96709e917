import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DelimiterCount } from '../../../src/multipart/delimiters.ts';
import { pieces } from '../../support/multipart.ts';

const BOUNDARY = '-x-B';

/** Whether a body, cut into pieces, is a whole form of so many parts. */
const allRead = (body: string, parts: number, pieceBytes = body.length) => {
	const count = new DelimiterCount(BOUNDARY);
	for (const piece of pieces(Buffer.from(body, 'latin1'), pieceBytes)) count.add(piece);
	return count.allRead(parts);
};

test.each<[string, string, number | undefined]>([
	['nothing at all', '', undefined],
	['the end alone', '---x-B--', 0],
	['one part', '---x-B\r\na\r\n---x-B--\r\n', 1],
	['two parts after a preamble', 'hello\r\n---x-B\r\na\r\n---x-B\r\nb\r\n---x-B--', 2],
	['a delimiter that no line break precedes', '---x-B\r\na---x-B\r\n\r\n---x-B--', 1],
	['parts after the end', '---x-B\r\na\r\n---x-B--\r\n---x-B\r\nb\r\n---x-B--', 1],
	['no end', '---x-B\r\na\r\n---x-B\r\n', undefined],
	['a delimiter that goes on', '---x-B\r\na\r\n---x-B!\r\nb\r\n---x-B--', undefined],
	['a delimiter with one dash', '---x-B\r\na\r\n---x-B-\r\nb\r\n---x-B--', undefined],
	['a delimiter that ends in a line feed', '---x-B\na\r\n---x-B--', undefined]
])('%s', (_, body, parts) => {
	const pieceSizes = Array.from({ length: Math.max(1, body.length) }, (__, index) => index + 1);
	for (const size of pieceSizes) {
		for (let count = 0; count < 4; count += 1) {
			expect(allRead(body, count, size), `${count} parts, pieces of ${size}`).toBe(count === parts);
		}
	}
});

test('a delimiter is seen wherever the body is cut, and in nothing that only looks like one', () => {
	const text = fc
		.array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', '-x-', 'B', '---x-B', 'a'), { maxLength: 30 })
		.map((parts) => parts.join(''));
	fc.assert(
		fc.property(text, fc.integer({ min: 1, max: 40 }), (middle, size) => {
			const body = `---x-B\r\n${middle}\r\n---x-B--`;
			const whole = Array.from({ length: 30 }, (_, parts) => allRead(body, parts));
			const cut = Array.from({ length: 30 }, (_, parts) => allRead(body, parts, size));
			expect(cut).toEqual(whole);
		})
	);
});
