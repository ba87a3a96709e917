import { expect, test } from 'vitest';
import { uploaderError } from '../../../../src/components/uploader/errors.ts';
import { allows, isPending, mayFollow } from '../../../../src/components/uploader/states.ts';
import type { FileState } from '../../../../src/components/uploader/types.ts';

const file = { fileId: '1', name: 'a', size: 1, type: 'text/plain' };
const queued = (waiting?: (FileState & { status: 'queued' })['waiting']): FileState => ({
	status: 'queued',
	waiting,
	sentBytes: 0
});
const failed = (code: 'network' | 'type-not-allowed'): FileState => ({
	status: 'failed',
	error: uploaderError(code, 'why'),
	sentBytes: 0
});
const stored = (token?: string): FileState => ({ status: 'stored', file, token, result: undefined });

test.each<[string, FileState, string]>([
	['queued', queued(), 'pause cancel'],
	['being checked', queued('checking'), 'cancel'],
	['paused', queued('paused'), 'resume cancel'],
	['offline', queued('offline'), 'pause cancel'],
	['waiting for a repeat', queued('retry'), 'pause cancel'],
	[
		'uploading',
		{ status: 'uploading', resumedFromBytes: 0, sentBytes: 0, bytesPerSecond: 0, etaMs: undefined },
		'pause cancel'
	],
	['assembling', { status: 'assembling' }, 'cancel'],
	['storing', { status: 'storing' }, 'cancel'],
	['stored', stored(), ''],
	['held for a form', stored('token'), 'retry'],
	['indexing', { status: 'indexing', file, result: undefined }, ''],
	['ready', { status: 'ready', file, result: undefined }, ''],
	['failed for now', failed('network'), 'retry'],
	['refused for good', failed('type-not-allowed'), ''],
	['cancelled', { status: 'cancelled' }, 'retry']
])('a file that is %s takes just the actions that mean something', (_, state, actions) => {
	const taken = (['pause', 'resume', 'retry', 'cancel'] as const).filter((action) => allows(state, action));
	expect(taken.join(' ')).toBe(actions);
	expect(isPending(state)).toBe(actions.includes('cancel'));
});

test('what has ended never moves again by itself, and nothing skips the queue', () => {
	const active = ['uploading', 'assembling', 'storing'] as const;
	const all = ['queued', ...active, 'stored', 'indexing', 'ready', 'failed', 'cancelled'] as const;
	const after = (before: FileState['status']) => all.filter((status) => mayFollow(before, status));
	expect([after('ready'), after('failed'), after('cancelled')]).toEqual([[], ['queued'], ['queued']]);
	expect(after('queued')).toEqual(['queued', 'uploading', 'failed', 'cancelled']);
	for (const status of active) expect(after(status)).toEqual(all);
	for (const status of ['stored', 'indexing'] as const) {
		for (const next of ['cancelled', ...active] as const) expect(after(status)).not.toContain(next);
	}
});
