import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, parseJsonByQuoting } from '../../../src/api/json.ts';

describe.each([
	['with the text of numbers from the runtime', parseJson],
	['by quoting long integers first', parseJsonByQuoting]
])('reading JSON %s', (_name, parse) => {
	test('keeps a 19-digit number as its digits', () => {
		expect(parse('{"id":4123456789012345678,"list":[-9007199254740993]}')).toEqual({
			id: '4123456789012345678',
			list: ['-9007199254740993']
		});
	});

	test('leaves small integers, fractions, exponents and digits inside strings as they are', () => {
		const text =
			'{"a":9007199254740991,"b":1.5e300,"c":"4123456789012345678","d":"\\"4123456789012345678","e":12345678901234567890.5}';
		expect(parse(text)).toEqual(JSON.parse(text));
	});

	test.each(['', '{', '{"a":01234567890123456789}', '12345678901234567890 1', '[1,]', '<html>', '"open'])(
		'refuses %j, which is not JSON',
		(text) => {
			expect(() => parse(text)).toThrow(SyntaxError);
		}
	);

	test('agrees with JSON.parse on every document without long integers', () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				fc.pre(!/\d{16,}/u.test(text));
				expect(parse(text)).toEqual(JSON.parse(text));
			})
		);
	});

	test('returns every 64-bit id exactly, wherever it stands', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }), fc.string(), (id, key) => {
				expect(parse(`{${JSON.stringify(`k${key}`)}:[${id}, "${id}"]}`)).toEqual({
					[`k${key}`]: [String(id), String(id)]
				});
			})
		);
	});
});
