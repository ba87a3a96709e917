import { describe, expect, test, vi } from 'vitest';
import { createFileStates, MAX_FILES } from '../../../../src/components/live/file-states.ts';
import type { PageEvent } from '../../../../src/rules/live.ts';
import { fileEvent } from './browser.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second)).toISOString();
const indexing = (second: number, versionId?: string) =>
	fileEvent('file.indexing', { at: at(second), ...(versionId && { versionId }) });
const indexed = (second: number, versionId?: string) =>
	fileEvent('file.indexed', { at: at(second), ...(versionId && { versionId }) });
const failed = (second: number, versionId?: string) =>
	fileEvent('file.not-indexed', { at: at(second), reason: 'failed', ...(versionId && { versionId }) });
const modified = (second: number, versionId?: string) =>
	fileEvent('file.modified', { at: at(second), ...(versionId && { versionId }) });

function after(...events: PageEvent[]): string | undefined {
	const states = createFileStates(() => 0);
	for (const event of events) states.hear(event);
	return states.get('f1')?.state;
}

test.each<[string, PageEvent[], string]>([
	['in order', [indexing(1, 'a'), indexed(2, 'a')], 'ready'],
	['reordered', [indexed(2, 'a'), indexing(1, 'a')], 'ready'],
	['reordered, by clocks that differ', [indexed(1, 'a'), indexing(2, 'a')], 'ready'],
	['reordered, without versions', [indexed(2), indexing(1)], 'ready'],
	['an end whose clock is behind', [indexing(5, 'a'), indexed(2, 'a')], 'ready'],
	['a failure after all', [indexed(1, 'a'), failed(2, 'a')], 'stored'],
	['a failure that comes late', [indexed(2, 'a'), failed(1, 'a')], 'ready'],
	['a new version', [indexed(2, 'a'), indexing(3, 'b')], 'indexing'],
	['a new version at its end', [indexed(2, 'a'), indexed(5, 'b')], 'ready'],
	['an earlier version that comes late', [indexing(3, 'b'), indexed(2, 'a')], 'indexing'],
	['a new version, told without its id', [indexed(2), modified(3), indexing(4)], 'indexing'],
	[
		'the modification of this version, told late',
		[indexed(3, 'a'), modified(4, 'a'), indexing(2, 'a')],
		'ready'
	],
	['the modification before it, told late', [indexed(3), modified(1), indexing(2)], 'ready']
])('%s', (_, events, state) => {
	expect(after(...events)).toBe(state);
});

test('events that say nothing of indexing leave it as it is', () => {
	expect(after(fileEvent('file.added'))).toBeUndefined();
	expect(after(indexed(1), fileEvent('file.moved', { at: at(9) }))).toBe('ready');
	expect(after({ id: '1', type: 'agent.responded', at: at(1) })).toBeUndefined();
});

describe('an answer of the server', () => {
	const states = () => {
		let now = 0;
		return { now: (ms: number) => void (now = ms), ...createFileStates(() => now) };
	};

	test('counts where nothing was heard since the question', () => {
		const { now, hear, answer, get } = states();
		hear(indexing(1));
		now(20);
		answer('f1', { state: 'ready' }, 10);
		expect(get('f1')).toEqual({ state: 'ready' });
	});

	test('is passed over where something was', () => {
		const { now, hear, answer, get } = states();
		now(15);
		hear(indexed(1));
		now(20);
		answer('f1', { state: 'indexing' }, 10);
		expect(get('f1')).toEqual({ state: 'ready' });
	});
});

describe('a watch', () => {
	test('is told at once what is known, and each state that follows, until it ends', () => {
		const states = createFileStates(() => 0);
		states.hear(indexing(1, 'a'));
		const onstate = vi.fn();
		const watch = { onstate };
		expect(states.watch('f1', watch)).toBe(false);
		states.hear(indexed(2, 'a'));
		states.unwatch('f1', watch);
		states.hear(failed(3, 'a'));
		expect(onstate.mock.calls).toEqual([
			[{ state: 'indexing' }, 'f1'],
			[{ state: 'ready' }, 'f1']
		]);
	});

	test('of one version hears nothing of another', () => {
		const states = createFileStates(() => 0);
		states.hear(indexed(1, 'a'));
		const onstate = vi.fn();
		expect(states.watch('f1', { onstate, versionId: 'b' })).toBe(false);
		expect(onstate).not.toHaveBeenCalled();
		expect(states.open()).toEqual(['f1']);
		states.hear(indexing(3, 'b'));
		states.hear(indexed(4));
		expect(onstate.mock.calls.map(([{ state }]) => state)).toEqual(['indexing', 'ready']);
		expect(states.open()).toEqual([]);
	});

	test('since a time hears nothing of what was heard before', () => {
		let now = 1;
		const states = createFileStates(() => now);
		states.hear(indexed(1));
		const onstate = vi.fn();
		expect(states.watch('f1', { onstate, since: 2 })).toBe(false);
		now = 3;
		states.hear(indexed(2));
		expect(onstate.mock.calls).toEqual([[{ state: 'ready' }, 'f1']]);
	});
});

test('the file that was heard of longest ago is forgotten beyond 10,000', () => {
	const states = createFileStates(() => 0);
	for (let n = 0; n < MAX_FILES; n += 1) states.hear({ ...indexed(1), fileId: `f${n}` });
	states.hear({ ...failed(2), fileId: 'f0' });
	states.hear({ ...indexed(1), fileId: 'one more' });
	expect(states.get('f0')).toEqual({ state: 'stored', reason: 'failed' });
	expect(states.get('f1')).toBeUndefined();
	expect(states.get('one more')).toEqual({ state: 'ready' });
});

test('the spellings of an id are one file: deliveries have hyphens, uploads have none', () => {
	const states = createFileStates(() => 0);
	const heard: string[] = [];
	states.watch('2abcdefghi', { onstate: ({ state }) => heard.push(state) });
	states.hear({ ...indexed(1), fileId: '2ABCD-EFGHI' });
	expect(heard).toEqual(['ready']);
	expect(states.get('2abcd-efghi')).toEqual({ state: 'ready' });
});
