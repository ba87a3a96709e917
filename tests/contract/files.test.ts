import { describe, expect, test } from 'vitest';
import { createFastio, type UploadedFile } from '../../src/api.ts';
import { connectTo, startEmulator } from './wires.ts';

const emulator = await startEmulator();
const { files, upload } = connectTo(emulator, 'sessions');
const stored = (text: string, name = 'a.txt') => upload(new File([text], name, { type: 'text/plain' }));

test('a stored file has details and its content can be read', async () => {
	const { fileId } = await stored('hello');
	expect(await files.details(fileId)).toMatchObject({
		fileId,
		name: 'a.txt',
		size: 5,
		kind: 'file',
		hashAlgorithm: 'sha256',
		createdAt: expect.any(Date)
	});
	expect(await (await files.download(fileId)).text()).toBe('hello');
});

test.each([0, 1, 100, 101])('%s files are listed exactly once each, page by page', async (count) => {
	await Promise.all(Array.from({ length: count }, (_unused, index) => stored('x', `${index}.txt`)));
	const names: string[] = [];
	for await (const entry of files.list({ pageSize: 100 })) names.push(entry.name);
	expect(names.toSorted()).toEqual(
		Array.from({ length: count }, (_unused, index) => `${index}.txt`).toSorted()
	);
});

test('a page tells where the next one begins, and the last one does not', async () => {
	await Promise.all(Array.from({ length: 101 }, (_unused, index) => stored('x', `${index}.txt`)));
	const first = await files.page();
	expect([first.entries.length, typeof first.nextCursor]).toEqual([100, 'string']);
	const second = await files.page({ cursor: first.nextCursor! });
	expect([second.entries.length, second.nextCursor]).toEqual([1, undefined]);
	expect(first.entries.map(({ fileId }) => fileId)).not.toContain(second.entries[0]!.fileId);
});

test('a list whose cursor repeats ends with an error instead of never', async () => {
	const page = { result: true, nodes: [{ id: '2a', name: 'a' }], next_cursor: 'same' };
	const looping = createFastio({
		token: 'token-1',
		workspaceId: '1',
		fetch: async () => Response.json(page)
	});
	const names: string[] = [];
	const read = async () => {
		for await (const { name } of looping.files.list()) names.push(name);
	};
	await expect(read()).rejects.toMatchObject({ code: 'upstream' });
	expect(names).toEqual(['a', 'a']);
});

test('a removed file goes to the trash, and twice is `not-found` or refused', async () => {
	const { fileId } = await stored('hello');
	await files.remove(fileId);
	expect(emulator.files()).toEqual([]);
	expect(await files.details(fileId)).toMatchObject({ trashed: true });
	await expect(files.remove(fileId)).rejects.toMatchObject({ name: 'FastioApiError' });
});

test.each(['details', 'download', 'remove', 'undoUpload'] as const)(
	'%s of an unknown file is `not-found`',
	async (call) => {
		await expect(files[call]('2aaaaaaaaaaaaaaaaaaaaaaaaaaaa', { versionId: '3a' })).rejects.toMatchObject({
			code: 'not-found',
			status: 404
		});
	}
);

