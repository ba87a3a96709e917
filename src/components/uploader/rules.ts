import { matchesAccept } from '../../rules/accept.ts';
import type { Capabilities } from '../../rules/results.ts';
import { uploaderError } from './errors.ts';
import type { List } from './list.svelte.ts';
import type { UploaderError, UploaderStrings } from './types.ts';

/** What the definition's rules have against one file; `undefined` when nothing. */
export function checkFile(
	{ name, size, type }: { name: string; size: number; type: string },
	rules: Capabilities,
	strings: UploaderStrings
): UploaderError | undefined {
	const { accept, minFileBytes, maxFileBytes, maxFileBytesFrom } = rules;
	if (!matchesAccept(accept, { name, type })) {
		return uploaderError('type-not-allowed', strings.typeNotAllowed({ name, accept }));
	}
	if (size < minFileBytes) {
		const code = size === 0 ? 'empty-file' : 'file-too-small';
		return uploaderError(code, strings.tooSmall({ name, size, limit: minFileBytes }));
	}
	if (size > (maxFileBytes ?? Infinity)) {
		const setting = maxFileBytesFrom === 'maxRequestBytes' ? maxFileBytesFrom : undefined;
		return uploaderError('file-too-large', strings.tooLarge({ name, size, limit: maxFileBytes!, setting }));
	}
	return undefined;
}

/** What the rules over several files have against one more. */
export function checkQueue(
	size: number,
	{ live, liveBytes }: List,
	{ maxFiles, maxTotalBytes }: Capabilities,
	strings: UploaderStrings
): UploaderError | undefined {
	if (live.size >= maxFiles) return uploaderError('too-many-files', strings.tooMany(maxFiles));
	if (liveBytes + size > (maxTotalBytes ?? Infinity)) {
		return uploaderError('total-too-large', strings.totalTooLarge(maxTotalBytes!));
	}
	return undefined;
}
