import { describe, expect, test } from 'vitest';
import { createDigest } from '../../src/emulator/digest.ts';
import { callsOf, connectTo, MiB, patterned, sha256, stalling, startEmulator, streamOf } from './wires.ts';

const emulator = await startEmulator();
const fastio = connectTo(emulator, 'sessions');
const retrying = connectTo(emulator, 'sessions', { retry: { retries: 2, minDelayMs: 1 } });
const { uploads } = fastio;
const bytes = patterned(2 * MiB + 7);
const file = { name: 'a.bin', size: bytes.length };
const held = { held: true, maxSliceBytes: MiB };

function crc32c(content: Uint8Array): string {
	const digest = createDigest('crc32c');
	digest.update(content);
	return digest.digest();
}

/** Slice `number` of 1 MiB of `bytes`. */
const slice = (number: number, of = bytes) => {
	const part = of.subarray((number - 1) * MiB, number * MiB);
	return { number, size: part.length, source: new Blob([part]) };
};

async function fill(uploadId: string, order = [1, 2, 3]): Promise<void> {
	for (const number of order) await uploads.putSlice(uploadId, slice(number));
}

async function settled(uploadId: string) {
	for (;;) {
		const session = await uploads.status(uploadId, { waitSeconds: 5 });
		if (session.status === 'complete' || session.status === 'failed') return session;
	}
}

/** A held upload that only waits to be placed. */
async function heldUpload(): Promise<string> {
	const { uploadId } = await uploads.open(file, held);
	await fill(uploadId);
	await uploads.complete(uploadId);
	await settled(uploadId);
	return uploadId;
}

