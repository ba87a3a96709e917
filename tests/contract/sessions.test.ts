import { describe, expect, test, vi } from 'vitest';
import type { UploadSource } from '../../src/api.ts';
import { callsOf, connectTo, MiB, patterned, sha256, startEmulator, streamOf } from './wires.ts';

const emulator = await startEmulator();
const fastio = connectTo(emulator, 'sessions');
const retrying = connectTo(emulator, 'sessions', { retry: { retries: 2, minDelayMs: 1 } });

describe('the calls of an upload', () => {
	test('a small file is one multipart call with its length', async () => {
		await fastio.upload(new File(['abc'], 'a.txt'));
		expect(callsOf(emulator)[0]).toBe('POST /current/upload/');
		const [first] = emulator.requests;
		expect(first?.headersSeen).toMatchObject({
			contentType: expect.stringMatching(/^multipart\/form-data; boundary=/u),
			contentLength: expect.any(String)
		});
		expect(callsOf(emulator)).toContain('DELETE /current/upload/{id}/');
		expect(emulator.files()[0]?.via).toBe('single');
	});

	test('a large file is cut into slices that the plan takes', async () => {
		await fastio.upload(new Blob([patterned(20 * MiB)]), { name: 'a.bin' });
		const calls = callsOf(emulator);
		expect(calls.slice(0, 2)).toEqual(['GET /current/upload/limits/', 'POST /current/upload/']);
		expect(calls.filter((call) => call.endsWith('/chunk/'))).toHaveLength(3);
		expect(calls.filter((call) => call.endsWith('/complete/'))).toHaveLength(1);
		expect(emulator.files()[0]?.via).toBe('chunks');
	});

	test('a stream is one raw body, chunked or with its length', async () => {
		await fastio.upload(streamOf(patterned(5 * MiB)), { name: 'a.bin' });
		await fastio.upload(streamOf(patterned(5 * MiB)), { name: 'b.bin', size: 5 * MiB });
		const raw = emulator.requests.filter(({ path }) => path.endsWith('/stream/'));
		expect(raw).toMatchObject([
			{ headersSeen: { contentType: 'application/octet-stream', transferEncoding: 'chunked' } },
			{ headersSeen: { contentType: 'application/octet-stream', contentLength: String(5 * MiB) } }
		]);
	});
});

describe('deployments that differ', () => {
	test.each([
		['nested envelopes', { envelope: 'nested' }],
		['ids with hyphens', { hyphenatedIds: true }],
		['ids as JSON numbers', { numericIds: true }],
		['`stored` as the last status', { legacyStored: true }],
		['the file id in the first answer', { newFileIdInSingleCall: true }],
		['small slices only', { limits: { chunkSize: MiB } }],
		['few slices only', { limits: { chunks: 2 } }]
	] as const)('with %s take every kind of upload', async (_name, change) => {
		emulator.configure(change);
		const large = patterned(9 * MiB);
		const stored = [
			await fastio.upload(new File(['abc'], 'a.txt'), { token: emulator.token }),
			await connectTo(emulator, 'sessions').upload(new Blob([large]), { name: 'b.bin' }),
			await fastio.upload(streamOf(large), { name: 'c.bin' })
		];
		expect(stored.map(({ size }) => size)).toEqual([3, large.length, large.length]);
		expect(
			emulator
				.files()
				.map((file) => file.sha256)
				.slice(1)
		).toEqual([sha256(large), sha256(large)]);
		expect(emulator.sessions()).toEqual([]);
	});

	test('without chunked bodies refuse a stream of unknown size with a sentence that says so', async () => {
		emulator.configure({ chunkedBodies: 'reject' });
		await expect(fastio.upload(streamOf(patterned(5 * MiB)))).rejects.toMatchObject({
			code: 'rejected',
			status: 411,
			message: expect.stringContaining('takes no file of unknown size'),
			hint: expect.stringContaining('size')
		});
		await fastio.upload(streamOf(patterned(5 * MiB)), { size: 5 * MiB });
		expect(emulator.sessions()).toEqual([]);
	});

	test('with a smaller plan refuse a larger file before a byte is sent', async () => {
		emulator.configure({ limits: { size: 6 * MiB } });
		const fresh = connectTo(emulator, 'sessions');
		await expect(fresh.upload(new Blob([patterned(7 * MiB)]))).rejects.toMatchObject({
			name: 'FastioLimitError',
			code: 'file-too-large',
			limit: 6 * MiB
		});
		expect(callsOf(emulator)).toEqual(['GET /current/upload/limits/']);
	});
});

