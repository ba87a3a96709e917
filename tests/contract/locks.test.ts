import { describe, expect, test } from 'vitest';
import { createFastio, type HeldLock } from '../../src/api.ts';
import { createLocks } from '../../src/api/locks/create-locks.ts';
import { connect } from '../unit/api/servers.ts';
import { expected, recording } from './recorded.ts';
import { connectTo, startEmulator } from './wires.ts';

const emulator = await startEmulator();
const { files, locks, upload } = connectTo(emulator, 'sessions');
const stored = async () => (await upload(new File(['x'], 'a.txt'))).fileId;
const MISSING = '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa';

describe('each call is sent as Fast.io documents it', () => {
	test('acquire, status, heartbeat and release, whose token goes in query and form', async () => {
		const id = await stored();
		const { client, sent } = recording(emulator);
		const lock = await client.locks.acquire(id, { durationSeconds: 60, clientInfo: { job: 7 } });
		await client.locks.status(id);
		await client.locks.heartbeat(lock);
		await client.locks.release(lock);
		const path = `/workspace/{ws}/storage/${id}/lock/`;
		const token = { lock_token: lock.lockToken };
		expect(sent).toEqual([
			expected('POST', path, { form: { duration: '60', client_info: '{"job":7}' } }),
			expected('GET', path),
			expected('POST', `${path}heartbeat/`, { form: token }),
			expected('DELETE', path, { query: token, form: token })
		]);
	});

	test('a lock of its default length', async () => {
		const id = await stored();
		const { client, sent } = recording(emulator);
		const { durationSeconds, expiresAt } = await client.locks.acquire(id);
		expect([durationSeconds, sent[0]?.form]).toEqual([300, { duration: '300' }]);
		expect(Math.abs(expiresAt.getTime() - Date.now() - 300_000)).toBeLessThan(60_000);
	});
});

describe('a lock', () => {
	test('shows in details and status, with what its holder says of itself', async () => {
		const id = await stored();
		expect(await locks.status(id)).toMatchObject({ locked: false, expiresAt: undefined, userId: undefined });
		expect(await files.details(id)).toMatchObject({ locked: false });
		const lock = await locks.acquire(id, { clientInfo: { job: 7 } });
		expect(await locks.status(id)).toEqual({
			locked: true,
			expiresAt: lock.expiresAt,
			userId: emulator.userId,
			clientInfo: { job: 7 }
		});
		expect(await files.details(id)).toMatchObject({ locked: true });
	});

	test('excludes another until it is released, which may be repeated', async () => {
		const id = await stored();
		const lock = await locks.acquire(id);
		await expect(locks.acquire(id)).rejects.toMatchObject({ code: 'conflict', status: 409 });
		await locks.release(lock);
		await locks.release(lock);
		await locks.acquire(id);
		await expect(locks.release(lock)).rejects.toMatchObject({ code: 'conflict' });
	});

	test('that is gone, or somebody else’s by now, has no heartbeat', async () => {
		const lock = await locks.acquire(await stored());
		emulator.lockFile(lock.fileId);
		await expect(locks.heartbeat(lock)).rejects.toMatchObject({ code: 'conflict', status: 409 });
		emulator.unlockFile(lock.fileId);
		await expect(locks.heartbeat(lock)).rejects.toMatchObject({ code: 'not-found', status: 404 });
	});

	test('of somebody else keeps writes out: `conflict`', async () => {
		const id = await stored();
		emulator.lockFile(id);
		const source = new Blob([new Uint8Array(5 * 1024 ** 2)]);
		const writes = await Promise.allSettled([
			files.rename(id, 'b.txt'),
			files.remove(id),
			upload(new File(['y'], 'a.txt')),
			upload(source, { name: 'a.txt' }),
			upload(source.stream(), { name: 'a.txt' })
		]);
		for (const { status, reason } of writes as PromiseRejectedResult[]) {
			expect({ status, reason }).toMatchObject({
				status: 'rejected',
				reason: { code: 'conflict', status: 409 }
			});
		}
		expect(emulator.sessions()).toEqual([]);
	});

	test('of a file that is not there is `not-found`', async () => {
		await expect(locks.acquire(MISSING)).rejects.toMatchObject({ code: 'not-found' });
		await expect(locks.status(MISSING)).rejects.toMatchObject({ code: 'not-found' });
	});

	test.each([0, 59, 3601, 60.5, Number.NaN])(
		'of %s s is a `config` error, and nothing is asked',
		async (durationSeconds) => {
			await expect(locks.acquire(MISSING, { durationSeconds })).rejects.toMatchObject({ code: 'config' });
			await expect(locks.withLock(MISSING, () => {}, { durationSeconds })).rejects.toMatchObject({
				code: 'config'
			});
			expect(emulator.requests).toEqual([]);
		}
	);

	test('that is aborted on its way is released', async () => {
		const id = await stored();
		const control = new AbortController();
		const client = connectTo(emulator, 'sessions', {
			fetch: async (input, init) => {
				const response = await fetch(input, init);
				control.abort(new Error('enough'));
				return response;
			}
		});
		await expect(client.locks.acquire(id, { signal: control.signal })).rejects.toMatchObject({
			code: 'aborted'
		});
		expect(await locks.status(id)).toMatchObject({ locked: false });
	});
});

