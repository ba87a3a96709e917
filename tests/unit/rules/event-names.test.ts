import { expect, test } from 'vitest';
import { eventTypeOf } from '../../../src/rules/event-names.ts';

test("senders' names stand for our types: the guide's, its vendor's articles' and those of the event log", () => {
	expect(eventTypeOf('file.indexed')).toBe('file.indexed');
	expect(eventTypeOf('file.uploaded')).toBe('file.added');
	expect(eventTypeOf('file.updated')).toBe('file.modified');
	expect(eventTypeOf('workspace_storage_file_added')).toBe('file.added');
	expect(eventTypeOf('workspace_storage_file_version_restored')).toBe('file.modified');
	expect(eventTypeOf('workspace_storage_file_restored')).toBe('file.restored');
});

test('other names stand for none, be they of objects themselves', () => {
	for (const name of ['', 'file.Added', 'file.accessed', 'constructor', '__proto__', 'other:file.added']) {
		expect(eventTypeOf(name)).toBeUndefined();
	}
});
