import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatBytes } from '../../../src/rules/format-bytes.ts';
import { resolveLimits } from '../../../src/rules/limits.ts';

test('the defaults are those that the docs state', () => {
	const limits = resolveLimits({});
	expect(limits).toEqual({
		maxFileBytes: 104_857_600,
		minFileBytes: 1,
		maxFiles: 10,
		maxTotalBytes: undefined,
		maxFields: 100,
		maxFieldBytes: 65_536
	});
	const docs = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8');
	for (const [name, value] of Object.entries(limits)) {
		const shown =
			value === undefined ? 'none' : name.endsWith('Bytes') && value > 1 ? formatBytes(value) : value;
		expect(docs.replace(/ +/gu, ' ')).toContain(`| \`${name}\` | ${shown} |`);
	}
});

describe('a number that is none is refused when the module loads, not treated as no limit', () => {
	test.each([
		[{ maxFileBytes: Number.NaN }],
		[{ maxFileBytes: -1 }],
		[{ maxFiles: 1.5 }],
		[{ minFileBytes: 10, maxFileBytes: 9 }],
		[{ maxTotalBytes: '5' as unknown as number }]
	])('%j', (limits) => {
		expect(() => resolveLimits(limits)).toThrow(RangeError);
	});

	test('Infinity is a limit that allows everything', () => {
		expect(resolveLimits({ maxFileBytes: Infinity }).maxFileBytes).toBe(Infinity);
	});
});

test.each([
	[0, '0 B'],
	[1023, '1023 B'],
	[1024, '1 KiB'],
	[1536, '1.5 KiB'],
	[100 * 1024 ** 2, '100 MiB'],
	[5 * 1024 ** 3, '5 GiB'],
	[2 ** 60, '1048576 TiB']
])('%d bytes read as %s', (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});