describe('a resumable upload', () => {
	test('arrives whole whatever the order of its slices, and none twice', async () => {
		const opened = await uploads.open(file, { maxSliceBytes: MiB });
		expect(opened).toEqual({ uploadId: expect.any(String), sliceBytes: MiB, slices: 3 });
		await fill(opened.uploadId, [3, 1, 2, 1]);
		await uploads.complete(opened.uploadId);
		const { status, fileId } = await settled(opened.uploadId);
		expect(status).toBe('complete');
		expect(emulator.files()).toMatchObject([{ id: fileId, sha256: sha256(bytes), versions: 1 }]);
		const { versionId } = await fastio.files.details(fileId ?? '');
		expect(await uploads.versionOf(fileId ?? '', bytes.length)).toBe(versionId);
		expect(await uploads.versionOf(fileId ?? '', 1)).toBeUndefined();
	});

	test('takes slices at the same time', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await Promise.all([2, 3, 1].map((number) => uploads.putSlice(uploadId, slice(number))));
		await uploads.complete(uploadId);
		await settled(uploadId);
		expect(emulator.files()).toMatchObject([{ sha256: sha256(bytes) }]);
	});

	test('tells which slices are there, so that another process can go on', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		expect(await uploads.status(uploadId)).toEqual({
			status: 'uploading',
			message: undefined,
			failure: undefined,
			fileId: undefined,
			received: new Map()
		});
		await fill(uploadId, [3, 1]);
		const { received } = await connectTo(emulator, 'sessions').uploads.status(uploadId);
		expect([...received]).toEqual([
			[1, MiB],
			[3, 7]
		]);
	});

	test('of 0 bytes is one empty slice', async () => {
		const { uploadId, slices } = await uploads.open({ name: 'empty', size: 0 });
		expect(slices).toBe(1);
		await uploads.putSlice(uploadId, { number: 1, size: 0, source: new Blob([]) });
		await uploads.complete(uploadId);
		expect((await settled(uploadId)).status).toBe('complete');
	});

	test('is made of folders below its target where it has a relative path', async () => {
		const { uploadId } = await uploads.open(file, { relativePath: 'one/two/', maxSliceBytes: MiB });
		await fill(uploadId);
		await uploads.complete(uploadId);
		const { fileId } = await settled(uploadId);
		const { parentId } = await fastio.files.details(fileId ?? '');
		expect(await fastio.files.details(parentId ?? '')).toMatchObject({ kind: 'folder', name: 'two' });
	});

	test.each(['a', '/a/', 'a//', 'a/../b/', './', 'a\\b/', 'a\u0000/', `${'x'.repeat(8192)}/`])(
		'is refused with the relative path %j before anything is sent',
		async (relativePath) => {
			await expect(uploads.open(file, { relativePath })).rejects.toMatchObject({ code: 'malformed' });
			await expect(uploads.place('5x', { ...file, type: '' }, { relativePath })).rejects.toMatchObject({
				code: 'malformed'
			});
			expect(callsOf(emulator)).toEqual([]);
		}
	);

	test('has slices no larger than the host takes, in whole MiB', async () => {
		const opened = await uploads.open({ name: 'a', size: 20 * MiB }, { maxSliceBytes: 4.5 * MiB });
		expect(opened).toMatchObject({ sliceBytes: 4 * MiB, slices: 5 });
		const least = await uploads.open({ name: 'a', size: 20 * MiB }, { maxSliceBytes: 100 });
		expect(least).toMatchObject({ sliceBytes: MiB, slices: 20 });
	});

	test('that the host limit makes too many slices is refused by its name before a session opens', async () => {
		emulator.configure({ plan: 'free' });
		const fresh = connectTo(emulator, 'sessions');
		for (const held of [false, true]) {
			await expect(
				fresh.uploads.open({ name: 'a', size: 35 * 4 * MiB + 1 }, { maxSliceBytes: 4.5 * MiB, held })
			).rejects.toMatchObject({
				name: 'FastioLimitError',
				code: 'file-too-large',
				limit: 35 * 4 * MiB,
				message: expect.stringContaining('`maxRequestBytes`')
			});
		}
		await expect(fresh.uploads.open({ name: 'a', size: 1024 * MiB + 1 })).rejects.toMatchObject({
			message: expect.stringContaining('plan')
		});
		expect(emulator.sessions()).toEqual([]);
		await fresh.uploads.open({ name: 'a', size: 35 * 4 * MiB }, { maxSliceBytes: 4.5 * MiB });
	});

	test.each([0, -1, Number.NaN])('takes no maxSliceBytes of %s', async (maxSliceBytes) => {
		await expect(uploads.open(file, { maxSliceBytes })).rejects.toMatchObject({ code: 'config' });
	});

	test.each([-1, 1.5, Number.NaN])('takes no size of %s', async (size) => {
		await expect(uploads.open({ name: 'a', size })).rejects.toMatchObject({ code: 'malformed' });
	});

	test('whose opening is aborted leaves no session', async () => {
		emulator.faults.add({ kind: 'delay', ms: 50, on: { method: 'POST', path: '/current/upload/' } });
		const control = new AbortController();
		const opening = uploads.open(file, { signal: control.signal });
		while (!callsOf(emulator).includes('POST /current/upload/')) await new Promise(setImmediate);
		control.abort();
		await expect(opening).rejects.toMatchObject({ code: 'aborted' });
		expect(emulator.sessions()).toEqual([]);
	});
});

