import { error, fail, redirect } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFastioActions, createFastioHandle, isFastioFile } from '../../../src/server.ts';
import type { Definition, DefinitionRules, UploadedContext } from '../../../src/server.ts';
import { FILE_TOKEN_PREFIX } from '../../../src/rules/results.ts';
import type { OpenUploadRequest } from '../../../src/rules/results.ts';
import { TICKET_TTL_MS } from '../../../src/server/upload-ticket.ts';
import { formPost, testEvent } from '../../support/event.ts';
import { multipartBody } from '../../support/multipart.ts';
import type { TestPart } from '../../support/multipart.ts';
import { PNG } from '../../support/samples.ts';
import { patterned, sha256 } from '../wires.ts';
import { UploadClient } from './upload-client.ts';
import { describeWires } from './wires.ts';

const field = (name: string, value: string): TestPart => ({ name, value });
const file = (fileName: string, content = 'x', type = 'text/plain'): TestPart => ({
	name: 'file',
	fileName,
	type,
	content
});

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => {
	vi.restoreAllMocks();
	vi.useRealTimers();
});

describeWires('files that travelled before their form', (context) => {
	const define = <R>(rules: Partial<DefinitionRules<R>> = {}, name = 'documents') =>
		context.fastio.define<R>(name, {
			authorize: 'public',
			identify: ({ locals }) => (locals as { user: string }).user,
			...rules
		});
	const clientOf = (definition: Definition<never>) => new UploadClient([definition as never]);
	/** Sends a file ahead and resolves with its token. */
	const held = async (
		definition: unknown,
		request: Partial<OpenUploadRequest> = {},
		content = patterned(request.size ?? 9)
	): Promise<string> => {
		const client = clientOf(definition as never);
		const upload = await client.opened({ size: content.length, hold: true, ...request });
		await client.putAll(upload, content);
		const { status, json } = await client.complete(upload.id);
		expect([status, json.success]).toEqual([200, true]);
		return json.token;
	};
	const submit = (definition: unknown, parts: TestPart[], user = 'ada') =>
		createFastioActions(definition as Definition).upload(
			testEvent('/guide?/upload', formPost(multipartBody(parts)), { locals: { user } }).event
		);
	const nothingLeft = () => expect([context.emulator.files(), context.emulator.sessions()]).toEqual([[], []]);

	if (context.wire === 'v1') {
		test('are unknown to this wire: a token is a file that failed', async () => {
			const result = await submit(define(), [field('file', `${FILE_TOKEN_PREFIX}abc.def`)]);
			expect(result).toMatchObject({
				status: 501,
				data: { code: 'unsupported', files: [{ field: 'file' }] }
			});
			expect(context.emulator.requests).toEqual([]);
		});
		return;
	}

	test('are in no folder before the form is sent, and `complete` gives their token', async () => {
		const onUploaded = vi.fn();
		const definition = define({ onUploaded });
		const client = clientOf(definition as never);
		const upload = await client.opened({ name: 'a.txt', type: 'text/plain', size: 9, hold: true });
		await client.put(upload.id, 1, patterned(9));
		const { json } = await client.complete(upload.id);
		expect(json).toEqual({
			success: true,
			token: expect.stringMatching(/^fastio-file\.v1\.[\w-]+\.[\w-]+$/u),
			name: 'a.txt',
			type: 'text/plain',
			size: 9
		});
		expect((await client.complete(upload.id)).json).toEqual(json);
		expect((await client.cancel(upload.id, '?keep=file')).status).toBe(204);
		expect((await client.status(upload.id)).json.status).toBe('stored');
		expect(context.emulator.files()).toEqual([]);
		expect(onUploaded).not.toHaveBeenCalled();
		expect((await client.cancel(upload.id)).status).toBe(204);
		nothingLeft();
		expect(await submit(definition, [field('file', json.token)])).toMatchObject({
			status: 410,
			data: { code: 'gone', files: [{ status: 'failed', name: 'a.txt', field: 'file', code: 'gone' }] }
		});
	});

	describe('through the action', () => {
		test('are the same as parts of the form, in its order', async () => {
			const onUploaded = vi.fn(({ files, fields, failed }: UploadedContext) => ({
				files: files.map(({ name }) => name),
				fields: [...fields].map(([name]) => name),
				failed: failed.length
			}));
			const definition = define({ onUploaded });
			const content = patterned(2 * 1024 ** 2);
			const first = await held(definition, { name: 'first.bin', type: 'a/b' }, content);
			const third = await held(definition, { name: 'third.bin', relativePath: 'sub/' });
			const result = await submit(definition, [
				field('title', 'T'),
				field('big', first),
				file('second.txt'),
				field('file', third)
			]);
			expect(result).toMatchObject({
				success: true,
				filename: 'first.bin',
				files: [
					{
						name: 'first.bin',
						field: 'big',
						size: content.length,
						type: 'a/b',
						versionId: expect.any(String)
					},
					{ name: 'second.txt', field: 'file' },
					{ name: 'third.bin', field: 'file' }
				],
				result: { files: ['first.bin', 'second.txt', 'third.bin'], fields: ['title'], failed: 0 }
			});
			expect(onUploaded).toHaveBeenCalledTimes(1);
			const stored = context.emulator.files();
			expect(stored.find(({ name }) => name === 'first.bin')?.sha256).toBe(sha256(content));
			const sub = stored.find(({ name }) => name === 'third.bin')!.parent;
			expect(await context.fastio.files.details(sub)).toMatchObject({ name: 'sub', kind: 'folder' });
			expect(context.emulator.sessions()).toEqual([]);
		});

		test('without onUploaded too, and two of one name are two files', async () => {
			const definition = define();
			const tokens = [
				await held(definition, { name: 'image.jpg' }),
				await held(definition, { name: 'image.jpg' })
			];
			const result = await submit(
				definition,
				tokens.map((token) => field('file', token))
			);
			expect(result).toMatchObject({ files: [{ name: 'image.jpg' }, { name: 'image (2).jpg' }] });
			expect(context.emulator.files()).toHaveLength(2);
			expect(context.emulator.sessions()).toEqual([]);
		});

		test('count as files, not as text fields, and no text field is cut short for them', async () => {
			const rules = { maxFiles: 2, maxFields: 1, maxFieldBytes: 10 };
			const definition = define(rules);
			const tokens = [await held(definition), await held(definition, { name: 'b' }), await held(definition)];
			const parts = (count: number) => tokens.slice(0, count).map((token) => field('file', token));
			const over = await submit(definition, parts(3));
			expect(over).toMatchObject({ status: 400, data: { code: 'too-many-files' } });
			const mixed = await submit(definition, [...parts(2), file('c')]);
			expect(mixed).toMatchObject({ status: 400, data: { code: 'too-many-files' } });
			const two = [field('a', 'x'), field('b', 'x')];
			expect(await submit(definition, two)).toMatchObject({ data: { code: 'too-many-fields' } });
			expect(await submit(definition, [field('a', '12345678901')])).toMatchObject({
				data: { code: 'field-too-large', error: expect.stringContaining('10') }
			});
			expect(context.emulator.files()).toEqual([]);
			expect(await submit(definition, [...parts(2), field('a', '1234567890')])).toMatchObject({
				success: true
			});
		});

		test('are checked again by the rules, and fail alone', async () => {
			const before = define();
			const html = await held(before, { name: 'a.html', type: 'text/html' });
			const large = await held(before, { name: 'large.png', type: 'image/png', size: 200 });
			const good = await held(before, { name: 'good.png', type: 'image/png' });
			const rules = { accept: ['image/*'], maxFileBytes: 100 };
			const parts = [html, large, good].map((token) => field('file', token));
			expect(await submit(define(rules), parts)).toMatchObject({
				status: 415,
				data: {
					files: [
						{ status: 'failed', name: 'a.html', code: 'type-not-allowed' },
						{ status: 'failed', name: 'large.png', code: 'file-too-large' },
						{ status: 'stored', name: 'good.png' }
					]
				}
			});
			expect(context.emulator.files()).toMatchObject([{ name: 'good.png' }]);
		});

		test('count towards the total of the form', async () => {
			const definition = define({ maxTotalBytes: 20 });
			const tokens = [await held(definition, { name: 'a' }), await held(definition, { name: 'b' })];
			const parts = [file('c', 'xyz'), ...tokens.map((token) => field('file', token))];
			expect(await submit(definition, parts)).toMatchObject({
				data: {
					code: 'total-too-large',
					files: [{ status: 'stored' }, { status: 'stored' }, { status: 'failed' }]
				}
			});
		});

		test('are placed once, however often their token is in the form', async () => {
			const definition = define();
			const token = await held(definition);
			expect(await submit(definition, [field('file', token), field('file', token)])).toMatchObject({
				data: { code: 'malformed', files: [{ status: 'stored' }, { status: 'failed', code: 'malformed' }] }
			});
			expect(context.emulator.files()).toMatchObject([{ versions: 1 }]);
			expect(await submit(definition, [field('file', token)])).toMatchObject({ data: { code: 'gone' } });
		});

		test('are refused to another user, and when their token is altered or too old', async () => {
			const definition = define();
			const token = await held(definition);
			const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
			const refused = { status: 403, data: { code: 'not-allowed', files: [{ code: 'not-allowed' }] } };
			expect(await submit(definition, [field('file', token)], 'bob')).toMatchObject(refused);
			expect(await submit(define({}, 'images'), [field('file', token)])).toMatchObject(refused);
			expect(await submit(definition, [field('file', altered)])).toMatchObject(refused);
			expect(await submit(definition, [field('file', FILE_TOKEN_PREFIX)])).toMatchObject(refused);
			vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + TICKET_TTL_MS });
			expect(await submit(definition, [field('file', token)])).toMatchObject({ status: 410 });
			expect(context.emulator.files()).toEqual([]);
		});

		test('are not told by the id of an upload: that is a text field', async () => {
			const definition = define();
			const { id } = await clientOf(definition as never).opened({ hold: true });
			expect(await submit(definition, [field('file', id)])).toMatchObject({ data: { code: 'no-file' } });
		});

		test.each<[string, () => unknown, boolean]>([
			['returns fail()', () => fail(422, { why: 'no' }), true],
			[
				'throws',
				() => {
					throw new Error('db');
				},
				true
			],
			['throws error()', () => error(409, 'No room'), true],
			['redirects', () => redirect(303, '/done'), false],
			['returns', () => 'saved', false]
		])('stay or go as every file does when onUploaded %s', async (_, onUploaded, takenBack) => {
			const definition = define({ onUploaded });
			const token = await held(definition);
			await Promise.resolve(submit(definition, [field('file', token)])).catch(() => {});
			expect(context.emulator.files()).toHaveLength(takenBack ? 0 : 1);
			expect(context.emulator.sessions()).toEqual([]);
		});

		test('wait on when the form breaks on its way, so that it can be sent again', async () => {
			const definition = define({ maxFields: 1 });
			const token = await held(definition);
			const broken = [field('file', token), field('a', ''), field('b', '')];
			expect(await submit(definition, broken)).toMatchObject({ data: { code: 'too-many-fields' } });
			expect(context.emulator.files()).toEqual([]);
			expect(await submit(definition, broken.slice(0, 2))).toMatchObject({ success: true });
		});

		test('that Fast.io can’t place fail alone', async () => {
			const definition = define();
			const token = await held(definition);
			context.emulator.faults.add({ kind: 'status', status: 402, on: { path: '/current/*/addfile/' } });
			expect(await submit(definition, [field('file', token), file('b.txt')])).toMatchObject({
				status: 502,
				data: { code: 'plan', files: [{ status: 'failed' }, { status: 'stored', name: 'b.txt' }] }
			});
		});
	});

	describe('through the form of an untouched action', () => {
		const run = async (
			definition: unknown,
			parts: TestPart[],
			action: (form: FormData) => Response | Promise<Response>
		) => {
			const handle = createFastioHandle([definition as Definition], {
				streamForms: { '/profile': definition as Definition }
			});
			const { event } = testEvent('/profile?/save', formPost(multipartBody(parts)), {
				locals: { user: 'ada' }
			});
			return handle({
				event: event as RequestEvent,
				resolve: async ({ request }) => action(await request.formData())
			});
		};

		test('are FastioFiles like the others, in the order of the form', async () => {
			const definition = define();
			const token = await held(definition, { name: 'ada.png', type: 'image/png' });
			let form: FormData | undefined;
			await run(
				definition,
				[field('a', '1'), field('picture', token), file('b.txt'), field('z', '2')],
				(given) => {
					form = given;
					return new Response();
				}
			);
			expect(
				[...form!].map(([name, value]) => [name, typeof value === 'string' ? value : value.name])
			).toEqual([
				['a', '1'],
				['picture', 'ada.png'],
				['file', 'b.txt'],
				['z', '2']
			]);
			const picture = form!.get('picture') as File;
			expect(isFastioFile(picture)).toBe(true);
			expect([picture.size, picture.type]).toEqual([9, 'image/png']);
			expect(new Uint8Array(await picture.arrayBuffer())).toEqual(patterned(9));
			expect(context.emulator.sessions()).toEqual([]);
		});

		test('are taken back when the action fails afterwards', async () => {
			const definition = define();
			const token = await held(definition);
			await run(definition, [field('picture', token)], () => Response.json({ type: 'failure', status: 422 }));
			nothingLeft();
		});

		test('are not placed when another file has failed, and wait for the next try', async () => {
			const definition = define({ accept: ['image/*'] });
			const token = await held(definition, { name: 'a.png', type: 'image/png' }, PNG);
			const parts = [field('picture', token), file('a.exe', 'x', 'application/x-msdownload')];
			await expect(run(definition, parts, () => new Response())).rejects.toMatchObject({ status: 415 });
			expect(context.emulator.files()).toEqual([]);
			expect(context.emulator.requests.some(({ path }) => path.includes('addfile'))).toBe(false);
			await run(definition, parts.slice(0, 1), () => new Response());
			expect(context.emulator.files()).toHaveLength(1);
		});

		test('that are gone fail the form, and what was placed goes', async () => {
			const definition = define();
			const [good, gone] = [await held(definition), await held(definition, { name: 'gone' })];
			await context.fastio.uploads.cancel(
				JSON.parse(
					Buffer.from(gone.slice(FILE_TOKEN_PREFIX.length).split('.')[0]!, 'base64url').toString()
				)[3]
			);
			const parts = [field('a', good), field('b', gone)];
			await expect(run(definition, parts, () => new Response())).rejects.toMatchObject({ status: 410 });
			nothingLeft();
		});
	});
});
