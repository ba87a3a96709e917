import { expect, test } from 'vitest';
import { createFileStates } from '../../../../src/components/live/file-states.ts';
import { createRowStates } from '../../../../src/components/live/row-states.ts';
import type { Row } from '../../../../src/components/live/row-states.ts';
import type { Live } from '../../../../src/components/live/types.ts';
import { mayFollow } from '../../../../src/components/uploader/states.ts';
import type { FileState } from '../../../../src/components/uploader/types.ts';
import { fileEvent } from './browser.ts';

const uploading: FileState = {
	status: 'uploading',
	resumedFromBytes: 0,
	sentBytes: 0,
	bytesPerSecond: 0,
	etaMs: undefined
};
const stored = (versionId?: string): FileState & { status: 'stored' } => ({
	status: 'stored',
	file: { fileId: 'f1', name: 'a', size: 1, type: 'text/plain', ...(versionId && { versionId }) },
	token: undefined,
	result: { saved: true }
});

/** A row whose state goes only where a queue lets it. */
class TestRow implements Row {
	own: FileState;
	constructor(own: FileState) {
		this.own = own;
	}
	set(next: FileState): void {
		if (mayFollow(this.own.status, next.status)) this.own = next;
	}
}

function setUp() {
	let now = 0;
	const states = createFileStates(() => now);
	const live: Pick<Live, 'watch'> = {
		watch(fileIds, watch = {}) {
			for (const fileId of fileIds) states.watch(fileId, watch);
			return () => {
				for (const fileId of fileIds) states.unwatch(fileId, watch);
			};
		}
	};
	return { states, rows: createRowStates(live, () => now), pass: () => (now += 1) };
}

test('a stored file goes on to indexing and ready, with its result', () => {
	const { states, rows } = setUp();
	const row = new TestRow(uploading);
	rows.look([row]);
	row.set(stored());
	rows.look([row]);
	states.hear(fileEvent('file.indexing'));
	expect(row.own).toMatchObject({ status: 'indexing', file: { fileId: 'f1' }, result: { saved: true } });
	states.hear(fileEvent('file.indexed'));
	expect(row.own).toMatchObject({ status: 'ready', result: { saved: true } });
	states.hear(fileEvent('file.not-indexed', { reason: 'failed', at: '2027-01-01T00:00:00.000Z' }));
	expect(row.own.status).toBe('ready');
});

test.each(['off', 'plan', 'type', 'failed'] as const)(
	'one that is not indexed stays stored: %s',
	(reason) => {
		const { states, rows } = setUp();
		const row = new TestRow(stored());
		rows.look([row]);
		states.hear(fileEvent('file.indexing'));
		states.hear(fileEvent('file.not-indexed', { reason }));
		expect(row.own).toMatchObject({ status: 'stored', notIndexed: reason, result: { saved: true } });
	}
);

test('what was heard while the file travelled counts, and what was heard before does not', () => {
	const { states, rows, pass } = setUp();
	states.hear(fileEvent('file.indexed'));
	pass();
	const row = new TestRow(uploading);
	rows.look([row]);
	row.set(stored());
	rows.look([row]);
	expect(row.own.status).toBe('stored');

	const early = setUp();
	const other = new TestRow(uploading);
	early.rows.look([other]);
	early.states.hear(fileEvent('file.indexed'));
	other.set(stored());
	early.rows.look([other]);
	expect(other.own.status).toBe('ready');
});

test('the end of another version is not the file’s own', () => {
	const { states, rows } = setUp();
	const row = new TestRow(stored('v2'));
	rows.look([row]);
	states.hear(fileEvent('file.indexed', { versionId: 'v1' }));
	expect(row.own.status).toBe('stored');
	states.hear(fileEvent('file.indexed', { versionId: 'v2', at: '2027-01-01T00:00:00.000Z' }));
	expect(row.own.status).toBe('ready');
});

test('a file that is off the list is watched no more, nor one that is held for a form', () => {
	const { states, rows } = setUp();
	const row = new TestRow(stored());
	const held = new TestRow({ status: 'stored', file: undefined, token: 'token', result: undefined });
	rows.look([row, held]);
	expect(states.open()).toEqual(['f1']);
	rows.look([held]);
	expect(states.open()).toEqual([]);
	rows.look([row]);
	rows.end();
	states.hear(fileEvent('file.indexed'));
	expect(row.own.status).toBe('stored');
});