describe('a slice', () => {
	test('from a stream is one request with its exact length', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		const source = streamOf(bytes.subarray(0, MiB));
		await uploads.putSlice(uploadId, {
			number: 1,
			size: MiB,
			source,
			crc32c: crc32c(bytes.subarray(0, MiB))
		});
		const { headersSeen } = emulator.requests.findLast(({ path }) => path.endsWith('/chunk/')) ?? {};
		expect(headersSeen).toMatchObject({ contentLength: expect.any(String) });
		expect(headersSeen).not.toHaveProperty('transferEncoding');
		expect((await uploads.status(uploadId)).received).toEqual(new Map([[1, MiB]]));
	});

	test.each([
		['answered with 500', { kind: 'status', status: 500 }],
		['reset in the middle', { kind: 'reset', afterBytes: 500_000 }],
		['limited for its rate', { kind: 'rate-limit' }]
	] as const)(
		'from a stream that is %s is not sent again, and its stream is let go',
		async (_name, fault) => {
			const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
			const { id } = emulator.faults.add({ ...fault, on: { slice: 1 }, times: Infinity });
			const source = streamOf(bytes.subarray(0, MiB));
			await expect(
				retrying.uploads.putSlice(uploadId, { number: 1, size: MiB, source })
			).rejects.toMatchObject({ code: expect.stringMatching(/^(?:upstream|network|rate-limited)$/u) });
			expect(emulator.faults.hits(id)).toBe(1);
			expect(source.locked).toBe(false);
			await source.cancel();
		}
	);

	test.each([
		['answered with 500', { kind: 'status', status: 500 }],
		['reset in the middle', { kind: 'reset', afterBytes: 500_000 }],
		['stored and answered with 504', { kind: 'status', status: 504, when: 'done' }]
	] as const)('from a Blob that is %s is sent again, and no other is', async (_name, fault) => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		const { id } = emulator.faults.add({ ...fault, on: { slice: 2 }, times: 2 });
		for (const number of [1, 2, 3]) await retrying.uploads.putSlice(uploadId, slice(number));
		expect(emulator.faults.hits(id)).toBe(2);
		expect(callsOf(emulator).filter((call) => call.endsWith('/chunk/'))).toHaveLength(5);
		await uploads.complete(uploadId);
		await settled(uploadId);
		expect(emulator.files()).toMatchObject([{ sha256: sha256(bytes) }]);
	});

	test('that has another size than it says is not stored', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		for (const size of [MiB - 1, MiB + 1]) {
			const source = streamOf(bytes.subarray(0, MiB));
			await expect(uploads.putSlice(uploadId, { number: 1, size, source })).rejects.toMatchObject({
				code: 'malformed'
			});
			expect(source.locked).toBe(false);
		}
		expect((await uploads.status(uploadId)).received.size).toBe(0);
	});

	test('whose stream fails, fails with that and is not stored', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		const { stream, fail } = stalling(bytes.subarray(0, 1000));
		const sending = uploads.putSlice(uploadId, { number: 1, size: MiB, source: stream });
		const reason = new Error('the visitor left');
		fail(reason);
		await expect(sending).rejects.toBe(reason);
		expect((await uploads.status(uploadId)).received.size).toBe(0);
	});

	test('that is aborted ends at once and leaves the session open', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		const { stream } = stalling(bytes.subarray(0, 1000));
		const { signal, abort } = controller();
		const sending = uploads.putSlice(uploadId, { number: 1, size: MiB, source: stream }, { signal });
		abort();
		await expect(sending).rejects.toMatchObject({ code: 'aborted' });
		expect(stream.locked).toBe(false);
		await fill(uploadId);
		expect((await uploads.status(uploadId)).received.size).toBe(3);
	});

	test.each([0, -1, 1.5])('has no number %s', async (number) => {
		await expect(uploads.putSlice('5x', { ...slice(1), number })).rejects.toMatchObject({
			code: 'malformed'
		});
	});

	test('whose stream someone else is reading is refused', async () => {
		const source = streamOf(bytes);
		source.getReader();
		await expect(uploads.putSlice('5x', { number: 1, size: 1, source })).rejects.toMatchObject({
			code: 'malformed'
		});
	});
});

function controller() {
	const control = new AbortController();
	return { signal: control.signal, abort: () => control.abort() };
}

