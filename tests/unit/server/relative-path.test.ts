import { expect, test } from 'vitest';
import { cleanRelativePath, MAX_RELATIVE_FOLDERS } from '../../../src/server/relative-path.ts';

test.each([
	['', ''],
	['a/b/', 'a/b/'],
	['/a//./b', 'a/b/'],
	['a\\b', 'a/b/'],
	['CON/x.', '_CON/x/'],
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
