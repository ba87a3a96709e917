import { createHash } from 'node:crypto';
import { error, fail, redirect } from '@sveltejs/kit';
import { describe, expect, test, vi } from 'vitest';
import { createFastioActions } from '../../../src/server.ts';
import type { DefinitionRules, UploadedContext } from '../../../src/server.ts';
import { formPost, testEvent } from '../../support/event.ts';
import { multipartBody, pieces, streamOf } from '../../support/multipart.ts';
import { PNG } from '../../support/samples.ts';
import type { TestPart } from '../../support/multipart.ts';
import { describeWires } from './wires.ts';

const file = (fileName: string, content: string | Uint8Array = 'content', type = 'text/plain'): TestPart => ({
	name: 'file',
	fileName,
	type,
	content
});
const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');

describeWires('the upload action', (context) => {
	const post = async <R>(
		parts: TestPart[],
		rules: Partial<DefinitionRules<R>> = {},
		change: (init: RequestInit) => RequestInit & { duplex?: 'half' } = (init) => init
	) => {
		const definition = context.fastio.define<R>('documents', { authorize: 'public', ...rules });
		const { event, headers, cookies } = testEvent('/guide?/upload', change(formPost(multipartBody(parts))));
		const result = await createFastioActions(definition).upload(event);
		return { result, headers, cookies };
	};
	const names = () =>
		context.emulator
			.files()
			.map(({ name }) => name)
			.sort();

	test('stores a file and says where it is', async () => {
		const { result } = await post([file('a.txt', 'hello'), { name: 'title', value: 'T' }]);
		const [stored] = context.emulator.files();
		expect(stored).toMatchObject({ name: 'a.txt', size: 5, sha256: sha256('hello') });
		expect(result).toMatchObject({
			success: true,
			filename: 'a.txt',
			fileId: stored?.id,
			files: [{ fileId: stored?.id, name: 'a.txt', size: 5, type: 'text/plain', field: 'file' }],
			result: undefined
		});
	});

	test('streams a form without a declared length and of more than 4 MiB byte for byte', async () => {
		const big = new Uint8Array(5 * 1024 * 1024).map((_, index) => index * 31);
		const { result } = await post([file('a.bin', big), file('b.txt', 'small')], {}, (init) => {
			const { 'content-length': _, ...headers } = init.headers as Record<string, string>;
			return {
				...init,
				headers,
				body: streamOf(pieces(init.body as Uint8Array, 65_536)) as BodyInit,
				duplex: 'half'
			};
		});
		expect(result).toMatchObject({
			success: true,
			files: [{ name: 'a.bin', size: big.length }, { name: 'b.txt' }]
		});
		expect(
			context.emulator
				.files()
				.map((stored) => stored.sha256)
				.sort()
		).toEqual([sha256(big), sha256('small')].sort());
	});

	test('two files of one name in a form are two files', async () => {
		const { result } = await post([file('image.jpg', 'one'), file('image.jpg', 'two')]);
		expect(result).toMatchObject({ files: [{ name: 'image.jpg' }, { name: 'image (2).jpg' }] });
		expect(
			context.emulator
				.files()
				.map((stored) => stored.sha256)
				.sort()
		).toEqual([sha256('one'), sha256('two')].sort());
	});

	test('tells onUploaded once, with the files, the text fields and the sender', async () => {
		const onUploaded = vi.fn(async ({ files, fields, userId }: UploadedContext) => ({
			saved: files.map((stored) => stored.name),
			tags: fields.getAll('tag'),
			userId
		}));
		const { result } = await post(
			[{ name: 'tag', value: 'x' }, file('a.txt'), { name: 'tag', value: 'y' }, file('b.txt')],
			{ onUploaded, identify: () => 'user-1' }
		);
		expect(onUploaded).toHaveBeenCalledTimes(1);
		expect(result).toMatchObject({
			success: true,
			result: { saved: ['a.txt', 'b.txt'], tags: ['x', 'y'], userId: 'user-1' }
		});
	});

	test('gives a visitor without identity a random id in a cookie, and keeps it', async () => {
		const ids: string[] = [];
		const onUploaded = ({ userId }: UploadedContext) => void ids.push(userId);
		const { cookies } = await post([file('a.txt')], { onUploaded });
		const cookie = cookies.get('fastio_visitor') ?? '';
		expect(cookie).toMatch(/^[0-9a-f-]{36}$/u);
		await post([file('a.txt')], { onUploaded }, (init) => ({
			...init,
			headers: { ...(init.headers as Record<string, string>), cookie: `fastio_visitor=${cookie}` }
		}));
		expect(ids).toEqual([cookie, cookie]);
	});

	describe('refuses, and stores nothing:', () => {
		test.each<[string, TestPart[], Partial<DefinitionRules>, number, string]>([
			['a form without a file', [{ name: 'title', value: 'x' }], {}, 400, 'no-file'],
			[
				'an input in which nothing was chosen',
				[file('', '', 'application/octet-stream')],
				{},
				400,
				'no-file'
			],
			['an empty file', [file('a.txt', '')], {}, 400, 'empty-file'],
			['a file below the minimum', [file('a.txt', 'x')], { minFileBytes: 2 }, 400, 'file-too-small'],
			['a file one byte over', [file('a.txt', 'xxxxx')], { maxFileBytes: 4 }, 413, 'file-too-large'],
			[
				'files that are too large together',
				[file('a', 'xxx'), file('b', 'xx')],
				{ maxTotalBytes: 4 },
				413,
				'total-too-large'
			],
			['too many files', [file('a'), file('b')], { maxFiles: 1 }, 400, 'too-many-files'],
			['a type that is not accepted', [file('a.txt')], { accept: ['image/*'] }, 415, 'type-not-allowed'],
			['someone who may not', [file('a.txt')], { authorize: () => false }, 403, 'not-allowed'],
			[
				'an authorize that answers anything but true',
				[file('a.txt')],
				{ authorize: () => 'no' as unknown as boolean },
				403,
				'not-allowed'
			]
		])('%s', async (_, parts, rules, status, code) => {
			const { result } = await post(parts, rules);
			expect(result).toMatchObject({ status, data: { success: false, code } });
			// Until the second file came, the first one was within the rules: it is stored, and its verdict says so.
			expect(names()).toEqual(code === 'total-too-large' ? ['a'] : []);
			expect(context.emulator.sessions()).toEqual([]);
		});

		test('a post from another site', async () => {
			const { result } = await post([file('a.txt')], {}, (init) => ({
				...init,
				headers: { ...(init.headers as Record<string, string>), origin: 'https://evil.test' }
			}));
			expect(result).toMatchObject({ status: 403, data: { code: 'cross-site' } });
			expect(context.emulator.requests).toEqual([]);
		});

		test('a form with the wrong encoding, saying which it needs', async () => {
			const { result } = await post([], {}, (init) => ({
				...init,
				headers: { origin: 'http://app.test', 'content-type': 'application/x-www-form-urlencoded' },
				body: 'file=a.txt'
			}));
			expect(result).toMatchObject({
				status: 400,
				data: { code: 'malformed', error: expect.stringContaining('enctype="multipart/form-data"') }
			});
		});
	});

	test('exactly at the limits a file passes', async () => {
		const { result } = await post([file('a.txt', 'xxxx')], { maxFileBytes: 4, minFileBytes: 4, maxFiles: 1 });
		expect(result).toMatchObject({ success: true });
	});

	test('one bad file among good ones: each has its verdict, and the good ones reach onUploaded', async () => {
		const onUploaded = vi.fn();
		const { result } = await post(
			[
				file('a.png', PNG, 'image/png'),
				file('b.exe', 'x', 'application/x-msdownload'),
				file('c.png', PNG, 'image/png')
			],
			{ accept: ['image/*'], onUploaded }
		);
		expect(result).toMatchObject({
			status: 415,
			data: {
				success: false,
				code: 'type-not-allowed',
				files: [
					{ status: 'stored', name: 'a.png', fileId: expect.any(String) },
					{ status: 'failed', name: 'b.exe', code: 'type-not-allowed' },
					{ status: 'stored', name: 'c.png' }
				]
			}
		});
		expect(names()).toEqual(['a.png', 'c.png']);
		expect(onUploaded.mock.calls[0]?.[0].files).toHaveLength(2);
	});

	test('a refused file too large to read past ends the form: nothing is kept, and the app hears of nothing', async () => {
		const onUploaded = vi.fn();
		const form = multipartBody([
			file('a.png', PNG, 'image/png'),
			file('b.mov', new Uint8Array(24 * 1024 * 1024), 'video/quicktime'),
			file('c.png', PNG, 'image/png'),
			{ name: 'album', value: '42' }
		]);
		const { result, headers } = await post([], { accept: ['image/*'], onUploaded }, () => ({
			method: 'POST',
			headers: {
				origin: 'http://app.test',
				'content-type': form.contentType,
				'content-length': String(form.bytes.byteLength)
			},
			body: streamOf(pieces(form.bytes, 65_536)) as BodyInit,
			duplex: 'half'
		}));
		expect(result).toMatchObject({ status: 415, data: { code: 'type-not-allowed' } });
		expect(headers).toEqual({ connection: 'close' });
		expect(onUploaded).not.toHaveBeenCalled();
		expect(names()).toEqual(context.wire === 'v1' ? ['a.png'] : []);
	});

	test('a form that declares more than its rules can take is refused before Fast.io hears of it', async () => {
		const { result } = await post([file('a.bin', new Uint8Array(9 * 1024 * 1024))], {
			maxFiles: 1,
			maxFileBytes: 1024
		});
		expect(result).toMatchObject({ status: 413, data: { code: 'total-too-large' } });
		expect(context.emulator.requests).toEqual([]);
	});

	test('a redirect of the app does not hide that a file was refused, and the app was told which', async () => {
		const failed: unknown[] = [];
		const { result } = await post(
			[file('a.png', PNG, 'image/png'), file('b.exe', 'x', 'application/x-msdownload')],
			{
				accept: ['image/*'],
				onUploaded: (upload) => {
					failed.push(...upload.failed);
					redirect(303, '/done');
				}
			}
		);
		expect(failed).toMatchObject([{ name: 'b.exe', code: 'type-not-allowed' }]);
		expect(result).toMatchObject({
			status: 415,
			data: { files: [{ status: 'stored' }, { status: 'failed' }] }
		});
		expect(names()).toEqual(['a.png']);
	});

	test('identify runs before a byte is read, so that it can send visitors to the login', async () => {
		const identify = () => redirect(303, '/login');
		await expect(post([file('a.txt')], { identify, onUploaded: () => undefined })).rejects.toMatchObject({
			location: '/login'
		});
		expect(context.emulator.requests).toEqual([]);
	});

	describe('when the app refuses in onUploaded', () => {
		const left = () => (context.wire === 'v1' ? ['a.txt'] : []);

		test('a throw takes the file back where the wire can, and its message stays on the server', async () => {
			const log = vi.spyOn(console, 'error').mockImplementation(() => {});
			const { result } = await post([file('a.txt')], {
				onUploaded: () => {
					throw new Error('password of the database');
				}
			});
			expect(result).toMatchObject({ status: 500, data: { code: 'internal' } });
			expect(JSON.stringify(result)).not.toContain('password');
			expect(log).toHaveBeenCalled();
			log.mockRestore();
			expect(names()).toEqual(left());
			expect(result).toMatchObject({
				data: { files: [{ status: context.wire === 'v1' ? 'stored' : 'failed' }] }
			});
		});

		test('fail() takes the file back and reaches the page as it is', async () => {
			const { result } = await post([file('a.txt')], { onUploaded: () => fail(422, { taken: true }) });
			expect(result).toMatchObject({ status: 422, data: { taken: true } });
			expect(names()).toEqual(left());
		});

		test('error() takes the file back and passes through', async () => {
			await expect(post([file('a.txt')], { onUploaded: () => error(409, 'taken') })).rejects.toMatchObject({
				status: 409
			});
			expect(names()).toEqual(left());
		});

		test('redirect() keeps the file and passes through', async () => {
			await expect(post([file('a.txt')], { onUploaded: () => redirect(303, '/done') })).rejects.toMatchObject(
				{ status: 303, location: '/done' }
			);
			expect(names()).toEqual(['a.txt']);
		});

		test('an overwritten file gets its earlier content back', async () => {
			await post([file('a.txt', 'first')]);
			await post([file('a.txt', 'second')], { onUploaded: () => fail(422, {}) });
			const content = context.wire === 'v1' ? 'second' : 'first';
			expect(context.emulator.files()).toMatchObject([{ name: 'a.txt', sha256: sha256(content) }]);
		});
	});

	describe('when Fast.io fails', () => {
		test.each<[string, number, unknown, number, string, string]>([
			['500', 500, { result: false, error: { text: 'boom' } }, 502, 'upstream', ''],
			['503', 503, 'not json', 502, 'upstream', ''],
			[
				'401',
				401,
				{ result: false, error: { code: 10011, text: 'bad token' }, message: 'bad token' },
				502,
				'credentials',
				'This is not available right now'
			],
			['402', 402, { result: false, error: { code: 1688 } }, 502, 'plan', 'This is not available right now'],
			[
				'406',
				406,
				{ result: false, error: { text: 'name: too funny' }, message: 'name: too funny' },
				400,
				'rejected',
				'name: too funny'
			]
		])('%s becomes the documented answer', async (_, status, body, expected, code, message) => {
			const log = vi.spyOn(console, 'error').mockImplementation(() => {});
			context.emulator.faults.add({
				on: { method: 'POST' },
				kind: 'status',
				status,
				body: typeof body === 'string' ? body : JSON.stringify(body),
				times: Infinity
			});
			const { result } = await post([file('a.txt')]);
			context.emulator.faults.clear();
			expect(result).toMatchObject({
				status: expected,
				data: { code, error: expect.stringContaining(message) }
			});
			expect(JSON.stringify([result, log.mock.calls])).not.toContain(context.emulator.token);
			log.mockRestore();
			expect(names()).toEqual([]);
			expect(context.emulator.sessions()).toEqual([]);
		});

		test('429 tells how long to wait', async () => {
			context.emulator.faults.add({
				on: { method: 'POST' },
				kind: 'rate-limit',
				reset: 'epoch',
				resetInSeconds: 120,
				times: Infinity
			});
			const { result } = await post([file('a.txt')]);
			context.emulator.faults.clear();
			expect(result).toMatchObject({ status: 429, data: { code: 'rate-limited' } });
			const { retryAfterMs = 0 } = (result as { data: { retryAfterMs?: number } }).data;
			expect(retryAfterMs).toBeGreaterThan(100_000);
			expect(retryAfterMs).toBeLessThanOrEqual(121_000);
		});

		test.each([['reset'], ['hang']] as const)(
			'a %s in the middle of a large file is an answer in time',
			async (kind) => {
				context.emulator.faults.add({
					on: { method: 'POST', path: '*stream*' },
					kind,
					afterBytes: 1_000_000,
					times: Infinity
				});
				const { result } = await post([file('big.bin', new Uint8Array(8 * 1024 * 1024))]);
				context.emulator.faults.clear();
				const expected =
					kind === 'hang' ? { status: 504, code: 'timeout' } : { status: 502, code: 'network' };
				expect(result).toMatchObject({ status: expected.status, data: { code: expected.code } });
				expect(names()).toEqual([]);
				expect(context.emulator.sessions()).toEqual([]);
			}
		);
	});

	test.each([
		[500, 'upstream', 502],
		[404, 'rejected', 400],
		[409, 'rejected', 400]
	])(
		'Fast.io answers %d: the operator reads it once, the visitor gets %s',
		async (status, code, answered) => {
			const log = vi.spyOn(console, 'error').mockImplementation(() => {});
			context.emulator.faults.add({
				on: { method: 'POST' },
				kind: 'status',
				status,
				body: '{}',
				times: Infinity
			});
			const { result } = await post([file('a.txt')]);
			context.emulator.faults.clear();
			expect(result).toMatchObject({ status: answered, data: { code, files: [{ code }] } });
			expect(log).toHaveBeenCalledTimes(1);
			log.mockRestore();
		}
	);

	test('a sender that disconnects leaves no file and no session, those before it included', async () => {
		const form = multipartBody([
			file('first.txt', 'x'.repeat(100)),
			file('second.bin', new Uint8Array(6 * 1024 * 1024))
		]);
		const cut = form.bytes.subarray(0, 5 * 1024 * 1024);
		let sent = 0;
		const body = new ReadableStream<Uint8Array>(
			{
				pull(controller) {
					if (sent < cut.length) controller.enqueue(cut.subarray(sent, (sent += 65_536)));
					else controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
				}
			},
			{ highWaterMark: 0 }
		);
		const { result } = await post([], {}, () => ({
			method: 'POST',
			headers: { origin: 'http://app.test', 'content-type': form.contentType },
			body: body as BodyInit,
			duplex: 'half'
		}));
		expect(result).toMatchObject({ status: 499, data: { code: 'aborted' } });
		// v1 has no delete: what was complete stays, and the result says so.
		const { files } = (result as { data: { files: { status: string; name: string }[] } }).data;
		expect(names()).toEqual(files.filter(({ status }) => status === 'stored').map(({ name }) => name));
		if (context.wire === 'sessions') expect(names()).toEqual([]);
		expect(context.emulator.sessions()).toEqual([]);
	});

	test('the answer to a large refused body closes the connection instead of receiving it', async () => {
		const form = multipartBody([file('a.txt', 'x')]);
		const { headers } = await post([], { authorize: () => false }, () => ({
			method: 'POST',
			headers: {
				origin: 'http://app.test',
				'content-type': form.contentType,
				'content-length': String(9 * 1024 * 1024)
			},
			body: form.bytes
		}));
		expect(headers).toEqual({ connection: 'close' });
	});
});
