import { describe, expect, test } from 'vitest';
import type { UploadSource } from '../../src/api.ts';
import { callsOf, connectTo, MiB, patterned, sha256, stalling, startEmulator, streamOf } from './wires.ts';

const emulator = await startEmulator();

describe.each(['sessions', 'v1'] as const)('an upload over the %s wire', (wire) => {
	const fastio = connectTo(emulator, wire);
	const anyUpload = wire === 'v1' ? '/v1/files*' : '/current/upload/*';

	describe.each([0, 1, 4 * MiB, 4 * MiB + 1, 20 * MiB])('of %s bytes', (size) => {
		const bytes = patterned(size);
		test.each([
			['a File', () => new File([bytes], 'ü 文.bin', { type: 'application/pdf' }), {}],
			['a Blob', () => new Blob([bytes]), { name: 'ü 文.bin' }],
			['a view', () => bytes, { name: 'ü 文.bin' }],
			['a stream of known size', () => streamOf(bytes), { name: 'ü 文.bin', size }],
			['a stream of unknown size', () => streamOf(bytes), { name: 'ü 文.bin' }]
		])(
			'stores %s byte for byte and leaves no session',
			async (_name, source: () => UploadSource, options) => {
				let last = { sentBytes: 0, totalBytes: undefined as number | undefined };
				const onProgress = (progress: typeof last) => {
					expect(progress.sentBytes).toBeGreaterThanOrEqual(last.sentBytes);
					last = progress;
				};
				const file = await fastio.upload(source(), { ...options, onProgress });
				expect(file).toMatchObject({ name: 'ü 文.bin', size });
				expect(emulator.files()).toMatchObject([
					{ id: file.fileId, name: 'ü 文.bin', size, sha256: sha256(bytes), wire }
				]);
				expect(emulator.sessions()).toEqual([]);
				expect(last.sentBytes).toBe(size);
				expect(emulator.requests.some(({ headersSeen }) => headersSeen.cookie)).toBe(false);
			}
		);
	});

	test('of the same name twice replaces the file and keeps its id', async () => {
		const first = await fastio.upload(new File(['one'], 'a.txt'));
		const second = await fastio.upload(new File(['two!'], 'a.txt'));
		expect(second.fileId).toBe(first.fileId);
		expect(emulator.files()).toMatchObject([{ id: first.fileId, size: 4, versions: 2 }]);
	});

	test.each([
		[400, 'rejected'],
		[401, 'credentials'],
		[402, 'plan'],
		[403, 'credentials'],
		[404, 'not-found'],
		[406, 'rejected'],
		[409, 'conflict'],
		[410, 'rejected'],
		[413, 'file-too-large'],
		[422, 'rejected'],
		[500, 'upstream'],
		[502, 'upstream'],
		[503, 'upstream'],
		[504, 'upstream']
	])('that Fast.io refuses with %s fails as `%s`', async (status, code) => {
		emulator.faults.add({ kind: 'status', status, on: { method: 'POST', path: anyUpload } });
		await expect(fastio.upload(new File(['x'], 'a.txt'))).rejects.toMatchObject({
			name: 'FastioApiError',
			code,
			status
		});
		expect(emulator.files()).toEqual([]);
	});

	// An answer of v1 has no place for the seconds.
	const resets =
		wire === 'v1' ? (['epoch', 'datetime'] as const) : (['epoch', 'datetime', 'params'] as const);
	test.each(resets)('that is limited (%s) tells how long to wait', async (reset) => {
		emulator.faults.add({
			kind: 'rate-limit',
			reset,
			resetInSeconds: 20,
			on: { method: 'POST', path: anyUpload }
		});
		const error = await fastio.upload(new File(['x'], 'a.txt')).catch((reason: unknown) => reason);
		expect(error).toMatchObject({ code: 'rate-limited', status: 429 });
		const { retryAfterMs } = error as { retryAfterMs: number };
		expect(retryAfterMs).toBeGreaterThan(17_000);
		expect(retryAfterMs).toBeLessThanOrEqual(21_000);
	});

	test('that is limited for a short time is made again, though not from a stream that was begun', async () => {
		const patient = connectTo(emulator, wire, { retry: { retries: 1, minDelayMs: 1, maxDelayMs: 5_000 } });
		const limit = {
			kind: 'rate-limit',
			resetInSeconds: 1,
			on: { method: 'POST', path: anyUpload }
		} as const;
		emulator.faults.add(limit);
		await patient.upload(new File(['x'], 'a.txt'));
		emulator.faults.add({
			...limit,
			on: { method: 'POST', path: wire === 'v1' ? '/v1/files/stream' : '/current/upload/*/stream/' }
		});
		await expect(patient.upload(streamOf(patterned(100_000)))).rejects.toMatchObject({
			code: 'rate-limited'
		});
		expect(emulator.files()).toHaveLength(1);
	});

	test.each(['not-json', 'broken-json', 'huge', 'redirect'] as const)(
		'that is answered with nonsense (%s) fails as `upstream`',
		async (kind) => {
			const on = { method: 'POST', path: anyUpload };
			if (kind === 'huge') emulator.faults.add({ kind, bytes: 5 * MiB, on });
			else if (kind === 'redirect')
				emulator.faults.add({ kind, location: `${emulator.origin}/elsewhere`, on });
			else emulator.faults.add({ kind, on });
			await expect(fastio.upload(new File(['x'], 'a.txt'))).rejects.toMatchObject({ code: 'upstream' });
			expect(callsOf(emulator).filter((call) => call.includes('elsewhere'))).toEqual([]);
		}
	);

	test.each([
		['a small file', () => new File(['x'], 'a.txt')],
		['a large file', () => new File([patterned(5 * MiB)], 'a.bin')],
		['a stream', () => streamOf(patterned(5 * MiB))]
	])(
		'of %s whose connection is reset fails as `network` and leaves nothing',
		async (_name, source: () => UploadSource) => {
			emulator.faults.add({
				kind: 'reset',
				afterBytes: 1,
				times: Infinity,
				on: { method: 'POST', path: anyUpload }
			});
			await expect(fastio.upload(source())).rejects.toMatchObject({
				name: 'FastioNetworkError',
				code: 'network'
			});
			expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
		}
	);

	test('to an upstream that stalls fails as `timeout`', async () => {
		const impatient = connectTo(emulator, wire, { timeouts: { idleMs: 100, callMs: 1000 } });
		emulator.faults.add({
			kind: 'hang',
			afterBytes: 1,
			on: { method: 'POST', path: wire === 'v1' ? '/v1/files/stream' : '/current/upload/*/stream/' }
		});
		await expect(impatient.upload(streamOf(patterned(20 * MiB)))).rejects.toMatchObject({ code: 'timeout' });
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});

	test('with a wrong token fails as `credentials`, without the token in the error', async () => {
		const error = await fastio
			.upload(new File(['x'], 'a.txt'), { token: 'wrong-token-123456' })
			.catch((reason: unknown) => reason as Error);
		expect(error).toMatchObject({ code: 'credentials', status: 401 });
		expect(String(error)).not.toContain('wrong-token');
	});

	test.each([
		['before it starts', 0],
		['while the source waits', 1]
	])('that is cancelled %s leaves no file and no session', async (_name, when) => {
		const control = new AbortController();
		const { stream } = stalling(patterned(100_000));
		if (when === 0) control.abort('changed my mind');
		const upload = fastio.upload(stream, {
			signal: control.signal,
			onProgress: () => control.abort('changed my mind')
		});
		await expect(upload).rejects.toMatchObject({
			name: 'FastioError',
			code: 'aborted',
			cause: 'changed my mind'
		});
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
		expect(stream.locked).toBe(false);
	});

	test('that is cancelled in the middle of a large file leaves no file and no session', async () => {
		const control = new AbortController();
		const upload = fastio.upload(new Blob([patterned(20 * MiB)]), {
			signal: control.signal,
			onProgress: ({ sentBytes }) => sentBytes > 2 * MiB && control.abort()
		});
		await expect(upload).rejects.toMatchObject({ code: 'aborted' });
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});

	test('whose source fails ends with that failure and leaves nothing', async () => {
		const failure = new Error('the sender went away');
		const { stream, fail } = stalling(patterned(100_000));
		await expect(fastio.upload(stream, { onProgress: () => fail(failure) })).rejects.toBe(failure);
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});

	test.each([
		['more bytes than maxBytes', { maxBytes: 5 * MiB - 1 }, 'file-too-large'],
		['more bytes than declared', { size: 5 * MiB - 1 }, 'malformed'],
		['fewer bytes than declared', { size: 5 * MiB + 1 }, 'malformed'],
		['more bytes than a small size declared', { size: 10 }, 'malformed']
	])('of a stream with %s leaves nothing', async (_name, options, code) => {
		await expect(fastio.upload(streamOf(patterned(5 * MiB)), options)).rejects.toMatchObject({ code });
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});

	test('to another workspace names that one', async () => {
		await expect(
			fastio.upload(new File(['x'], 'a.txt'), { workspaceId: '1111111111111111111' })
		).rejects.toMatchObject({ name: 'FastioApiError' });
	});

	test('many at a time keep apart', async () => {
		const files = Array.from({ length: 12 }, (_unused, index) => patterned(index * 500_000));
		const stored = await Promise.all(
			files.map((bytes, index) =>
				fastio.upload(index % 2 ? streamOf(bytes) : new Blob([bytes]), { name: `${index}.bin` })
			)
		);
		const hashes = new Map(emulator.files().map((file) => [file.id, file.sha256]));
		expect(stored.map(({ fileId }) => hashes.get(fileId))).toEqual(files.map(sha256));
	});
});