describe('a checksum', () => {
	test('that fits lets slices and the whole through, in either case of its letters', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		for (const number of [1, 2, 3]) {
			const { source, ...rest } = slice(number);
			const own = crc32c(new Uint8Array(await source.arrayBuffer())).toUpperCase();
			const whole = number === 3 ? { fileCrc32c: crc32c(bytes) } : {};
			await uploads.putSlice(uploadId, { ...rest, source, crc32c: own, ...whole });
		}
		await uploads.complete(uploadId);
		const { fileId } = await settled(uploadId);
		expect(emulator.files()).toMatchObject([{ id: fileId, sha256: sha256(bytes) }]);
	});

	test('of other bytes refuses the slice, which may be sent again', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await expect(
			retrying.uploads.putSlice(uploadId, { ...slice(1), crc32c: '00000000' })
		).rejects.toMatchObject({ code: 'checksum-mismatch', status: 406 });
		expect((await uploads.status(uploadId)).received.size).toBe(0);
		await fill(uploadId);
	});

	test('of another whole fails the upload and stores nothing', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await fill(uploadId, [1, 2]);
		await uploads.putSlice(uploadId, { ...slice(3), fileCrc32c: '00000000' });
		await uploads.complete(uploadId);
		expect(await settled(uploadId)).toMatchObject({ status: 'failed', failure: 'checksum-mismatch' });
		await expect(uploads.complete(uploadId)).rejects.toMatchObject({ code: 'checksum-mismatch' });
		expect(emulator.files()).toEqual([]);
	});

	test('of the whole that changes on the way is a mismatch', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await uploads.putSlice(uploadId, { ...slice(3), fileCrc32c: '00000000' });
		await expect(
			uploads.putSlice(uploadId, { ...slice(3), fileCrc32c: crc32c(bytes) })
		).rejects.toMatchObject({ code: 'checksum-mismatch', status: 409 });
	});

	test.each(['', '1234567', 'xyzxyzxy', '123456789'])('%j is none', async (crc) => {
		for (const checks of [{ crc32c: crc }, { fileCrc32c: crc }])
			await expect(uploads.putSlice('5x', { ...slice(1), ...checks })).rejects.toMatchObject({
				code: 'malformed'
			});
		await expect(fastio.upload(new Blob(['a']), { crc32c: crc })).rejects.toMatchObject({
			code: 'malformed'
		});
	});

	test.each([
		['a small file', 1000, (content: Uint8Array<ArrayBuffer>) => new Blob([content])],
		['a file in slices', 9 * MiB, (content: Uint8Array<ArrayBuffer>) => new Blob([content])],
		['a stream', 9 * MiB, streamOf]
	] as const)('of %s is verified by `upload`', async (_name, size, sourceOf) => {
		const content = patterned(size);
		const stored = await fastio.upload(sourceOf(content), { name: 'a.bin', size, crc32c: crc32c(content) });
		expect(emulator.files()).toMatchObject([{ id: stored.fileId, sha256: sha256(content) }]);
		await expect(
			fastio.upload(sourceOf(content), { name: 'b.bin', size, crc32c: '00000000' })
		).rejects.toMatchObject({ code: 'checksum-mismatch' });
		expect(emulator.files()).toHaveLength(1);
		expect(emulator.sessions()).toEqual([]);
	});
});

describe('completing', () => {
	test('may be repeated', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await fill(uploadId);
		await uploads.complete(uploadId);
		await uploads.complete(uploadId);
		await settled(uploadId);
		await uploads.complete(uploadId);
		expect(emulator.files()).toMatchObject([{ versions: 1 }]);
	});

	test('without a slice says that bytes are missing', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await fill(uploadId, [1, 3]);
		await expect(uploads.complete(uploadId)).rejects.toMatchObject({
			code: 'malformed',
			message: expect.stringContaining('missing')
		});
		expect(await uploads.status(uploadId)).toMatchObject({ status: 'failed' });
	});

	test.each([
		['done', 'done'],
		['not done', 'after']
	] as const)('goes on when its answer is lost and it was %s', async (_name, when) => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await fill(uploadId);
		emulator.faults.add({ kind: 'status', status: 504, when, on: { path: '*/complete/' } });
		await retrying.uploads.complete(uploadId);
		expect((await settled(uploadId)).status).toBe('complete');
	});

	test.each(['assembling', 'storing'] as const)('shows that it is %s', async (stage) => {
		emulator.configure({ asyncDelayMs: 25 });
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await fill(uploadId);
		await uploads.complete(uploadId);
		const seen = new Set<string>();
		for (;;) {
			const { status } = await uploads.status(uploadId, { waitSeconds: 5 });
			seen.add(status);
			if (status === 'complete') break;
		}
		expect(seen).toContain(stage);
	});
});

