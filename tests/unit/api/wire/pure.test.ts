import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MIN_SLICE_BYTES, planSlices, TARGET_SLICE_BYTES } from '../../../../src/api/wire/slices.ts';
import { receivedIn } from '../../../../src/api/wire/session-calls.ts';
import { itemsIn, nextCursorIn, toFileEntry } from '../../../../src/api/wire/nodes.ts';
import { previousVersion, toVersion } from '../../../../src/api/wire/undo.ts';

const MiB = 1024 ** 2;
const plan = (maxFileBytes?: number, maxSliceBytes?: number, maxSlices?: number) => ({
	maxFileBytes,
	maxSliceBytes,
	maxSlices
});

describe('cutting a file', () => {
	test.each([
		['8 MiB slices where the plan tells nothing', 20 * MiB, plan(), 8 * MiB, 3],
		['one slice for a small file', 5 * MiB, plan(), 8 * MiB, 1],
		['smaller slices where the plan takes no more', 20 * MiB, plan(undefined, 5 * MiB), 5 * MiB, 4],
		['larger slices where the count is limited', 1000 * MiB, plan(undefined, 100 * MiB, 35), 29 * MiB, 35],
		['never less than 1 MiB', 3 * MiB, plan(undefined, 1000), MIN_SLICE_BYTES, 3]
	])('uses %s', (_name, size, limits, sliceBytes, count) => {
		expect(planSlices(size, limits)).toEqual({ sliceBytes, count });
	});

	test('refuses a file beyond the plan with the size it takes', () => {
		expect(() => planSlices(1001, plan(1000))).toThrow(
			expect.objectContaining({ code: 'file-too-large', limit: 1000, unit: 'bytes' })
		);
		expect(() => planSlices(20 * MiB + 1, plan(undefined, 10 * MiB, 2))).toThrow(
			expect.objectContaining({ limit: 20 * MiB })
		);
		expect(planSlices(20 * MiB, plan(20 * MiB, 10 * MiB, 2))).toEqual({ sliceBytes: 10 * MiB, count: 2 });
	});

	test.each([
		['whole MiB below the host limit', 20 * MiB, 4.5 * MiB, 4 * MiB, 5],
		['1 MiB where the host takes less', 3 * MiB, 1000, MiB, 3],
		['no more than it would without a limit', 20 * MiB, 100 * MiB, 8 * MiB, 3]
	])('uses %s', (_name, size, hostMaxBytes, sliceBytes, count) => {
		expect(planSlices(size, plan(), hostMaxBytes)).toEqual({ sliceBytes, count });
	});

	test('names the limit that is in the way', () => {
		const limits = plan(100 * MiB, 10 * MiB, 10);
		expect(planSlices(40 * MiB, limits, 4.5 * MiB)).toEqual({ sliceBytes: 4 * MiB, count: 10 });
		expect(() => planSlices(40 * MiB + 1, limits, 4.5 * MiB)).toThrow(/`maxRequestBytes`/u);
		expect(() => planSlices(100 * MiB + 1, limits, 4.5 * MiB)).toThrow(/Fast\.io plan/u);
	});

	test('always covers the file within the plan', () => {
		const number = fc.integer({ min: 1, max: 2 ** 40 });
		fc.assert(
			fc.property(
				number,
				fc.integer({ min: MiB, max: 2 ** 30 }),
				fc.integer({ min: 1, max: 10_000 }),
				(size, maxSliceBytes, maxSlices) => {
					fc.pre(size <= maxSliceBytes * maxSlices);
					const { sliceBytes, count } = planSlices(size, plan(undefined, maxSliceBytes, maxSlices));
					expect(sliceBytes).toBeLessThanOrEqual(maxSliceBytes);
					expect(sliceBytes).toBeGreaterThanOrEqual(Math.min(TARGET_SLICE_BYTES, maxSliceBytes));
					expect(count).toBeLessThanOrEqual(maxSlices);
					expect((count - 1) * sliceBytes).toBeLessThan(size);
					expect(count * sliceBytes).toBeGreaterThanOrEqual(size);
				}
			)
		);
	});
});

test.each([
	['a bare array', { items: [1] }],
	['nodes as an array', { nodes: [1] }],
	['nodes with items', { nodes: { count: 1, items: [1] } }]
])('a page is read from %s', (_name, payload) => {
	expect(itemsIn(payload, 'nodes')).toEqual([1]);
});

test('an empty answer is an empty page', () => {
	expect(itemsIn({}, 'nodes')).toEqual([]);
});

test.each([
	[{ next_cursor: 'c' }, 'c'],
	[{ pagination: { next_cursor: 'c' } }, 'c'],
	[{ nodes: { items: [], next_cursor: 'c' } }, 'c'],
	[{ next_cursor: null }, undefined],
	[{ next_cursor: '' }, undefined]
])('the next page of %j begins at %s', (payload, cursor) => {
	expect(nextCursorIn(payload)).toBe(cursor);
});

test.each([
	['an object', { '1': 5, '3': '7' }],
	['an object of objects', { '1': { size: 5 }, '3': { bytes: 7 } }],
	[
		'a list of objects',
		[
			{ order: 1, size: 5 },
			{ number: '3', bytes: 7 }
		]
	],
	['one with more in it', { '1': 5, '3': 7, '0': 1, x: 1, '1.5': 1, '4': null, '5': -1 }]
])('the slices that arrived are read from %s', (_name, chunks) => {
	expect([...receivedIn(chunks)]).toEqual([
		[1, 5],
		[3, 7]
	]);
});

test.each([[[]], [{}], [null], [undefined], ['x'], [[1, 2]]])('no slice has arrived by %j', (chunks) => {
	expect(receivedIn(chunks).size).toBe(0);
});

test('a node becomes an entry, and half a node as well', () => {
	expect(
		toFileEntry({
			id: '2a',
			type: 'file',
			name: 'a.pdf',
			parent: 'root',
			size: '12',
			mimetype: 'application/pdf',
			crc32c: 'e3069283',
			version: '3b',
			created: '2026-09-30 08:15:00 UTC'
		})
	).toEqual({
		fileId: '2a',
		name: 'a.pdf',
		type: 'application/pdf',
		size: 12,
		hash: 'e3069283',
		hashAlgorithm: 'crc32c',
		kind: 'file',
		parentId: 'root',
		versionId: '3b',
		createdAt: new Date('2026-09-30T08:15:00Z'),
		modifiedAt: undefined,
		trashed: false,
		locked: false
	});
	expect(toFileEntry({ id: '2a', type: 'folder' })).toMatchObject({ kind: 'folder', size: 0 });
	expect(toFileEntry({ id: '2a', type: 'hologram' })).toMatchObject({ kind: 'file' });
	expect(toFileEntry({ name: 'no id' })).toBeUndefined();
	expect(toFileEntry(null)).toBeUndefined();
});

test.each([
	[
		'the newest other version by date',
		[
			{ id: 'a', created: '2026-01-01 00:00:00 UTC' },
			{ id: 'b', created: '2026-01-02 00:00:00 UTC' },
			{ id: 'c', created: '2026-01-03 00:00:00 UTC' }
		],
		'C',
		'b'
	],
	[
		'the first of the others without dates',
		[{ version_id: 'c' }, { version_id: 'b' }, { version_id: 'a' }],
		'c',
		'b'
	],
	['none where there is only one', [{ id: '3-c' }], '3c', undefined],
	['none in an empty list', [], 'c', undefined]
])('the version an upload replaced is %s', (_name, versions, current, expected) => {
	expect(previousVersion(versions.map(toVersion), current)).toBe(expected);
});
