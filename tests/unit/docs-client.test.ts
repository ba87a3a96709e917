import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
	DEFAULT_HELD_SECONDS,
	DEFAULT_LOCK_SECONDS,
	MAX_LOCK_SECONDS,
	MIN_LOCK_SECONDS
} from '../../src/api/locks/create-locks.ts';
import { MAX_SCOPE_DEPTH, MAX_SCOPE_ENTRIES } from '../../src/api/search/scope.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../src/api/search/search.ts';
import { NODES_PER_CALL } from '../../src/api/storage/read-many.ts';

const docs = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8').replace(/\s+/gu, ' ');

test.each([
	`${NODES_PER_CALL} per call; missing ones are left out`,
	`at most ${MAX_SCOPE_ENTRIES} of each; a folder counts ${MAX_SCOPE_DEPTH} levels deep`,
	`\`durationSeconds\` from ${MIN_LOCK_SECONDS} to ${MAX_LOCK_SECONDS} (default ${DEFAULT_LOCK_SECONDS})`,
	`leaves a lock for ${DEFAULT_HELD_SECONDS} s at most`,
	`1 to ${MAX_PAGE_SIZE}, default ${DEFAULT_PAGE_SIZE}`
])('docs/client.md says "%s", as the code does', (sentence) => {
	expect(docs).toContain(sentence);
});
