import { describe, expect, test } from 'vitest';
import { createFastio, type FastioOptions } from '../../src/api.ts';
import { expected, recording } from './recorded.ts';
import { connectTo, startEmulator } from './wires.ts';

const emulator = await startEmulator();
const { files, upload } = connectTo(emulator, 'sessions');
const MISSING = '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const stored = async (text: string, name = 'a.txt', folderId = 'root') =>
	(await upload(new File([text], name, { type: 'text/plain' }), { folderId })).fileId;
/** Makes a folder by placing a file in it, and gives its id. */
const folderOf = async (fileId: string) => (await files.details(fileId)).parentId!;
const inFolder = async (text: string, name: string, folder = 'f/') => {
	const { uploads } = connectTo(emulator, 'sessions');
	const { uploadId } = await uploads.open({ name, size: text.length }, { relativePath: folder });
	await uploads.putSlice(uploadId, { number: 1, size: text.length, source: new Blob([text]) });
	await uploads.complete(uploadId);
	for (;;) {
		const { fileId } = await uploads.status(uploadId, { waitSeconds: 1 });
		if (fileId !== undefined) return fileId;
	}
};
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
	const all: T[] = [];
	for await (const item of items) all.push(item);
	return all;
};
/** A client whose every answer is this one. */
const answering = (body: unknown, options: Partial<FastioOptions> & { status?: number } = {}) =>
	createFastio({
		token: 'token-1',
		workspaceId: '1',
		retry: { retries: false },
		fetch: async () => Response.json(body, { status: options.status ?? 200 }),
		...options
	}).files;

describe('each call is sent as Fast.io documents it', () => {
	test('rename, with and without the version it must have', async () => {
		const id = await stored('x');
		const { client, sent } = recording(emulator);
		const { versionId } = await client.files.rename(id, 'b.txt');
		await client.files.rename(id, 'c.txt', { ifVersionId: versionId! });
		const path = `/workspace/{ws}/storage/${id}/update/`;
		expect(sent).toEqual([
			expected('POST', path, { form: { name: 'b.txt' } }),
			expected('POST', path, { form: { name: 'c.txt', if_version_id: versionId! } })
		]);
	});

	test('move and copy', async () => {
		const id = await stored('x');
		const folderId = await folderOf(await inFolder('y', 'y.txt'));
		const { client, sent } = recording(emulator);
		await client.files.copy(id, folderId);
		await client.files.move(id, folderId);
		expect(sent).toEqual([
			expected('POST', `/workspace/{ws}/storage/${id}/copy/`, { form: { parent: folderId } }),
			expected('POST', `/workspace/{ws}/storage/${id}/move/`, { form: { parent: folderId } })
		]);
	});

	test('remove, restore and purge', async () => {
		const id = await stored('x');
		const { client, sent } = recording(emulator);
		await client.files.remove(id);
		await client.files.restore(id);
		await client.files.remove(id);
		await client.files.purge(id);
		const path = `/workspace/{ws}/storage/${id}`;
		expect(sent).toEqual([
			expected('DELETE', `${path}/delete/`),
			expected('POST', `${path}/restore/`),
			expected('DELETE', `${path}/delete/`),
			expected('DELETE', `${path}/purge/`)
		]);
	});

	test('versions, restoring one, and reading one', async () => {
		const id = await stored('one');
		await stored('two');
		const { client, sent } = recording(emulator);
		const [, first] = await collect(client.files.versions(id));
		const { versionId } = first!;
		await (await client.files.download(id, { versionId })).body?.cancel();
		await client.files.restoreVersion(id, versionId);
		const path = `/workspace/{ws}/storage/${id}`;
		expect(sent).toEqual([
			expected('GET', `${path}/versions/`),
			expected('GET', `${path}/read/`, { query: { version_id: versionId } }),
			expected('POST', `${path}/restore-version/`, { form: { version_id: versionId } })
		]);
	});

	test('details of many: 25 ids a call, each once', async () => {
		const ids = await Promise.all(Array.from({ length: 26 }, (_unused, at) => stored('x', `${at}.txt`)));
		const { client, sent } = recording(emulator);
		const entries = await collect(client.files.detailsOf([...ids, ids[0]!]));
		expect(entries.map(({ fileId }) => fileId)).toEqual(ids);
		expect(sent).toEqual([
			expected('GET', `/workspace/{ws}/storage/${ids.slice(0, 25).join(',')}/details/`),
			expected('GET', `/workspace/{ws}/storage/${ids[25]}/details/`)
		]);
	});
});