describe.each([false, true])('taking back an upload (ids with hyphens: %s)', (hyphenatedIds) => {
	test('brings back the version it replaced', async () => {
		emulator.configure({ hyphenatedIds });
		await stored('one');
		await stored('two');
		const { fileId, versionId } = await stored('three');
		await files.undoUpload(fileId, { versionId });
		expect(await (await files.download(fileId)).text()).toBe('two');
	});

	test('of a new file leaves nothing, not even in the trash', async () => {
		emulator.configure({ hyphenatedIds });
		const { fileId, versionId } = await stored('one');
		await files.undoUpload(fileId, { versionId });
		expect(emulator.files()).toEqual([]);
		await expect(files.details(fileId)).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('taking back an upload that is not the last one', () => {
	const contentOf = async (fileId: string) => (await files.download(fileId)).text();
	const undo = ({ fileId, versionId }: UploadedFile, by = connectTo(emulator, 'sessions')) =>
		by.files.undoUpload(fileId, { versionId });
	const conflict = { name: 'FastioError', code: 'conflict' };
	/** A client beside which another sender stores `theirs` right before its first request to a path that ends so. */
	const beside = (ending: string) => {
		let came = false;
		return connectTo(emulator, 'sessions', {
			fetch: async (input, init) => {
				if (!came && new URL(String(input)).pathname.endsWith(ending)) {
					came = true;
					await stored('theirs');
				}
				return fetch(input, init);
			}
		});
	};

	test('leaves the later version of another sender, and says so', async () => {
		const ours = await stored('ours');
		await stored('theirs');
		await expect(undo(ours)).rejects.toMatchObject(conflict);
		expect(await contentOf(ours.fileId)).toBe('theirs');
		expect(emulator.files()).toMatchObject([{ versions: 2 }]);
	});

	test.each(['/details/', '/delete/'])(
		'leaves the version that arrives just before its call to …%s',
		async (ending) => {
			const ours = await stored('ours');
			await expect(undo(ours, beside(ending))).rejects.toMatchObject(conflict);
			expect(emulator.files()).toMatchObject([{ name: 'a.txt', size: 6 }]);
		}
	);

	test('purges nothing when the file it is about to delete has another version', async () => {
		const ours = await stored('ours');
		await expect(undo(ours, beside('/delete/'))).rejects.toMatchObject(conflict);
		expect(await contentOf(ours.fileId)).toBe('theirs');
		expect(emulator.requests.some(({ path }) => path.endsWith('/purge/'))).toBe(false);
	});

	test('twice takes back nothing more', async () => {
		await stored('one');
		const two = await stored('two');
		await undo(two);
		await expect(undo(two)).rejects.toMatchObject(conflict);
		expect(await contentOf(two.fileId)).toBe('one');
	});

	test('whose version is not known asks Fast.io nothing', async () => {
		const { fileId } = await stored('ours');
		const before = emulator.requests.length;
		await expect(files.undoUpload(fileId, { versionId: undefined })).rejects.toMatchObject(conflict);
		expect(emulator.requests).toHaveLength(before);
	});
});

test('an upload does not pass off as its own a version that came right after it', async () => {
	let came = false;
	const overtaken = connectTo(emulator, 'sessions', {
		fetch: async (input, init) => {
			if (!came && String(input).includes('/storage/')) {
				came = true;
				await stored('theirs');
			}
			return fetch(input, init);
		}
	});
	const ours = await overtaken.upload(new File(['ours'], 'a.txt'));
	expect(ours.versionId).toBeUndefined();
	expect((await files.details(ours.fileId)).size).toBe(6);
});

test('an upload succeeds though its version cannot be read', async () => {
	emulator.faults.add({ kind: 'status', status: 500, on: { path: '/current/workspace/*/details/' } });
	expect(await stored('ours')).toEqual({
		fileId: expect.any(String),
		name: 'a.txt',
		size: 4,
		type: 'text/plain'
	});
});

test('a list of versions that cannot be understood is no reason to delete the file', async () => {
	const calls: string[] = [];
	const odd = createFastio({
		token: 'token-1',
		workspaceId: '1',
		fetch: async (input, init) => {
			calls.push(`${init?.method} ${new URL(String(input)).pathname}`);
			return Response.json({ result: true, node: { id: '2a', version: '3a' } });
		}
	});
	await expect(odd.files.undoUpload('2a', { versionId: '3a' })).rejects.toMatchObject({ code: 'upstream' });
	expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
});

test('what the v1 wire cannot do is `unsupported`, by name of the wire', async () => {
	const v1 = connectTo(emulator, 'v1');
	const calls = [
		v1.limits(),
		v1.files.details('f'),
		v1.files.download('f'),
		v1.files.remove('f'),
		v1.files.undoUpload('f', { versionId: undefined }),
		v1.files.page(),
		v1.files.list()[Symbol.asyncIterator]().next()
	];
	for (const result of await Promise.allSettled(calls)) {
		expect(result).toMatchObject({
			status: 'rejected',
			reason: { name: 'FastioError', code: 'unsupported', message: expect.stringContaining('v1 wire') }
		});
	}
	expect(emulator.requests).toEqual([]);
});

test('the v1 wire refuses a folder instead of storing the file elsewhere', async () => {
	const source = new Blob(['x']).stream();
	await expect(connectTo(emulator, 'v1').upload(source, { folderId: '2a' })).rejects.toMatchObject({
		code: 'unsupported',
		message: expect.stringContaining('no folders')
	});
	expect({ requests: emulator.requests, locked: source.locked }).toEqual({ requests: [], locked: false });
});
