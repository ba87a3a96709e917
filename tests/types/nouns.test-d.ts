import { expectTypeOf } from 'vitest';
import {
	createFastio,
	type FileEntry,
	type FileVersion,
	type FolderEntry,
	type SearchHit
} from '../../src/server.ts';

const { files, folders, locks, search } = createFastio({ token: 't', workspaceId: 'w' });

expectTypeOf(files.detailsOf(new Set(['2a']))).toEqualTypeOf<AsyncIterable<FileEntry>>();
expectTypeOf(files.versions('2a')).toEqualTypeOf<AsyncIterable<FileVersion>>();
expectTypeOf(files.rename('2a', 'b.txt')).resolves.toEqualTypeOf<FileEntry>();
expectTypeOf(folders.create('a/b')).resolves.toEqualTypeOf<FolderEntry>();
expectTypeOf(search('a')).toExtend<AsyncIterable<SearchHit>>();

// What the work returns, at once or later, is what comes out.
expectTypeOf(locks.withLock('2a', () => 1)).resolves.toEqualTypeOf<number>();
expectTypeOf(locks.withLock('2a', async ({ signal }) => signal)).resolves.toEqualTypeOf<AbortSignal>();

// @ts-expect-error Fast.io takes 100, 250 and 500
folders.list({ pageSize: 50 });
// @ts-expect-error a place that is none
search('a', { in: 'filename' });
// @ts-expect-error a heartbeat needs the token
locks.heartbeat({ fileId: '2a', durationSeconds: 60 });