describe('rename', () => {
	test('cleans the name as an upload does, and says what it has become', async () => {
		const id = await stored('x');
		expect(await files.rename(id, 'a/../Q3\u202e.txt ')).toMatchObject({ fileId: id, name: 'Q3.txt' });
		expect(emulator.files()).toMatchObject([{ id, name: 'Q3.txt' }]);
	});

	test.each(['', ' ', '/', '..'])('to %j is `malformed`, and nothing is asked', async (name) => {
		await expect(files.rename(MISSING, name)).rejects.toMatchObject({ code: 'malformed' });
		expect(emulator.requests).toEqual([]);
	});

	test('to a name that is taken is `rejected`, with the code of Fast.io', async () => {
		await stored('x', 'b.txt');
		const refused = files.rename(await stored('x', 'a.txt'), 'b.txt');
		await expect(refused).rejects.toMatchObject({ code: 'rejected', status: 400, upstreamCode: '1605' });
	});

	test('of a file that has another version by now is a `conflict`', async () => {
		const id = await stored('one');
		const { versionId } = await files.details(id);
		await stored('two');
		await expect(files.rename(id, 'b.txt', { ifVersionId: versionId! })).rejects.toMatchObject({
			code: 'conflict',
			reason: 'conflict_version_mismatch'
		});
	});
});

describe('moving and copying', () => {
	test('a file that is in the way goes to the trash', async () => {
		const inTheWay = await inFolder('old', 'a.txt');
		const folderId = await folderOf(inTheWay);
		const id = await stored('new');
		expect(await files.move(id, folderId)).toMatchObject({ fileId: id, parentId: folderId });
		expect(await files.details(inTheWay)).toMatchObject({ trashed: true });
	});

	test('a copy has the content, lives on when its origin is purged, and knows no earlier versions', async () => {
		await stored('one');
		const id = await stored('two');
		const folderId = await folderOf(await inFolder('y', 'y.txt'));
		const copy = await files.copy(id, folderId);
		expect(copy).toMatchObject({ name: 'a.txt', parentId: folderId, size: 3 });
		expect(copy.fileId).not.toBe(id);
		await files.remove(id);
		await files.purge(id);
		expect(await (await files.download(copy.fileId)).text()).toBe('two');
		expect(await collect(files.versions(copy.fileId))).toHaveLength(1);
	});

	test('a folder is copied with what is in it, under another name where its own is taken', async () => {
		const id = await inFolder('y', 'y.txt', 'f/g/');
		const folder = await files.details(await folderOf(await folderOf(id)));
		const copy = await files.copy(folder.fileId, 'root');
		expect([folder.name, copy.name, copy.kind]).toEqual(['f', 'f (2)', 'folder']);
		const [inner] = await collect(files.list({ folderId: copy.fileId }));
		expect(await collect(files.list({ folderId: inner!.fileId }))).toMatchObject([{ name: 'y.txt' }]);
	});

	test('a folder into itself is `rejected`', async () => {
		const inner = await folderOf(await inFolder('y', 'y.txt', 'f/g/'));
		const outer = await folderOf(inner);
		for (const call of ['move', 'copy'] as const) {
			await expect(files[call](outer, inner)).rejects.toMatchObject({
				code: 'rejected',
				upstreamCode: '1605'
			});
		}
	});

	test('a copy of which Fast.io does not tell the id is no success', async () => {
		await expect(answering({ result: true }).copy('2a', 'root')).rejects.toMatchObject({ code: 'upstream' });
	});
});