describe('answers, of which only `lock_token` is documented by name,', () => {
	const answering = (answer: object) =>
		createFastio({
			token: 't',
			workspaceId: '1',
			fetch: async () => Response.json({ result: true, ...answer })
		}).locks;
	const at = new Date('2026-10-01T12:00:00Z');

	test.each([
		['at the top', { lock_token: 'k', expires: '2026-10-01 12:00:00 UTC' }],
		['under `lock`', { lock: { token: 'k', expires_at: '2026-10-01T12:00:00Z' } }],
		['in seconds', { lock_token: 'k', lock_info: { lock_expires: at.getTime() / 1000 } }]
	])('are read %s', async (_form, answer) => {
		expect(await answering(answer).acquire('2a')).toMatchObject({ lockToken: 'k', expiresAt: at });
	});

	test('are no lock without a token', async () => {
		await expect(answering({}).acquire('2a')).rejects.toMatchObject({ code: 'upstream' });
	});

	test.each([
		[{ locked: true }, true],
		[{ lock: { user: { id: '7' } } }, true],
		[{ lock_info: { user_id: '7' } }, true],
		[{ lock: null }, false],
		[{ lock: { locked: false } }, false],
		[{}, false]
	])('tell by %j whether a file is locked', async (answer, locked) => {
		expect(await answering(answer).status('2a')).toMatchObject({ locked });
	});
});

