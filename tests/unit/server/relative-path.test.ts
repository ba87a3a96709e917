import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedRelativePath } from '../../../src/api/relative-path.ts';
import { relativePathProblem } from '../../../src/emulator/names.ts';
import { FastioError } from '../../../src/rules/errors.ts';
import {
	cleanRelativePath,
	MAX_RELATIVE_FOLDERS,
	MAX_RELATIVE_PATH_BYTES
} from '../../../src/server/relative-path.ts';
import { hostileName } from '../../support/names.ts';

test.each([
	['', ''],
	['a/b/', 'a/b/'],
	['/a//./b', 'a/b/'],
	['a\\b', 'a/b/'],
	['CON/x.', '_CON/x/'],
	['a\uff0f..\u2215b', 'a_.._b/'],
	['a\u202eb/\u0000/c', 'ab/folder/c/'],
	['a/'.repeat(MAX_RELATIVE_FOLDERS), 'a/'.repeat(MAX_RELATIVE_FOLDERS)]
])('the folders %j of a dropped file become %j', (raw, path) => {
	expect(cleanRelativePath(raw)).toBe(path);
});

test.each([
	['../a'],
	['a/../../b'],
	['a\\..\\b'],
	['a/ .. /b'],
	['a/'.repeat(MAX_RELATIVE_FOLDERS + 1)],
	[`${'x'.repeat(255)}/`.repeat(5)],
	['a/'.repeat(1_000_000)]
])('the folders %.40j are refused', (raw) => {
	expect(() => cleanRelativePath(raw)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('any path is refused, or becomes one that Fast.io takes, within the limits, and stays as it is', () => {
	const path = fc
		.array(fc.oneof(hostileName(), fc.constantFrom('a', '..', '.', '', ' ')), { maxLength: 40 })
		.map((folders) => folders.join('/'));
	fc.assert(
		fc.property(path, (raw) => {
			let clean: string;
			try {
				clean = cleanRelativePath(raw);
			} catch (error) {
				expect(error).toBeInstanceOf(FastioError);
				return;
			}
			expect(clean.split('/').length - 1).toBeLessThanOrEqual(MAX_RELATIVE_FOLDERS);
			expect(new TextEncoder().encode(clean).length).toBeLessThanOrEqual(MAX_RELATIVE_PATH_BYTES);
			expect(cleanRelativePath(clean)).toBe(clean);
			if (clean !== '') expect(relativePathProblem(clean)).toBeUndefined();
			expect(checkedRelativePath(clean) ?? '').toBe(clean);
		}),
		{ numRuns: 1000 }
	);
});