describe('the trash', () => {
	test('is listed as a folder, gives back, and is where files are purged from', async () => {
		const id = await stored('x');
		await expect(files.purge(id)).rejects.toMatchObject({ code: 'rejected' });
		await files.remove(id);
		expect(await collect(files.list({ folderId: 'trash' }))).toMatchObject([{ fileId: id, trashed: true }]);
		expect(await files.restore(id)).toMatchObject({ fileId: id, parentId: 'root', trashed: false });
		await files.remove(id);
		await files.purge(id);
		await expect(files.restore(id)).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('versions', () => {
	test('say which is the current one, and any can be made that', async () => {
		const id = await stored('one');
		await stored('three');
		const [newest, oldest] = await collect(files.versions(id));
		expect([newest, oldest]).toMatchObject([
			{ size: 5, current: true, type: 'text/plain', hashAlgorithm: 'sha256', createdAt: expect.any(Date) },
			{ size: 3, current: false }
		]);
		expect(await files.restoreVersion(id, oldest!.versionId)).toMatchObject({ versionId: oldest!.versionId });
		expect(await (await files.download(id)).text()).toBe('one');
		expect(await (await files.download(id, { versionId: newest!.versionId })).text()).toBe('three');
	});

	test.each(['download', 'restoreVersion'] as const)(
		'%s of one that is not there is `not-found`',
		async (call) => {
			const id = await stored('one');
			const versionId = '3aaaaaaaaaaaaaaaaaaaaaaaaaaaa';
			const result =
				call === 'download' ? files.download(id, { versionId }) : files.restoreVersion(id, versionId);
			await expect(result).rejects.toMatchObject({ code: 'not-found', status: 404 });
		}
	);

	test.each([
		['a bare array', [{ version_id: '3-A' }, { version_id: '3B' }]],
		['`versions`', { versions: [{ id: '3a' }, { id: '3b' }] }],
		['`versions.items`', { versions: { items: [{ version: '3a' }, { version: '3b' }] } }]
	])('are read from %s; the file says which is current', async (_form, listed) => {
		const odd = answering(undefined, {
			fetch: async (input) =>
				String(input).includes('/versions/')
					? Response.json({ result: true, ...(Array.isArray(listed) ? { response: listed } : listed) })
					: Response.json({ result: true, node: { id: '2a', version: '3-b' } })
		});
		const versions = await collect(odd.versions('2a'));
		expect(versions.map(({ versionId, current }) => [versionId, current])).toEqual([
			['3a', false],
			['3b', true]
		]);
	});

	test.each([{}, { versions: 1 }, { versions: [{ size: 1 }] }])('%j is no list of them', async (payload) => {
		const odd = answering({ result: true, ...payload });
		await expect(collect(odd.versions('2a'))).rejects.toMatchObject({ code: 'upstream' });
	});
});

describe('details of many', () => {
	test('leave out what is not there, and no file, and keep the order of the ids', async () => {
		const [a, b] = [await stored('x', 'a.txt'), await stored('x', 'b.txt')];
		const entries = await collect(files.detailsOf([b, MISSING, 'no id', a]));
		expect(entries.map(({ name }) => name)).toEqual(['b.txt', 'a.txt']);
	});

	test('of none, and of none that is there, are none', async () => {
		const { client, sent } = recording(emulator);
		expect(await collect(client.files.detailsOf([]))).toEqual([]);
		expect(sent).toEqual([]);
		expect(await collect(files.detailsOf([MISSING]))).toEqual([]);
		expect(await collect(files.detailsOf([MISSING, `${MISSING.slice(0, -1)}b`]))).toEqual([]);
	});

	test.each([200, 404])('ask by itself for one that Fast.io fails to describe (HTTP %s)', async (status) => {
		const asked: string[] = [];
		const odd = answering(undefined, {
			fetch: async (input) => {
				const [, ids = ''] = /storage\/(.*)\/details/u.exec(decodeURIComponent(String(input))) ?? [];
				asked.push(ids);
				if (!ids.includes(',')) return Response.json({ result: true, node: { id: ids, name: ids } });
				const errors = [
					{ node_id: '2-B', code: 146256, message: 'later' },
					{ node_id: '2c', code: '133123', message: 'gone' }
				];
				const nodes = status === 404 ? [] : [{ id: '2a', name: '2a' }];
				return Response.json({ result: status === 200, format: 'multi', nodes, errors }, { status });
			}
		});
		const entries = await collect(odd.detailsOf(['2a', '2b', '2c']));
		expect(entries.map(({ fileId }) => fileId)).toEqual(status === 404 ? ['2b'] : ['2a', '2b']);
		expect(asked).toEqual(['2a,2b,2c', '2b']);
	});

	test('reject with what Fast.io refuses all of them with', async () => {
		const refused = answering({ result: false, error: { code: 10011, text: 'no' } }, { status: 401 });
		await expect(collect(refused.detailsOf(['2a', '2b']))).rejects.toMatchObject({ code: 'credentials' });
	});
});

describe('a lost answer', () => {
	const lose = (path: string) => emulator.faults.add({ kind: 'truncate', on: { path: `*/${path}/` } });

	test('to a change is made up for by a look at the file', async () => {
		const id = await stored('one');
		await stored('two');
		const [, first] = await collect(files.versions(id));
		const folderId = await folderOf(await inFolder('y', 'y.txt'));
		lose('update');
		expect(await files.rename(id, 'b.txt')).toMatchObject({ name: 'b.txt' });
		lose('move');
		expect(await files.move(id, folderId)).toMatchObject({ parentId: folderId });
		lose('restore-version');
		expect(await files.restoreVersion(id, first!.versionId)).toMatchObject({ size: 3 });
		await files.remove(id);
		lose('restore');
		expect(await files.restore(id)).toMatchObject({ trashed: false });
		await files.remove(id);
		lose('purge');
		await files.purge(id);
		await expect(files.details(id)).rejects.toMatchObject({ code: 'not-found' });
	});

	test('to a change that was not made is a failure', async () => {
		const id = await stored('one');
		emulator.faults.add({ kind: 'status', status: 502, on: { path: '*/update/' } });
		await expect(files.rename(id, 'b.txt')).rejects.toMatchObject({ code: 'upstream', status: 502 });
		await files.remove(id);
		emulator.faults.add({ kind: 'status', status: 502, on: { path: '*/purge/' } });
		await expect(files.purge(id)).rejects.toMatchObject({ code: 'upstream', status: 502 });
		emulator.faults.add({ kind: 'truncate', on: { path: '*/purge/' } });
		emulator.faults.add({ kind: 'status', status: 403, on: { path: '*/storage/*/details/' } });
		await expect(files.purge(id)).rejects.toMatchObject({ code: 'network' });
	});
});

test.each([true, false])(
	'ids are given without hyphens, and taken in both forms (sent with: %s)',
	async (hyphenatedIds) => {
		emulator.configure({ hyphenatedIds });
		const id = await stored('one');
		const hyphened = id
			.match(/.{1,5}/gu)!
			.join('-')
			.toUpperCase();
		expect(id).toMatch(/^[a-z0-9]{29}$/u);
		const [entry] = await collect(files.detailsOf([hyphened, id]));
		expect(entry).toMatchObject({
			fileId: id,
			parentId: 'root',
			versionId: expect.stringMatching(/^[a-z0-9]{29}$/u)
		});
		const [version] = await collect(files.versions(hyphened));
		expect(version).toMatchObject({ versionId: entry!.versionId, current: true });
		expect((await files.copy(hyphened, 'root')).fileId).toMatch(/^[a-z0-9]{29}$/u);
	}
);

test('what the v1 wire cannot do is `unsupported`', async () => {
	const v1 = connectTo(emulator, 'v1').files;
	const calls = [
		v1.rename('f', 'a'),
		v1.move('f', 'root'),
		v1.copy('f', 'root'),
		v1.restore('f'),
		v1.purge('f'),
		v1.restoreVersion('f', 'v'),
		v1.download('f', { versionId: 'v' }),
		collect(v1.versions('f')),
		collect(v1.detailsOf(['f']))
	];
	for (const result of await Promise.allSettled(calls)) {
		expect(result).toMatchObject({
			status: 'rejected',
			reason: { name: 'FastioError', code: 'unsupported' }
		});
	}
	expect(emulator.requests).toEqual([]);
});
