import { error, fail } from '@sveltejs/kit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFastio } from '../../../src/server.ts';
import type {
	Definition,
	DefinitionRules,
	FastioHandleOptions,
	UploadedContext
} from '../../../src/server.ts';
import { answerMount } from '../../../src/server/mount.ts';
import type { MountSettings } from '../../../src/server/mount-call.ts';
import { CompletionFlights } from '../../../src/server/upload-flights.ts';
import { TICKET_TTL_MS } from '../../../src/server/upload-ticket.ts';
import { MiB, patterned, sha256, stalling, streamOf } from '../wires.ts';
import { slice, UploadClient } from './upload-client.ts';
import { describeWires } from './wires.ts';
import type { WireContext } from './wires.ts';

const SIZE = 3 * MiB + 1234;
const content = patterned(SIZE);

/** A client whose mount cuts files into slices of 1 MiB. */
const clientOf = <R>(
	{ fastio }: WireContext,
	rules: Partial<DefinitionRules<R>> = {},
	options: FastioHandleOptions = {}
) => {
	const define = (name: string) =>
		fastio.define<R>(name, {
			authorize: 'public',
			identify: ({ locals }) => (locals as { user: string }).user,
			...rules
		});
	return new UploadClient([define('documents'), define('images')] as never[], {
		maxRequestBytes: 1.5 * MiB,
		...options
	});
};

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

