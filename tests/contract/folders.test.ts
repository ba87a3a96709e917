import { describe, expect, test } from 'vitest';
import { createFastio } from '../../src/api.ts';
import { expected, recording } from './recorded.ts';
import { connectTo, startEmulator } from './wires.ts';

const emulator = await startEmulator();
const { files, folders, upload } = connectTo(emulator, 'sessions');
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
};

test('a path is created folder by folder, as Fast.io documents it', async () => {
	const { client, sent } = recording(emulator);
	const inner = await client.folders.create('Reports/2026');
	expect(inner).toEqual({
		folderId: expect.stringMatching(/^[a-z0-9]{29}$/u),
		name: '2026',
		parentId: expect.stringMatching(/^[a-z0-9]{29}$/u),
		createdAt: expect.any(Date),
		modifiedAt: expect.any(Date)
	});
	expect(sent).toEqual([
		expected('POST', '/workspace/{ws}/storage/root/createfolder/', { form: { name: 'Reports' } }),
		expected('POST', `/workspace/{ws}/storage/${inner.parentId}/createfolder/`, { form: { name: '2026' } })
	]);
});

describe('creating', () => {
	test('again gives the same folder, with and without slashes around the path', async () => {
		const { folderId } = await folders.create('a/b');
		for (const path of ['a/b', '/a/b', 'a/b/']) {
			expect(await folders.create(path)).toMatchObject({ folderId });
		}
	});

	test('begins at the folder that is given, and takes files', async () => {
		const { folderId } = await folders.create('a');
		const inner = await folders.create('b', { folderId });
		expect(inner.parentId).toBe(folderId);
		const file = await upload(new File(['x'], 'x.txt'), { folderId: inner.folderId });
		expect(await files.details(file.fileId)).toMatchObject({ parentId: inner.folderId });
	});

	test('begins at the client’s folder without one', async () => {
		const { folderId } = await folders.create('a');
		const inA = connectTo(emulator, 'sessions', { folderId }).folders;
		expect(await inA.create('b')).toMatchObject({ parentId: folderId });
		expect(await collect(inA.list())).toMatchObject([{ name: 'b' }]);
		expect(await inA.byPath('b')).toMatchObject({ name: 'b' });
	});

	test('where a file has the name says what the folder is called', async () => {
		await upload(new File(['x'], 'a'));
		expect(await folders.create('a')).toMatchObject({ name: 'a (2)' });
	});

	test('cleans names as uploads do', async () => {
		expect(await folders.create('a\u202eb. /c')).toMatchObject({ name: 'c' });
		expect(await collect(folders.list())).toMatchObject([{ name: 'ab' }]);
	});

	test.each(['', '/', '//', 'a//b', 'a/../b', '..', ' '])(
		'%j is `malformed`, and nothing is asked',
		async (path) => {
			await expect(folders.create(path)).rejects.toMatchObject({ code: 'malformed' });
			expect(emulator.requests).toEqual([]);
		}
	);

	test('in a folder that is not there is `not-found`', async () => {
		const folderId = '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa';
		await expect(folders.create('a', { folderId })).rejects.toMatchObject({ code: 'not-found', status: 404 });
	});
});

describe('listing', () => {
	test('gives the folders among the files, page by page', async () => {
		await Promise.all(Array.from({ length: 60 }, (_unused, at) => folders.create(`d${at}`)));
		await Promise.all(Array.from({ length: 60 }, (_unused, at) => upload(new File(['x'], `f${at}`))));
		const { client, sent } = recording(emulator);
		const names = (await collect(client.folders.list({ pageSize: 100 }))).map(({ name }) => name);
		expect(names.toSorted()).toEqual(Array.from({ length: 60 }, (_unused, at) => `d${at}`).toSorted());
		const path = '/workspace/{ws}/storage/root/list/';
		expect(sent).toEqual([
			expected('GET', path, { query: { page_size: '100' } }),
			expected('GET', path, { query: { page_size: '100', cursor: expect.any(String) as string } })
		]);
	});

	test.each([
		['a bare array', { response: [{ id: '2-A', type: 'folder', name: 'a' }] }],
		['`nodes.items`', { nodes: { count: 1, items: [{ id: '2a', type: 'folder', name: 'a' }] } }]
	])('reads %s', async (_form, answer) => {
		const odd = createFastio({
			token: 'token-1',
			workspaceId: '1',
			fetch: async () => Response.json({ result: true, ...answer })
		});
		expect(await collect(odd.folders.list())).toMatchObject([{ folderId: '2a', name: 'a' }]);
	});
});

describe('finding by path', () => {
	test('goes down folder by folder, and stops at a file of that name', async () => {
		const { folderId } = await folders.create('a/b/c');
		await upload(new File(['x'], 'x'), { folderId });
		expect(await folders.byPath('a/b/c')).toMatchObject({ folderId });
		expect(await folders.byPath('/a/b/c/')).toMatchObject({ folderId });
		for (const path of ['a/b/c/x', 'a/c', 'A/b/c', 'a/b/c/d/e', '..']) {
			await expect(folders.byPath(path)).rejects.toMatchObject({ name: 'FastioError', code: 'not-found' });
		}
	});

	test('does not find what is in the trash', async () => {
		const { folderId } = await folders.create('a');
		await files.remove(folderId);
		await expect(folders.byPath('a')).rejects.toMatchObject({ code: 'not-found' });
	});

	test.each(['', '/', 'a//b'])('%j is `malformed`', async (path) => {
		await expect(folders.byPath(path)).rejects.toMatchObject({ code: 'malformed' });
	});
});

test('what the v1 wire cannot do is `unsupported`', async () => {
	const v1 = connectTo(emulator, 'v1').folders;
	const calls = [v1.create('a'), v1.byPath('a'), collect(v1.list())];
	for (const result of await Promise.allSettled(calls)) {
		expect(result).toMatchObject({
			status: 'rejected',
			reason: { name: 'FastioError', code: 'unsupported' }
		});
	}
	expect(emulator.requests).toEqual([]);
});
