import type { UploadedFile } from '../../rules/results.ts';
import type { IndexableFile } from '../fastio-types.ts';
import type { IndexingResult } from './types.ts';

/** Gives a file its `indexed`: begun when it is first read, and no part of the file as data. Changes and returns it. */
export function withIndexed(file: UploadedFile, begin: () => Promise<IndexingResult>): IndexableFile {
	let indexed: Promise<IndexingResult> | undefined;
	return Object.defineProperty(file, 'indexed', {
		enumerable: false,
		configurable: true,
		get: () => (indexed ??= begin())
	}) as IndexableFile;
}