describe('withLock', () => {
	/** Locks whose clock moves on when the test says so. */
	const ticking = (options: { acquiringMs?: number; callMs?: number } = {}) => {
		const { acquiringMs = 0, callMs = 30_000 } = options;
		let time = 0;
		const waits: { ms: number; go: () => void }[] = [];
		let arrived = (): void => {};
		const client = createLocks(
			(call) => ({
				connection: connect(emulator.url, {
					token: emulator.token,
					timeouts: { callMs },
					fetch: async (input, init) => {
						if (String(input).endsWith('/lock/') && init?.method === 'POST') time += acquiringMs;
						return fetch(input, init);
					}
				}),
				workspaceId: emulator.workspaceId,
				folderId: 'root',
				signal: call.signal
			}),
			{
				now: () => time,
				pause: (ms, signal) =>
					new Promise((resolve) => {
						waits.push({ ms, go: resolve });
						signal.addEventListener('abort', () => resolve());
						arrived();
					})
			}
		);
		/** Resolves when the lock waits for its next heartbeat. */
		const waiting = async () => {
			if (waits.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
		};
		const next = async () => {
			await waiting();
			const { ms, go } = waits.shift()!;
			time += ms;
			go();
		};
		return { ...client, next, waiting };
	};
	const aborted = ({ signal }: HeldLock) =>
		new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

	test('holds the lock while the work is done, and gives what it returns', async () => {
		const id = await stored();
		const result = await locks.withLock(id, async ({ fileId, lockToken, signal }) => {
			expect([fileId, lockToken, signal.aborted]).toEqual([id, expect.any(String), false]);
			expect(await locks.status(id)).toMatchObject({ locked: true });
			await expect(locks.withLock(id, () => 'two')).rejects.toMatchObject({ code: 'conflict' });
			return 'one';
		});
		expect(result).toBe('one');
		expect(await locks.status(id)).toMatchObject({ locked: false });
	});

	test.each([['throws at once'], ['rejects']])('releases the lock when the work %s', async (how) => {
		const id = await stored();
		const work = () => {
			if (how === 'rejects') return Promise.reject(new TypeError('mine'));
			throw new TypeError('mine');
		};
		await expect(locks.withLock(id, work)).rejects.toThrow(new TypeError('mine'));
		expect(await locks.status(id)).toMatchObject({ locked: false });
	});

	test('does not do the work while somebody else has the lock', async () => {
		const id = await stored();
		emulator.lockFile(id);
		let done = false;
		await expect(locks.withLock(id, () => void (done = true))).rejects.toMatchObject({ code: 'conflict' });
		expect(done).toBe(false);
	});

	test('ends with what the work returned although the lock could not be released', async () => {
		const id = await stored();
		emulator.faults.add({ kind: 'status', status: 400, on: { method: 'DELETE', path: '*/lock/' } });
		expect(await locks.withLock(id, () => 'done')).toBe('done');
	});

	test('extends the lock as long as the work takes', async () => {
		const id = await stored();
		const { withLock, next, waiting } = ticking();
		await withLock(id, async () => {
			for (let count = 0; count < 4; count += 1) await next();
			await waiting();
		});
		const beats = emulator.requests.filter(({ path }) => path.endsWith('/heartbeat/'));
		expect(beats.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
	});

	test('counts the lock’s time from the try that was answered', async () => {
		const id = await stored();
		const { withLock, next, waiting } = ticking({ acquiringMs: 120_000 });
		const work = async () => {
			await next();
			await waiting();
			return 'done';
		};
		expect(await withLock(id, work)).toBe('done');
	});

	test('waits for a heartbeat no longer than for any call, and tries again', async () => {
		const id = await stored();
		emulator.faults.add({ kind: 'hang', on: { path: '*/heartbeat/' } });
		const { withLock, next, waiting } = ticking({ callMs: 500 });
		await withLock(id, async () => {
			await next();
			await next();
			await waiting();
		});
		const beats = emulator.requests.filter(({ path }) => path.endsWith('/heartbeat/'));
		expect(beats.map(({ status }) => status)).toEqual([null, 200]);
	});

	test('tells the work at once that the lock is lost, and rejects when it has ended', async () => {
		const id = await stored();
		const { withLock, next } = ticking();
		let told: unknown;
		const result = withLock(id, async (lock) => {
			emulator.lockFile(id);
			await next();
			told = await aborted(lock);
			return 'as if nothing were';
		});
		await expect(result).rejects.toMatchObject({ code: 'conflict', cause: { status: 409 } });
		expect(told).toBe(await result.catch((error: unknown) => error));
		expect(await locks.status(id)).toMatchObject({
			locked: true,
			userId: expect.not.stringContaining(emulator.userId)
		});
	});

	test('releases the lock when the caller aborts, which the work is told', async () => {
		const id = await stored();
		const control = new AbortController();
		const reason = new Error('enough');
		const result = locks.withLock(
			id,
			async (lock) => {
				control.abort(reason);
				lock.signal.throwIfAborted();
			},
			{ signal: control.signal }
		);
		await expect(result).rejects.toBe(reason);
		expect(await locks.status(id)).toMatchObject({ locked: false });
	});
});

test('what the v1 wire cannot do is `unsupported`', async () => {
	const v1 = connectTo(emulator, 'v1').locks;
	const lock = { fileId: 'f', lockToken: 'k', durationSeconds: 60 };
	const calls = [
		v1.acquire('f'),
		v1.status('f'),
		v1.heartbeat(lock),
		v1.release(lock),
		v1.withLock('f', () => 1)
	];
	for (const result of await Promise.allSettled(calls)) {
		expect(result).toMatchObject({
			status: 'rejected',
			reason: { name: 'FastioError', code: 'unsupported' }
		});
	}
	expect(emulator.requests).toEqual([]);
});
