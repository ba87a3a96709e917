import { describe, expect, test } from 'vitest';
import { createFastio } from '../../src/api.ts';
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
	await expect(files.remove(fileId)).rejects.toMatchObject({ name: 'FastioApiError' });
});

test.each(['details', 'download', 'remove', 'undoUpload'] as const)(
	'%s of an unknown file is `not-found`',
	async (call) => {
		await expect(files[call]('2aaaaaaaaaaaaaaaaaaaaaaaaaaaa')).rejects.toMatchObject({
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
		const { fileId } = await stored('three');
		await files.undoUpload(fileId);
		expect(await (await files.download(fileId)).text()).toBe('two');
	});

	test('of a new file leaves nothing, not even in the trash', async () => {
		emulator.configure({ hyphenatedIds });
		const { fileId } = await stored('one');
		await files.undoUpload(fileId);
		expect(emulator.files()).toEqual([]);
		await expect(files.details(fileId)).rejects.toMatchObject({ code: 'not-found' });
	});
});

test('what the v1 wire cannot do is `unsupported`, by name of the wire', async () => {
	const v1 = connectTo(emulator, 'v1');
	const calls = [
		v1.limits(),
		v1.files.details('f'),
		v1.files.download('f'),
		v1.files.remove('f'),
		v1.files.undoUpload('f'),
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