describe('failures on the way', () => {
	test.each([
		[
			'reset in the middle of a slice',
			{ kind: 'reset', afterBytes: 100_000, on: { method: 'POST', path: '/current/upload/*/chunk/' } }
		],
		[
			'a slice refused with 500',
			{ kind: 'status', status: 500, on: { method: 'POST', path: '/current/upload/*/chunk/' } }
		],
		[
			'a slice that is stored and answered with 504',
			{ kind: 'status', status: 504, when: 'done', on: { method: 'POST', path: '/current/upload/*/chunk/' } }
		],
		[
			'a complete that is done and answered with 504',
			{
				kind: 'status',
				status: 504,
				when: 'done',
				on: { method: 'POST', path: '/current/upload/*/complete/' }
			}
		],
		[
			'a complete that is not done and answered with 504',
			{ kind: 'status', status: 504, on: { method: 'POST', path: '/current/upload/*/complete/' } }
		],
		[
			'a complete whose answer is lost',
			{ kind: 'truncate', on: { method: 'POST', path: '/current/upload/*/complete/' } }
		],
		[
			'a status that cannot be read once',
			{ kind: 'status', status: 503, on: { method: 'GET', path: '/current/upload/*/details/' } }
		],
		[
			'limits that cannot be read',
			{ kind: 'status', status: 500, times: 3, on: { path: '/current/upload/limits/' } }
		],
		['a session that cannot be deleted', { kind: 'status', status: 500, times: 3, on: { method: 'DELETE' } }]
	] as const)('%s does not end the upload', async (_name, fault) => {
		emulator.faults.add(fault);
		const bytes = patterned(20 * MiB);
		let last = 0;
		const onProgress = ({ sentBytes }: { sentBytes: number }) => {
			expect(sentBytes).toBeGreaterThanOrEqual(last);
			last = sentBytes;
		};
		await connectTo(emulator, 'sessions', retrying.options).upload(new Blob([bytes]), {
			name: 'a.bin',
			onProgress
		});
		expect(emulator.files()).toMatchObject([{ sha256: sha256(bytes), versions: 1 }]);
		expect(last).toBe(bytes.length);
	});

	test.each([
		['a small file answered with 503', { kind: 'status', status: 503 }],
		['a small file that is stored and answered with 504', { kind: 'status', status: 504, when: 'done' }],
		['a small file whose connection is reset', { kind: 'reset', afterBytes: 10 }]
	] as const)('%s is not sent again: it would become a second version', async (_name, fault) => {
		emulator.faults.add({ ...fault, on: { method: 'POST', path: '/current/upload/' } });
		await expect(retrying.upload(new File(['abc'], 'a.txt'))).rejects.toMatchObject({
			code: fault.kind === 'reset' ? 'network' : 'upstream'
		});
		expect(callsOf(emulator)).toEqual(['POST /current/upload/']);
	});

	test('a refused slice ends the others and deletes the session', async () => {
		emulator.faults.add({ kind: 'status', status: 406, skip: 1, on: { path: '/current/upload/*/chunk/' } });
		await expect(retrying.upload(new Blob([patterned(40 * MiB)]))).rejects.toMatchObject({
			code: 'rejected',
			status: 406
		});
		expect(callsOf(emulator).at(-1)).toBe('DELETE /current/upload/{id}/');
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});

	test('a clean-up that fails does not hide why the upload failed', async () => {
		emulator.faults.add({ kind: 'status', status: 403, on: { path: '/current/upload/*/stream/' } });
		emulator.faults.add({ kind: 'status', status: 500, times: Infinity, on: { method: 'DELETE' } });
		await expect(fastio.upload(streamOf(patterned(5 * MiB)))).rejects.toMatchObject({
			code: 'credentials',
			status: 403
		});
	});

	test.each([
		['a session opens', () => streamOf(patterned(5 * MiB))],
		['a small file is on its way', () => new File(['abc'], 'a.txt')],
		['slices begin', () => new Blob([patterned(9 * MiB)])]
	])(
		'an abort right after the request by which %s leaves nothing',
		async (_name, source: () => UploadSource) => {
			const control = new AbortController();
			const watched = connectTo(emulator, 'sessions', {
				fetch: (input, init) => {
					const answer = fetch(input, init);
					if (new URL(String(input)).pathname === '/current/upload/')
						queueMicrotask(() => control.abort('why'));
					return answer;
				}
			});
			await expect(watched.upload(source(), { signal: control.signal })).rejects.toMatchObject({
				code: 'aborted',
				cause: 'why'
			});
			expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
		}
	);

	test('an abort while the answer to a small file is due waits for it, and takes back what it names', async () => {
		const control = new AbortController();
		const watched = connectTo(emulator, 'sessions', {
			fetch: async (input, init) => {
				const answer = await fetch(input, init);
				if (new URL(String(input)).pathname === '/current/upload/') control.abort('why');
				return answer;
			}
		});
		const upload = watched.upload(new File(['abc'], 'a.txt'), { signal: control.signal });
		await expect(upload).rejects.toMatchObject({ code: 'aborted', cause: 'why' });
		expect(callsOf(emulator)[0]).toBe('POST /current/upload/');
		expect(callsOf(emulator).at(-1)).toBe('DELETE /current/upload/{id}/');
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});

	test('an abort while the file is being placed deletes the session', async () => {
		emulator.configure({ asyncDelayMs: 60_000 });
		const control = new AbortController();
		const watched = connectTo(emulator, 'sessions', {
			fetch: (input, init) => {
				if (String(input).includes('/details/')) queueMicrotask(() => control.abort());
				return fetch(input, init);
			}
		});
		await expect(
			watched.upload(new File(['abc'], 'a.txt'), { signal: control.signal })
		).rejects.toMatchObject({ code: 'aborted' });
		expect({ files: emulator.files(), sessions: emulator.sessions() }).toEqual({ files: [], sessions: [] });
	});
});