describeWires('resumable uploads', (context) => {
	/** A client whose mount waits 50 ms for Fast.io where it would wait 20 s. */
	const impatient = (rules: Partial<DefinitionRules<unknown>>) => {
		const definition = context.fastio.define('documents', {
			authorize: 'public',
			identify: () => 'ada',
			...rules
		});
		const settings: MountSettings = {
			maxRequestBytes: MiB,
			respectBodySizeLimit: false,
			completeWaitMs: 50,
			flights: new CompletionFlights()
		};
		const byName = new Map([['documents', definition as Definition]]);
		return new UploadClient(({ event }) =>
			answerMount(byName, event, event.url.pathname.slice('/api/fastio/'.length), settings)
		);
	};
	const stored = () => context.emulator.files();
	const nothingLeft = () => expect([stored(), context.emulator.sessions()]).toEqual([[], []]);

	if (context.wire === 'v1') {
		test('are refused with `unsupported`, and a page is told so beforehand', async () => {
			const client = clientOf(context);
			expect(await client.open()).toMatchObject({
				status: 501,
				json: { success: false, code: 'unsupported', retryable: false }
			});
			const { json } = await client.call('capabilities');
			expect(json).toMatchObject({
				maxFileBytes: 1.5 * MiB,
				maxFileBytesFrom: 'maxRequestBytes',
				features: { slices: false, tokens: false, integrity: null }
			});
			expect(context.emulator.requests).toEqual([]);
		});
		return;
	}

	test('arrive byte for byte, whatever the order of the slices', async () => {
		const onUploaded = vi.fn(({ files, userId, fields }: UploadedContext) => ({
			saved: files.map(({ name }) => name),
			userId,
			fields: [...fields].length
		}));
		const client = clientOf(context, { onUploaded });
		const upload = await client.opened({ name: '../Übersicht 1.bin', size: SIZE });
		expect(upload).toMatchObject({ name: 'Übersicht 1.bin', sliceBytes: MiB, slices: 4 });
		const answers = await Promise.all([4, 2, 1].map((n) => client.put(upload.id, n, slice(content, n, MiB))));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect((await client.put(upload.id, 3, slice(content, 3, MiB))).status).toBe(200);
		expect((await client.status(upload.id)).json).toEqual({
			success: true,
			status: 'uploading',
			sliceBytes: MiB,
			slices: 4,
			received: [1, 2, 3, 4]
		});
		const { status, json, headers } = await client.complete(upload.id);
		const [file] = stored();
		expect(file).toMatchObject({ name: 'Übersicht 1.bin', size: SIZE, sha256: sha256(content) });
		expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
		expect(json).toEqual({
			success: true,
			filename: 'Übersicht 1.bin',
			fileId: file?.id,
			files: [
				{
					fileId: file?.id,
					name: 'Übersicht 1.bin',
					size: SIZE,
					type: 'application/x-thing',
					versionId: expect.any(String)
				}
			],
			result: { saved: ['Übersicht 1.bin'], userId: 'ada', fields: 0 }
		});
		expect((await client.status(upload.id)).json).toMatchObject({ status: 'stored' });
		expect((await client.cancel(upload.id, '?keep=file')).status).toBe(204);
		expect(context.emulator.sessions()).toEqual([]);
		expect(stored()).toHaveLength(1);
		expect(onUploaded).toHaveBeenCalledTimes(1);
	});

	test('go on after a loss with the slices that are missing', async () => {
		const client = clientOf(context);
		const upload = await client.opened({ size: SIZE });
		await client.put(upload.id, 1, slice(content, 1, MiB));
		await client.put(upload.id, 3, slice(content, 3, MiB));
		const restarted = clientOf(context);
		expect((await restarted.status(upload.id)).json).toMatchObject({ received: [1, 3] });
		expect(await restarted.complete(upload.id)).toMatchObject({
			status: 400,
			json: { code: 'malformed', retryable: false, error: expect.stringContaining('2 of 4') }
		});
		await restarted.put(upload.id, 2, slice(content, 2, MiB));
		await restarted.put(upload.id, 4, slice(content, 4, MiB));
		expect((await restarted.complete(upload.id)).status).toBe(200);
		expect(stored()).toMatchObject([{ sha256: sha256(content) }]);
	});

	test('of one slice, and of exactly full slices, have no other', async () => {
		const client = clientOf(context);
		for (const [size, slices] of [
			[1, 1],
			[MiB, 1],
			[2 * MiB, 2],
			[2 * MiB + 1, 3]
		] as const) {
			const bytes = patterned(size);
			const upload = await client.opened({ size });
			expect(upload.slices).toBe(slices);
			await client.putAll(upload, bytes);
			expect(await client.put(upload.id, slices + 1, bytes)).toMatchObject({
				status: 400,
				json: { code: 'malformed' }
			});
			expect((await client.complete(upload.id)).json.files).toMatchObject([{ size }]);
		}
	});

	test('may be served by two instances in turn, which share nothing but the secret', async () => {
		const instance = () =>
			createFastio({ ...context.fastio.options, sessionSecret: 'shared by both instances' });
		const [one, two] = [
			clientOf({ ...context, fastio: instance() }),
			clientOf({ ...context, fastio: instance() })
		];
		const upload = await one.opened({ size: SIZE });
		await two.put(upload.id, 1, slice(content, 1, MiB));
		await one.put(upload.id, 2, slice(content, 2, MiB));
		await two.put(upload.id, 3, slice(content, 3, MiB));
		await one.put(upload.id, 4, slice(content, 4, MiB));
		expect((await two.status(upload.id)).json.received).toEqual([1, 2, 3, 4]);
		const first = await one.complete(upload.id);
		const repeat = await two.complete(upload.id);
		expect(first.status).toBe(200);
		expect(repeat.json).toEqual(first.json);
		expect(stored()).toMatchObject([{ sha256: sha256(content), versions: 1 }]);
	});

	describe('are refused at the start, and Fast.io hears nothing,', () => {
		test.each<[string, object, Partial<DefinitionRules>, number, string]>([
			['for their type', { type: 'text/html' }, { accept: ['image/*'] }, 415, 'type-not-allowed'],
			['for their size', { size: 101 }, { maxFileBytes: 100 }, 413, 'file-too-large'],
			['for the total that a form may have', { size: 101 }, { maxTotalBytes: 100 }, 413, 'total-too-large'],
			['when they are empty', { size: 0 }, {}, 400, 'empty-file'],
			['when they are too small', { size: 9 }, { minFileBytes: 10 }, 400, 'file-too-small'],
			['when they have no size', { size: undefined }, {}, 400, 'malformed'],
			['when their size is none', { size: 1.5 }, {}, 400, 'malformed'],
			['when their size is negative', { size: -1 }, {}, 400, 'malformed'],
			['when their name is none', { name: 7 }, {}, 400, 'malformed'],
			['when hold is none', { hold: 'yes' }, {}, 400, 'malformed'],
			['when their folder leads out', { relativePath: '../x/' }, {}, 400, 'malformed'],
			['to those who may not upload', {}, { authorize: () => false }, 403, 'not-allowed']
		])('%s', async (_, request, rules, status, code) => {
			const answer = await clientOf(context, rules).open(request as never);
			expect(answer).toMatchObject({ status, json: { success: false, code, files: [], retryable: false } });
			expect(context.emulator.requests).toEqual([]);
		});

		test.each([
			['is no JSON', '{', {}],
			['is no object', 'null', {}],
			['is longer than 16 KiB', JSON.stringify({ name: 'x'.repeat(17_000), type: '', size: 1 }), {}],
			['says that it is longer', '{}', { 'content-length': '1000000000' }]
		])('when the request %s', async (_, body, headers) => {
			const answer = await clientOf(context).call('uploads', { method: 'POST', body, headers });
			expect(answer).toMatchObject({ status: 400, json: { code: 'malformed' } });
			expect(context.emulator.requests).toEqual([]);
		});

		test('when the request is any other JSON', async () => {
			const client = clientOf(context);
			await fc.assert(
				fc.asyncProperty(fc.json(), async (body) => {
					const answer = await client.call('uploads', { method: 'POST', body });
					expect(answer).toMatchObject({ status: 400, json: { code: 'malformed', retryable: false } });
				})
			);
		});

		test('when they come from another site', async () => {
			const client = clientOf(context);
			const headers = { origin: 'https://evil.test' };
			const { id } = await client.opened();
			const before = context.emulator.requests.length;
			for (const [path, method] of [
				['uploads', 'POST'],
				[`uploads/${id}/chunks/1`, 'PUT'],
				[`uploads/${id}/complete`, 'POST'],
				[`uploads/${id}`, 'DELETE']
			]) {
				expect(await client.call(path!, { method: method!, headers })).toMatchObject({
					status: 403,
					json: { code: 'cross-site' }
				});
			}
			expect(context.emulator.requests).toHaveLength(before);
		});
	});

	describe('under a limit of the host', () => {
		test('have slices of whole MiB below it', async () => {
			for (const [maxRequestBytes, sliceBytes] of [
				[MiB, MiB],
				[4.5e6, 4 * MiB],
				[2 * MiB - 1, MiB],
				[100 * MiB, 8 * MiB]
			] as const) {
				const client = clientOf(context, { maxFileBytes: Infinity }, { maxRequestBytes });
				expect(await client.opened({ size: 40 * MiB })).toMatchObject({ sliceBytes });
			}
		});

		test('are refused when the plan has too few slices, and the setting is named', async () => {
			context.emulator.configure({ limits: { chunks: 10 } });
			// The limits of the plan are remembered for a while: another client asks anew.
			const fastio = createFastio(context.fastio.options);
			const client = clientOf({ ...context, fastio }, {}, { maxRequestBytes: 2.9 * MiB });
			expect((await client.call('capabilities')).json).toMatchObject({
				maxFileBytes: 20 * MiB,
				maxFileBytesFrom: 'maxRequestBytes',
				maxRequestBytes: 2.9 * MiB
			});
			expect((await client.opened({ size: 20 * MiB })).slices).toBe(10);
			expect(await client.open({ size: 20 * MiB + 1 })).toMatchObject({
				status: 413,
				json: { code: 'file-too-large', error: expect.stringContaining('maxRequestBytes') }
			});
		});

		test('are refused by the plan alone where that takes no such file either', async () => {
			context.emulator.configure({ limits: { chunks: 10, size: 50 * MiB } });
			const fastio = createFastio(context.fastio.options);
			const client = clientOf({ ...context, fastio }, {}, { maxRequestBytes: 2 * MiB });
			const { status, json } = await client.open({ size: 60 * MiB });
			expect([status, json.code]).toEqual([413, 'file-too-large']);
			expect(json.error).not.toContain('maxRequestBytes');
		});

		test('below 1 MiB are a mistake that is told when the hook is made', () => {
			expect(() => clientOf(context, {}, { maxRequestBytes: MiB - 1 })).toThrow(/maxRequestBytes/u);
		});
	});

	describe('are nobody else’s:', () => {
		test('another user or definition is refused on every call', async () => {
			const client = clientOf(context);
			const { id } = await client.opened({ size: SIZE });
			const before = context.emulator.requests.length;
			for (const other of [client.as({ user: 'bob' }), client.as({ name: 'images' })]) {
				for (const answer of [
					await other.put(id, 1, slice(content, 1, MiB)),
					await other.status(id),
					await other.complete(id),
					await other.cancel(id)
				]) {
					expect(answer).toMatchObject({ status: 403, json: { code: 'not-allowed', retryable: false } });
				}
			}
			expect(context.emulator.requests).toHaveLength(before);
		});

		test('an id is refused once its destination has become another', async () => {
			let folderId = 'root';
			const client = clientOf(context, { destination: () => ({ folderId }) });
			const { id } = await client.opened();
			folderId = 'elsewhere';
			expect((await client.status(id)).json.code).toBe('not-allowed');
		});

		test('an altered id is refused', async () => {
			const client = clientOf(context);
			const { id } = await client.opened();
			for (const at of [0, 20, id.length - 60, id.length - 1]) {
				const altered = id.slice(0, at) + (id[at] === 'A' ? 'B' : 'A') + id.slice(at + 1);
				expect((await client.status(altered)).json).toMatchObject({ code: 'not-allowed' });
			}
			expect((await client.status('x')).status).toBe(403);
		});

		test('an id is gone after 24 hours', async () => {
			const client = clientOf(context);
			const { id } = await client.opened();
			vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + TICKET_TTL_MS });
			expect(await client.status(id)).toMatchObject({
				status: 410,
				json: { code: 'gone', retryable: false }
			});
			expect((await client.put(id, 1, slice(content, 1, MiB))).json.code).toBe('gone');
		});

		test('a visitor without identity is known by a cookie that capabilities have set', async () => {
			const definition = context.fastio.define('documents', { authorize: 'public' });
			const client = new UploadClient([definition as never]);
			const cookieOf = ({ headers }: { headers: Headers }) => headers.get('set-cookie')?.split(';')[0] ?? '';
			const cookie = cookieOf(await client.call('capabilities'));
			expect(cookie).toMatch(/^fastio_visitor=[0-9a-f-]{36}$/u);
			const body = JSON.stringify({ name: 'a', type: '', size: 1 });
			const origin = 'http://app.test';
			const opened = await client.call('uploads', { method: 'POST', body, headers: { cookie, origin } });
			expect([opened.status, cookieOf(opened)]).toEqual([201, '']);
			const path = `uploads/${opened.json.id}`;
			expect((await client.call(path, { headers: { cookie } })).status).toBe(200);
			expect((await client.call(path)).status).toBe(403);
		});
	});

	describe('take a slice only as it is:', () => {
		test('of its exact length, told beforehand', async () => {
			const client = clientOf(context);
			const { id } = await client.opened({ size: SIZE });
			const before = context.emulator.requests.length;
			for (const [n, length] of [
				[1, MiB - 1],
				[1, MiB + 1],
				[1, 0],
				[4, 1233],
				[4, MiB]
			] as const) {
				const answer = await client.put(id, n, patterned(length));
				expect(answer).toMatchObject({ status: 400, json: { code: 'malformed', retryable: false } });
			}
			const chunked = await client.put(id, 1, streamOf(slice(content, 1, MiB)) as BodyInit);
			expect(chunked.json).toMatchObject({
				code: 'malformed',
				error: expect.stringContaining('content-length')
			});
			expect(context.emulator.requests).toHaveLength(before);
		});

		test.each(['0', '5', '-1', '1.5', '1e0', '01', 'x', '9'.repeat(400)])('not as number %s', async (n) => {
			const client = clientOf(context);
			const { id } = await client.opened({ size: SIZE });
			expect((await client.put(id, n, slice(content, 1, MiB))).json.code).toBe('malformed');
		});

		test.each([
			['fewer', MiB - 70_000],
			['more', MiB + 70_000]
		])('not with %s bytes than it declares: nothing half arrives', async (_, length) => {
			const client = clientOf(context);
			const { id } = await client.opened({ size: SIZE });
			const answer = await client.put(id, 1, streamOf(patterned(length)) as BodyInit, {
				'content-length': String(MiB)
			});
			expect(answer).toMatchObject({ status: 400, json: { code: 'malformed' } });
			expect((await client.status(id)).json.received).toEqual([]);
			expect((await client.put(id, 1, slice(content, 1, MiB))).status).toBe(200);
			expect((await client.status(id)).json.received).toEqual([1]);
		});

		test('not when its sender goes away: it can be sent again', async () => {
			const client = clientOf(context);
			const { id } = await client.opened({ size: SIZE });
			const control = new AbortController();
			const body = stalling(slice(content, 1, MiB).subarray(0, 100_000));
			const answer = client.put(
				id,
				1,
				body.stream as BodyInit,
				{ 'content-length': String(MiB) },
				{ signal: control.signal }
			);
			await expect.poll(() => context.emulator.requests.length).toBeGreaterThan(1);
			control.abort();
			body.fail(new Error('aborted'));
			expect((await answer).json).toMatchObject({ code: 'aborted' });
			expect((await client.status(id)).json.received).toEqual([]);
			await client.putAll({ ...(await client.status(id)).json, id }, content);
			expect((await client.complete(id)).status).toBe(200);
			expect(stored()).toMatchObject([{ sha256: sha256(content) }]);
		});

		test('again, in place of the one before', async () => {
			const client = clientOf(context);
			const upload = await client.opened({ size: SIZE });
			await client.put(upload.id, 2, new Uint8Array(MiB));
			await client.putAll(upload, content);
			await client.complete(upload.id);
			expect(stored()).toMatchObject([{ sha256: sha256(content) }]);
		});

		test('with a checksum that is one, and is its own', async () => {
			const client = clientOf(context);
			const { id } = await client.opened({ size: 9 });
			const bytes = new TextEncoder().encode('123456789');
			for (const crc of ['nonsense', '', 'e30692831', '0xe306928']) {
				const answer = await client.put(id, 1, bytes, { 'x-fastio-crc32c': crc });
				expect(answer).toMatchObject({ status: 400, json: { code: 'malformed' } });
			}
			expect(await client.put(id, 1, bytes, { 'x-fastio-crc32c': '00000000' })).toMatchObject({
				status: 422,
				json: { code: 'checksum-mismatch', retryable: true }
			});
			expect((await client.status(id)).json.received).toEqual([]);
			const headers = { 'x-fastio-crc32c': 'E3069283', 'x-fastio-file-crc32c': 'e3069283' };
			expect((await client.put(id, 1, bytes, headers)).status).toBe(200);
			expect((await client.complete(id)).status).toBe(200);
		});

		test.each([
			['503', { kind: 'status', status: 503 }, 502, 'upstream'],
			['429', { kind: 'rate-limit', resetInSeconds: 60 }, 429, 'rate-limited'],
			['a broken connection', { kind: 'reset', afterBytes: 100_000 }, 502, 'network'],
			['silence', { kind: 'hang', afterBytes: 100_000 }, 504, 'timeout']
		] as const)(
			'when Fast.io fails with %s it says that it may be sent again',
			async (_, fault, status, code) => {
				const client = clientOf(context);
				const { id } = await client.opened({ size: SIZE });
				const added = context.emulator.faults.add({
					...fault,
					on: { path: '/current/upload/*/chunk/' },
					times: Infinity
				});
				const answer = await client.put(id, 1, slice(content, 1, MiB));
				expect(answer).toMatchObject({ status, json: { code, retryable: true } });
				added.remove();
				expect((await client.put(id, 1, slice(content, 1, MiB))).status).toBe(200);
			}
		);

		test('when Fast.io refuses the token it says that sending again is of no use', async () => {
			const client = clientOf(context);
			const { id } = await client.opened({ size: SIZE });
			context.emulator.faults.add({ kind: 'status', status: 401, times: Infinity });
			expect(await client.put(id, 1, slice(content, 1, MiB))).toMatchObject({
				status: 502,
				json: { code: 'credentials', retryable: false }
			});
		});
	});

	describe('are completed', () => {
		test('once, however often and by however many it is asked', async () => {
			const onUploaded = vi.fn(() => Math.random());
			const client = clientOf(context, { onUploaded });
			const upload = await client.opened({ size: SIZE });
			await client.putAll(upload, content);
			const answers = await Promise.all([1, 2, 3].map(() => client.complete(upload.id)));
			answers.push(await client.complete(upload.id));
			for (const answer of answers) expect(answer).toMatchObject({ status: 200, json: answers[0]!.json });
			await client.cancel(upload.id, '?keep=file');
			expect((await client.complete(upload.id)).json).toEqual(answers[0]!.json);
			expect(onUploaded).toHaveBeenCalledTimes(1);
			expect(stored()).toMatchObject([{ versions: 1 }]);
		});

		test('after a failure that passed', async () => {
			const client = clientOf(context);
			const upload = await client.opened({ size: SIZE });
			await client.putAll(upload, content);
			const fault = context.emulator.faults.add({
				kind: 'status',
				status: 500,
				when: 'before',
				on: { path: '/current/upload/*' },
				times: Infinity
			});
			expect(await client.complete(upload.id)).toMatchObject({ status: 502, json: { retryable: true } });
			fault.remove();
			expect((await client.complete(upload.id)).status).toBe(200);
		});

		test('with a checksum of the whole file that is not its own: nothing is stored', async () => {
			const client = clientOf(context);
			const upload = await client.opened({ size: 9 });
			const bytes = new TextEncoder().encode('123456789');
			await client.put(upload.id, 1, bytes, { 'x-fastio-file-crc32c': '00000000' });
			const answer = await client.complete(upload.id);
			expect(answer).toMatchObject({ status: 422, json: { code: 'checksum-mismatch', retryable: false } });
			expect((await client.complete(upload.id)).json).toEqual(answer.json);
			nothingLeft();
		});

		test.each<[string, () => unknown, number, object]>([
			[
				'throws',
				() => {
					throw new Error('db is down');
				},
				500,
				{ code: 'internal', retryable: false }
			],
			['throws error()', () => error(409, 'No room'), 409, { code: 'rejected', error: 'No room' }],
			['returns fail()', () => fail(422, { why: 'no' }), 422, { why: 'no' }]
		])('and taken back when onUploaded %s', async (_, onUploaded, status, json) => {
			const spy = vi.fn(onUploaded);
			const client = clientOf(context, { onUploaded: spy });
			const upload = await client.opened({ size: SIZE });
			await client.putAll(upload, content);
			expect(await client.complete(upload.id)).toMatchObject({ status, json });
			expect(await client.complete(upload.id)).toMatchObject({ status, json });
			expect(spy).toHaveBeenCalledTimes(1);
			nothingLeft();
			expect((await client.status(upload.id)).json.code).toBe('gone');
		});

		test('in 202 answers while Fast.io works, and in the end with the result', async () => {
			const client = impatient({ onUploaded: () => 'saved' });
			const upload = await client.opened({ size: SIZE });
			await client.putAll(upload, content);
			context.emulator.configure({ asyncDelayMs: 150 });
			const answers = [await client.complete(upload.id)];
			while (answers.at(-1)!.status === 202) answers.push(await client.complete(upload.id));
			expect(answers[0]).toMatchObject({ status: 202, json: { success: true, status: 'assembling' } });
			expect(answers.at(-1)).toMatchObject({ status: 200, json: { result: 'saved' } });
		});

		test('when nobody asks again too, so that the app hears of every file', async () => {
			const onUploaded = vi.fn();
			const client = impatient({ onUploaded });
			const upload = await client.opened({ size: SIZE });
			await client.putAll(upload, content);
			context.emulator.configure({ asyncDelayMs: 100 });
			expect((await client.complete(upload.id)).status).toBe(202);
			await expect.poll(() => onUploaded.mock.calls.length).toBe(1);
		});

		test('of 0 bytes, where the rules take empty files', async () => {
			const client = clientOf(context, { minFileBytes: 0 });
			const upload = await client.opened({ size: 0 });
			expect((await client.put(upload.id, 1, null, { 'content-length': '0' })).status).toBe(200);
			expect((await client.complete(upload.id)).status).toBe(200);
			expect(stored()).toMatchObject([{ size: 0 }]);
		});

		test('into the folder that a drop had, below the destination', async () => {
			const client = clientOf(context);
			const upload = await client.opened({ size: 9, relativePath: 'photos/2026/' });
			await client.put(upload.id, 1, patterned(9));
			expect((await client.complete(upload.id)).status).toBe(200);
			const folder = await context.fastio.files.details(stored()[0]!.parent);
			expect(folder).toMatchObject({ name: '2026', kind: 'folder' });
			expect(await context.fastio.files.details(folder.parentId!)).toMatchObject({ name: 'photos' });
		});
	});

	describe('are cancelled', () => {
		test('before, and while slices travel: nothing is left, and every call says so', async () => {
			const client = clientOf(context);
			for (const sent of [0, 2]) {
				const { id } = await client.opened({ size: SIZE });
				for (let n = 1; n <= sent; n += 1) await client.put(id, n, slice(content, n, MiB));
				expect((await client.cancel(id)).status).toBe(204);
				nothingLeft();
				for (const answer of [
					await client.put(id, 1, slice(content, 1, MiB)),
					await client.status(id),
					await client.complete(id)
				]) {
					expect(answer).toMatchObject({ status: 410, json: { code: 'gone', retryable: false } });
				}
				expect((await client.cancel(id)).status).toBe(204);
			}
		});

		test('while Fast.io places them, and after', async () => {
			const onUploaded = vi.fn();
			const client = clientOf(context, { onUploaded });
			for (const after of [false, true]) {
				const upload = await client.opened({ size: SIZE });
				await client.putAll(upload, content);
				context.emulator.configure({ asyncDelayMs: after ? 1 : 200 });
				const completed = client.complete(upload.id);
				if (after) expect((await completed).status).toBe(200);
				else await expect.poll(() => context.emulator.requests.at(-1)?.path).toMatch(/details/u);
				expect((await client.cancel(upload.id)).status).toBe(204);
				await completed;
				nothingLeft();
				expect((await client.complete(upload.id)).status).toBe(410);
			}
		});

		test('by `keep=file` too, while the app has not heard of the file', async () => {
			const onUploaded = vi.fn();
			const client = clientOf(context, { onUploaded });
			const early = await client.opened({ size: SIZE });
			await client.putAll(early, content);
			expect((await client.cancel(early.id, '?keep=file')).status).toBe(204);
			const late = await client.opened({ size: SIZE });
			await client.putAll(late, content);
			context.emulator.configure({ asyncDelayMs: 200 });
			const completed = client.complete(late.id);
			await expect.poll(() => context.emulator.requests.at(-1)?.path).toMatch(/details/u);
			expect((await client.cancel(late.id, '?keep=file')).status).toBe(204);
			expect((await completed).status).not.toBe(200);
			nothingLeft();
			expect(onUploaded).not.toHaveBeenCalled();
		});

		test('and the version that was there before is there again', async () => {
			const client = clientOf(context);
			const before = await client.opened({ size: 9 });
			await client.put(before.id, 1, patterned(9));
			await client.complete(before.id);
			const upload = await client.opened({ size: SIZE });
			await client.putAll(upload, content);
			await client.complete(upload.id);
			expect(stored()).toMatchObject([{ size: SIZE }]);
			await client.cancel(upload.id);
			expect(stored()).toMatchObject([{ size: 9 }]);
		});
	});

	test('every other method is 405 and names the ones there are', async () => {
		const client = clientOf(context);
		const { id } = await client.opened();
		for (const [path, method, allow] of [
			['uploads', 'GET', 'POST'],
			[`uploads/${id}`, 'PUT', 'GET, DELETE'],
			[`uploads/${id}/chunks/1`, 'POST', 'PUT'],
			[`uploads/${id}/complete`, 'GET', 'POST']
		]) {
			const answer = await client.call(path!, { method: method! });
			expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
		}
		for (const path of [`uploads/${id}/x`, `uploads/${id}/chunks`, `uploads/${id}/chunks/1/2`]) {
			expect((await client.call(path, { method: 'PUT' })).status).toBe(404);
		}
	});
});
