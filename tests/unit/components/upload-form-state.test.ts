import { describe, expect, test, vi } from 'vitest';
import { UploadFormState } from '../../../src/components/upload-form-state.svelte.ts';

describe('UploadFormState', () => {
	test('goes from idle over uploading and processing to done', () => {
		const state = new UploadFormState();
		expect([state.status, state.busy, state.percent]).toEqual(['idle', false, 0]);
		state.start(['a.pdf'], () => {});
		expect([state.status, state.busy, state.fileNames]).toEqual(['uploading', true, ['a.pdf']]);
		state.advance(999, 1000);
		expect([state.status, state.percent]).toEqual(['uploading', 99]);
		state.advance(1000, 1000);
		expect([state.status, state.percent, state.busy]).toEqual(['processing', 100, true]);
		state.finish('done');
		expect([state.status, state.busy]).toEqual(['done', false]);
	});

	test('stays at 0 percent while the size is unknown', () => {
		const state = new UploadFormState();
		state.start([], () => {});
		state.advance(500, 0);
		expect([state.percent, state.status]).toEqual([0, 'uploading']);
	});

	test('aborts when cancelled while bytes leave, and only then', () => {
		const state = new UploadFormState();
		const abort = vi.fn();
		state.cancel();
		state.start([], abort);
		state.cancel();
		expect(abort).toHaveBeenCalledTimes(1);
		state.advance(5, 5);
		state.cancel();
		state.finish('cancelled');
		state.cancel();
		expect(abort).toHaveBeenCalledTimes(1);
	});

	test('takes no progress that arrives after the end', () => {
		const state = new UploadFormState();
		state.start([], () => {});
		state.finish('cancelled');
		state.advance(5, 5);
		expect(state.status).toBe('cancelled');
	});

	test('forgets the outcome on reset, but never a submission under way', () => {
		const state = new UploadFormState();
		state.start(['a'], () => {});
		state.reset();
		expect(state.status).toBe('uploading');
		state.finish('failed', { success: false, error: 'x', code: 'network', files: [] });
		state.reset();
		expect([state.status, state.result, state.fileNames]).toEqual(['idle', undefined, []]);
	});
});