describe('an upload that fails when Fast.io has the whole file', () => {
	const old = new TextEncoder().encode('old');
	const ways = [
		['a small file', () => new File(['abc'], 'a.txt')],
		['a stream', () => streamOf(patterned(5 * MiB))],
		['slices', () => new Blob([patterned(9 * MiB)])]
	] as const;
	const nothing = { files: [], sessions: [] };
	const left = () => ({ files: emulator.files(), sessions: emulator.sessions() });
	const isSession = (input: unknown) => /\/upload\/[^/]+\/details\//u.test(String(input));
	/** Aborts once the file is placed, while the client waits to hear of it. */
	const abortingWhenPlaced = (control: AbortController, versions: number) =>
		connectTo(emulator, 'sessions', {
			fetch: async (input, init) => {
				if (!control.signal.aborted && isSession(input)) {
					await vi.waitFor(() => expect(emulator.files()).toMatchObject([{ versions }]), 10_000);
					control.abort('why');
				}
				return fetch(input, init);
			}
		});

	test.each(ways)('by an abort after %s was placed takes the file back', async (_name, source) => {
		const control = new AbortController();
		const upload = abortingWhenPlaced(control, 1).upload(source(), {
			name: 'a.txt',
			signal: control.signal
		});
		await expect(upload).rejects.toMatchObject({ code: 'aborted', cause: 'why' });
		expect(left()).toEqual(nothing);
	});

	test.each(ways)(
		'by an abort after %s was placed over another brings that one back',
		async (_name, source) => {
			const { fileId } = await fastio.upload(old, { name: 'a.txt' });
			const control = new AbortController();
			const upload = abortingWhenPlaced(control, 2).upload(source(), {
				name: 'a.txt',
				signal: control.signal
			});
			await expect(upload).rejects.toMatchObject({ code: 'aborted' });
			expect(emulator.files()).toMatchObject([{ id: fileId, sha256: sha256(old) }]);
			expect(emulator.sessions()).toEqual([]);
		}
	);

	test.each(ways)(
		'by an abort while %s is being placed does not come too late, however slow the deletion is',
		async (_name, source) => {
			emulator.configure({ asyncDelayMs: 20 });
			emulator.faults.add({ kind: 'delay', ms: 400, on: { method: 'DELETE', path: '/current/upload/*' } });
			const control = new AbortController();
			const watched = connectTo(emulator, 'sessions', {
				fetch: (input, init) => {
					if (isSession(input)) queueMicrotask(() => control.abort());
					return fetch(input, init);
				}
			});
			const upload = watched.upload(source(), { signal: control.signal });
			await expect(upload).rejects.toMatchObject({ code: 'aborted' });
			expect(left()).toEqual(nothing);
		}
	);

	test.each([
		['a stream', () => streamOf(patterned(5 * MiB)), '/current/upload/*/stream/'],
		['the status of slices', () => new Blob([patterned(9 * MiB)]), '/current/upload/*/details/']
	] as const)('since the answer about %s makes no sense takes the file back', async (_name, source, path) => {
		emulator.faults.add({ kind: 'not-json', on: { path } });
		emulator.faults.add({ kind: 'delay', ms: 400, on: { method: 'DELETE', path: '/current/upload/*' } });
		await expect(fastio.upload(source(), { name: 'a.bin' })).rejects.toMatchObject({ code: 'upstream' });
		expect(left()).toEqual(nothing);
	});

	test('leaves the version that another sender stored meanwhile', async () => {
		const control = new AbortController();
		const other = connectTo(emulator, 'sessions');
		const watched = connectTo(emulator, 'sessions', {
			fetch: async (input, init) => {
				if (!control.signal.aborted && isSession(input)) {
					await vi.waitFor(() => expect(emulator.files()).toHaveLength(1), 10_000);
					await other.upload(old, { name: 'a.txt' });
					control.abort();
				}
				return fetch(input, init);
			}
		});
		const upload = watched.upload(new File(['theirs?'], 'a.txt'), { signal: control.signal });
		await expect(upload).rejects.toMatchObject({ code: 'aborted' });
		expect(emulator.files()).toMatchObject([{ sha256: sha256(old), versions: 2 }]);
		expect(emulator.sessions()).toEqual([]);
	});
});

test('limits are read once and remembered', async () => {
	const fresh = connectTo(emulator, 'sessions');
	expect(await fresh.limits()).toEqual({
		maxFileBytes: 50 * 1024 ** 3,
		maxSliceBytes: 100 * MiB,
		maxSlices: 550
	});
	await fresh.limits();
	expect(callsOf(emulator)).toEqual(['GET /current/upload/limits/']);
});
