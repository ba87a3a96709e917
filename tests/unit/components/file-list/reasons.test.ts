import { expect, test } from 'vitest';
import { reasonsOf } from '../../../../src/components/file-list/reasons.ts';
import { FILE_LIST_ENGLISH } from '../../../../src/components/file-list/strings.ts';
import { DROPZONE_ENGLISH } from '../../../../src/components/dropzone/strings.ts';
import { UPLOADER_ENGLISH } from '../../../../src/components/uploader/strings.ts';
import type { RefusedFile } from '../../../../src/components/uploader/types.ts';

const refused = (name: string, message: string): RefusedFile => ({
	file: new File([], name),
	relativePath: '',
	error: { code: 'custom', message, retryable: false }
});

test('files that are refused with the same words share one reason, in the order in which each was said first', () => {
	const files = [refused('a', 'too many'), refused('b', 'too large'), refused('c', 'too many')];
	expect(reasonsOf(files).map((group) => group.map(({ file }) => file.name))).toEqual([['a', 'c'], ['b']]);
	expect(reasonsOf([])).toEqual([]);
});

test('large counts have separators in every English sentence', () => {
	const totals = {
		files: 10_000,
		stored: 1_234,
		failed: 1_000,
		percent: 12,
		bytesPerSecond: 0,
		etaMs: undefined
	};
	expect([
		UPLOADER_ENGLISH.tooMany(10_000),
		DROPZONE_ENGLISH.rules({ accept: [], maxFileBytes: undefined, maxFiles: 10_000 }),
		FILE_LIST_ENGLISH.totals(totals),
		FILE_LIST_ENGLISH.moreRefused(9_990),
		FILE_LIST_ENGLISH.announceDone(10_000)
	]).toEqual([
		'At most 10,000 files are allowed.',
		'at most 10,000 files',
		'1,234 of 10,000 stored, 1,000 failed · 12%',
		'9,990 more files were not accepted.',
		'10,000 files stored'
	]);
});
