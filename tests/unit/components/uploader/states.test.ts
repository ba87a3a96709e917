import { expect, test } from 'vitest';
import { uploaderError } from '../../../../src/components/uploader/errors.ts';
import { allows, isPending, NEXT } from '../../../../src/components/uploader/states.ts';
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
	['indexing', { status: 'indexing', file }, ''],
	['ready', { status: 'ready', file }, ''],
	['failed for now', failed('network'), 'retry'],
	['refused for good', failed('type-not-allowed'), ''],
	['cancelled', { status: 'cancelled' }, 'retry']
])('a file that is %s takes just the actions that mean something', (_, state, actions) => {
	const taken = (['pause', 'resume', 'retry', 'cancel'] as const).filter((action) => allows(state, action));
	expect(taken.join(' ')).toBe(actions);
	expect(isPending(state)).toBe(actions.includes('cancel'));
});

test('what has ended never moves again by itself, and nothing skips the queue', () => {
	expect([NEXT.ready, NEXT.failed, NEXT.cancelled]).toEqual([[], ['queued'], ['queued']]);
	for (const [status, next] of Object.entries(NEXT)) {
		if (!['queued', 'uploading', 'assembling', 'storing'].includes(status))
			expect(next).not.toContain('uploading');
		expect(next.includes('cancelled')).toBe(isPending({ status } as FileState));
	}
});