describe('an upload that Fast.io does not have', () => {
	test.each([
		['was cancelled', async (uploadId: string) => uploads.cancel(uploadId)],
		['has expired', async () => emulator.configure({ sessionLifetimeMs: 0 })]
	])('since it %s is gone for every call but cancel', async (_name, lose) => {
		const uploadId = await heldUpload();
		await lose(uploadId);
		const gone = expect.objectContaining({ name: 'FastioApiError', code: 'gone', status: 404 });
		await expect(uploads.status(uploadId)).rejects.toEqual(gone);
		await expect(uploads.putSlice(uploadId, slice(1))).rejects.toEqual(gone);
		await expect(uploads.complete(uploadId)).rejects.toEqual(gone);
		await expect(uploads.place(uploadId, { ...file, type: '' })).rejects.toEqual(gone);
		await uploads.cancel(uploadId);
		expect(emulator.sessions()).toEqual([]);
		expect(emulator.files()).toEqual([]);
	});

	test('is not confused with a wrong `apiUrl`', async () => {
		const lost = connectTo(emulator, 'sessions', { apiUrl: `${emulator.url}/elsewhere` });
		await expect(lost.uploads.status('5x')).rejects.toMatchObject({ code: 'not-found' });
	});

	test('and a cancel that fails says so', async () => {
		const { uploadId } = await uploads.open(file);
		emulator.faults.add({ kind: 'status', status: 503, on: { method: 'DELETE' } });
		await expect(uploads.cancel(uploadId)).rejects.toMatchObject({ code: 'upstream' });
		await uploads.cancel(uploadId);
	});

	test('while its file stays where it was placed', async () => {
		const { uploadId } = await uploads.open(file, { maxSliceBytes: MiB });
		await fill(uploadId);
		await uploads.complete(uploadId);
		await settled(uploadId);
		await uploads.cancel(uploadId);
		expect(emulator.files()).toMatchObject([{ sha256: sha256(bytes) }]);
	});
});

describe('a held upload', () => {
	const placed = { ...file, name: 'b.bin', type: 'video/mp4' };

	test('is nowhere until it is placed, and then a file like any other', async () => {
		const uploadId = await heldUpload();
		expect(await uploads.status(uploadId)).toMatchObject({ status: 'complete', fileId: undefined });
		expect(emulator.files()).toEqual([]);
		expect(emulator.sessions()).toMatchObject([{ hasTarget: false, status: 'complete' }]);
		const stored = await uploads.place(uploadId, placed);
		const { versionId } = await fastio.files.details(stored.fileId);
		expect(stored).toEqual({ ...placed, fileId: emulator.files()[0]?.id, versionId });
		expect(emulator.files()).toMatchObject([{ name: 'b.bin', parent: 'root', sha256: sha256(bytes) }]);
		await fastio.files.undoUpload(stored.fileId, { versionId });
		expect(emulator.files()).toEqual([]);
	});

	test('that is cancelled leaves nothing', async () => {
		await uploads.cancel(await heldUpload());
		expect([emulator.files(), emulator.sessions()]).toEqual([[], []]);
	});

	test('placed twice is one file with one version', async () => {
		const uploadId = await heldUpload();
		const first = await uploads.place(uploadId, placed, { relativePath: 'one/two/' });
		expect(await uploads.place(uploadId, placed, { relativePath: 'one/two/' })).toEqual(first);
		expect(emulator.files()).toMatchObject([{ versions: 1 }]);
		const { parentId } = await fastio.files.details(first.fileId);
		expect(await fastio.files.details(parentId ?? '')).toMatchObject({ name: 'two' });
	});

	test.each([
		['placed and answered with 504', { kind: 'status', status: 504, when: 'done' }],
		['placed and not answered', { kind: 'truncate' }],
		['not placed and answered with 504', { kind: 'status', status: 504 }],
		['limited for its rate', { kind: 'rate-limit', resetInSeconds: 1 }]
	] as const)('%s is placed once all the same', async (_name, fault) => {
		const uploadId = await heldUpload();
		emulator.faults.add({ ...fault, on: { path: '*/addfile/' } });
		const stored = await retrying.uploads.place(uploadId, placed);
		expect(emulator.files()).toMatchObject([{ id: stored.fileId, versions: 1 }]);
		expect(stored.versionId).toEqual(expect.any(String));
	});

	test('over a file of its name is a version that can be taken back', async () => {
		const before = await fastio.upload(new File(['old'], 'b.bin'));
		const { fileId, versionId } = await uploads.place(await heldUpload(), placed);
		expect(fileId).toBe(before.fileId);
		await fastio.files.undoUpload(fileId, { versionId });
		expect(emulator.files()).toMatchObject([{ size: 3 }]);
	});

	test('that was taken back is gone: its content went with it', async () => {
		const uploadId = await heldUpload();
		const { fileId, versionId } = await uploads.place(uploadId, placed);
		await fastio.files.undoUpload(fileId, { versionId });
		await expect(uploads.place(uploadId, placed)).rejects.toMatchObject({ code: 'gone' });
		const other = await heldUpload();
		await fastio.files.remove((await uploads.place(other, placed)).fileId);
		await expect(uploads.place(other, placed)).rejects.toMatchObject({ code: 'gone' });
	});

	test('of another size than it should have is a conflict', async () => {
		const uploadId = await heldUpload();
		await uploads.place(uploadId, placed);
		await fastio.upload(new File(['new'], 'b.bin'));
		await expect(uploads.place(uploadId, placed)).rejects.toMatchObject({ code: 'conflict' });
	});

	test('is refused by a folder that is not there, and can go elsewhere', async () => {
		const uploadId = await heldUpload();
		const folderId = `2${'a'.repeat(28)}`;
		await expect(uploads.place(uploadId, placed, { folderId })).rejects.toMatchObject({
			code: 'not-found'
		});
		await uploads.place(uploadId, placed);
	});

	test('that is not complete is refused', async () => {
		const { uploadId } = await uploads.open(file, held);
		await expect(uploads.place(uploadId, placed)).rejects.toMatchObject({ code: 'rejected' });
	});

	test.each(['during', 'before'] as const)('whose placing is aborted %s it is in no folder', async (when) => {
		const uploadId = await heldUpload();
		const { signal, abort } = controller();
		if (when === 'before') abort();
		emulator.faults.add({ kind: 'delay', ms: 50, on: { path: '*/addfile/' } });
		const placing = uploads.place(uploadId, placed, { signal });
		const refused = expect(placing).rejects.toMatchObject({ code: 'aborted' });
		if (when === 'during') {
			while (!callsOf(emulator).some((call) => call.endsWith('/addfile/'))) await new Promise(setImmediate);
			abort();
		}
		await refused;
		expect(emulator.files()).toEqual([]);
	});
});

test('on v1 every call says that it has no resumable uploads', async () => {
	const v1 = connectTo(emulator, 'v1').uploads;
	const calls = [
		v1.open(file),
		v1.putSlice('5x', slice(1)),
		v1.status('5x'),
		v1.complete('5x'),
		v1.cancel('5x'),
		v1.place('5x', { ...file, type: '' }),
		v1.versionOf('2x', 1)
	];
	for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'unsupported' });
	expect(emulator.requests).toEqual([]);
});

test('on v1 a checksum is ignored', async () => {
	await connectTo(emulator, 'v1').upload(new Blob(['abc']), { name: 'a', crc32c: '00000000' });
	expect(emulator.files()).toHaveLength(1);
});
