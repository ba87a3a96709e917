import { error } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFastioActions, createFastioHandle, createFastioStream } from '../../../src/server.ts';
import type { Definition, DefinitionRules, FileToValidate } from '../../../src/server.ts';
import { formPost, testEvent } from '../../support/event.ts';
import { multipartBody, pieces, streamOf } from '../../support/multipart.ts';
import type { TestPart } from '../../support/multipart.ts';
import { EXE, GIF, HTML_SCRIPT, padded, PDF, PNG } from '../../support/samples.ts';
import { UploadClient } from './upload-client.ts';
import { describeWires } from './wires.ts';

const MiB = 1024 ** 2;
const file = (fileName: string, content: Uint8Array, type: string): TestPart => ({
	name: 'file',
	fileName,
	type,
	content
});
/** What any path tells of one file. */
type Told = { status: number; code: string | undefined; error: string | undefined };

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

describeWires('the rules that look into a file', (context) => {
	const define = (rules: Partial<DefinitionRules<unknown>> = {}): Definition =>
		context.fastio.define('documents', { authorize: 'public', identify: () => 'ada', ...rules });
	const act = async (definition: Definition, parts: TestPart[], init?: RequestInit) => {
		const { event } = testEvent('/guide?/upload', init ?? formPost(multipartBody(parts)));
		return (await createFastioActions(definition).upload(event)) as never as {
			success?: boolean;
			status?: number;
			data?: { code: string; error: string; files: { status: string; name: string; code?: string }[] };
		};
	};
	const nothingUpstream = () =>
		expect([context.emulator.files(), context.emulator.sessions()]).toEqual([[], []]);

	/** Every way for one file to come in. */
	const PATHS: Record<
		string,
		(definition: Definition, name: string, type: string, content: Uint8Array<ArrayBuffer>) => Promise<Told>
	> = {
		async action(definition, name, type, content) {
			const { status = 200, data } = await act(definition, [file(name, content, type)]);
			return { status, code: data?.code, error: data?.error };
		},
		async 'raw route'(definition, name, type, content) {
			const { event } = testEvent('/api/stream', {
				method: 'POST',
				headers: { origin: 'http://app.test', 'content-type': type, 'x-file-name': name },
				body: streamOf(pieces(content, 100)) as BodyInit,
				duplex: 'half'
			} as RequestInit);
			const response = await createFastioStream(definition)(event);
			const { code, error: told } = (await response.json()) as never as Record<string, string | undefined>;
			return { status: response.status, code, error: told };
		},
		async 'streamed form'(definition, name, type, content) {
			const handle = createFastioHandle([definition], { streamForms: { '/profile': definition } });
			const { event } = testEvent('/profile', formPost(multipartBody([file(name, content, type)])));
			const read = async ({ request }: RequestEvent) => {
				await request.formData();
				return new Response();
			};
			return handle({ event, resolve: read }).then(
				({ status }) => ({ status, code: undefined, error: undefined }),
				(thrown: { status: number; body: { message: string } }) => ({
					status: thrown.status,
					code: undefined,
					error: thrown.body.message
				})
			);
		},
		async slices(definition, name, type, content) {
			const client = new UploadClient([definition]);
			const opened = await client.open({ name, type, size: content.byteLength });
			if (opened.status !== 201) return { status: opened.status, ...opened.json };
			const { status, json } = await client.put(opened.json.id, 1, content);
			if (status !== 200) return { status, code: json.code, error: json.error };
			const done = await client.complete(opened.json.id);
			return { status: done.status, code: done.json.code, error: done.json.error };
		}
	};
	const paths = Object.keys(PATHS).filter((path) => context.wire === 'sessions' || path !== 'slices');

	describe.each(paths)('%s:', (path) => {
		const send = PATHS[path]!;

		test('a type that the bytes bear out passes', async () => {
			const answer = await send(define({ accept: ['image/*'] }), 'a.png', 'image/png', PNG);
			expect(answer).toMatchObject({ status: 200 });
			expect(context.emulator.files()).toMatchObject([{ name: 'a.png', size: PNG.byteLength }]);
		});

		test('a script that is declared as a picture is 415, and Fast.io has nothing of it', async () => {
			const answer = await send(define({ accept: ['image/*'] }), 'a.png', 'image/png', HTML_SCRIPT);
			expect(answer).toMatchObject({
				status: 415,
				error: expect.stringContaining('a.png says that it is image/png')
			});
			nothingUpstream();
		});

		test('`content: false` takes what is declared', async () => {
			const definition = define({ accept: ['image/*'], content: false });
			expect(await send(definition, 'a.png', 'image/png', HTML_SCRIPT)).toMatchObject({ status: 200 });
		});

		test('`validate` sees name, type and first bytes, and its sentence is the refusal', async () => {
			const seen: FileToValidate[] = [];
			const definition = define({
				validate(one, event) {
					expect(event.url.hostname).toBe('app.test');
					seen.push(one);
					return 'No pictures on Mondays.';
				}
			});
			const content = padded(PNG, 10_000);
			const answer = await send(definition, '../a.png', 'image/png', content);
			expect(answer).toMatchObject({ status: 422, error: 'No pictures on Mondays.' });
			expect(seen).toMatchObject([{ name: 'a.png', type: 'image/png' }]);
			expect(seen[0]?.head).toEqual(content.subarray(0, 4096));
			nothingUpstream();
		});

		test('more than the quota leaves is 413, and Fast.io has nothing of it', async () => {
			const answer = await send(define({ quota: () => 10 }), 'a.bin', 'a/b', padded(PNG, 200_000));
			expect(answer).toMatchObject({ status: 413, error: expect.stringMatching(/^You have room for 10 /u) });
			nothingUpstream();
		});

		test('what just fits the quota passes', async () => {
			expect(await send(define({ quota: () => PNG.byteLength }), 'a.bin', 'a/b', PNG)).toMatchObject({
				status: 200
			});
		});
	});

	test('without `accept` every type is welcome, a false one too, unless `content` asks', async () => {
		expect(await act(define(), [file('a.png', HTML_SCRIPT, 'image/png')])).toMatchObject({ success: true });
		const strict = await act(define({ content: {} }), [file('a.png', HTML_SCRIPT, 'image/png')]);
		expect(strict).toMatchObject({ status: 415, data: { code: 'type-mismatch' } });
	});

	test('`sameKind` takes a picture for another kind of picture that is accepted, and nothing else', async () => {
		const rules = { accept: ['image/png', 'image/gif'], content: { sameKind: true } };
		expect(await act(define(rules), [file('a.png', GIF, 'image/png')])).toMatchObject({ success: true });
		const only = define({ ...rules, accept: ['image/png'] });
		expect(await act(only, [file('a.png', GIF, 'image/png')])).toMatchObject({ status: 415 });
		expect(await act(define(rules), [file('a.png', EXE, 'image/png')])).toMatchObject({ status: 415 });
	});

	test('the first bytes are looked at however the body is cut', async () => {
		for (const size of [1, 7, 64, 100_000]) {
			const { bytes, contentType } = multipartBody([file('a.png', padded(GIF, 6000), 'image/png')]);
			const answer = await act(define({ accept: ['image/*'] }), [], {
				method: 'POST',
				headers: { origin: 'http://app.test', 'content-type': contentType },
				body: streamOf(pieces(bytes, size)) as BodyInit,
				duplex: 'half'
			} as RequestInit);
			expect(answer).toMatchObject({ status: 415, data: { code: 'type-mismatch' } });
		}
		nothingUpstream();
	});

	describe('`validate`', () => {
		test.each<[string, NonNullable<DefinitionRules['validate']>, number, string]>([
			['`false`', () => false, 422, 'invalid'],
			['SvelteKit’s error()', () => error(409, 'Taken.'), 422, 'invalid'],
			['anything it throws', () => Promise.reject(new Error('database down')), 500, 'internal']
		])('refuses by %s', async (_, validate, status, code) => {
			expect(await act(define({ validate }), [file('a.txt', PNG, 'a/b')])).toMatchObject({
				status,
				data: { code }
			});
			nothingUpstream();
		});

		test.each([[undefined], [true]])('takes the file with %s', async (verdict) => {
			const validate = () => verdict;
			expect(await act(define({ validate }), [file('a.txt', PNG, 'a/b')])).toMatchObject({ success: true });
		});

		test('is not asked for what the rules refuse already', async () => {
			const validate = vi.fn();
			await act(define({ validate, accept: ['.pdf'] }), [file('a.txt', PNG, 'a/b')]);
			expect(validate).not.toHaveBeenCalled();
		});
	});

	test('a quota that is no number is an error of the app, never "no limit"', async () => {
		const definition = define({ quota: () => Number.NaN });
		expect(await act(definition, [file('a', PNG, 'a/b')])).toMatchObject({
			status: 500,
			data: { code: 'config' }
		});
		nothingUpstream();
	});

	test('the quota is for all files of a form together, told by the files that still fit', async () => {
		const result = await act(
			define({ quota: () => 150 }),
			['a', 'b', 'c'].map((name) => file(name, PNG, 'a/b'))
		);
		expect(result.data).toMatchObject({
			code: 'quota-exceeded',
			files: [{ status: 'stored' }, { status: 'stored' }, { status: 'failed', code: 'quota-exceeded' }]
		});
	});

	describe('an atomic form', () => {
		const parts = [
			file('a.png', PNG, 'image/png'),
			file('b.png', EXE, 'image/png'),
			file('c.png', PNG, 'image/png'),
			file('d.txt', PDF, 'text/plain')
		];

		test('keeps nothing after one bad file, tells each verdict, and the app hears of nothing', async () => {
			const onUploaded = vi.fn();
			const result = await act(define({ accept: ['image/*'], atomic: true, onUploaded }), parts);
			expect(result).toMatchObject({
				status: 415,
				data: {
					code: 'type-mismatch',
					files: [
						context.wire === 'v1' ? { name: 'a.png' } : { name: 'a.png', status: 'failed', code: 'aborted' },
						{ name: 'b.png', status: 'failed', code: 'type-mismatch' },
						{ name: 'c.png', status: 'failed', code: 'aborted' },
						{ name: 'd.txt', status: 'failed', code: 'type-not-allowed' }
					]
				}
			});
			expect(onUploaded).not.toHaveBeenCalled();
			// v1 can't take back what it has placed already: then the verdict says so.
			const kept = result.data?.files.filter(({ status }) => status === 'stored').map(({ name }) => name);
			expect(context.emulator.files().map(({ name }) => name)).toEqual(kept);
			if (context.wire === 'sessions') expect(kept).toEqual([]);
		});

		test('stores all when all are good', async () => {
			const good = [parts[0]!, parts[2]!];
			expect(await act(define({ accept: ['image/*'], atomic: true }), good)).toMatchObject({ success: true });
		});
	});

	if (context.wire === 'v1') return;

	test('a file of many slices is judged by its first one, whenever that comes, and given up', async () => {
		const client = new UploadClient([define({ accept: ['image/*'] })]);
		const content = padded(EXE, 3 * MiB);
		const { id, sliceBytes } = await client.opened({ name: 'a.png', type: 'image/png', size: 3 * MiB });
		if (sliceBytes < content.byteLength) {
			expect(await client.put(id, 2, content.subarray(sliceBytes, 2 * sliceBytes))).toMatchObject({
				status: 200
			});
		}
		const refused = await client.put(id, 1, content.subarray(0, sliceBytes));
		expect(refused).toMatchObject({ status: 415, json: { code: 'type-mismatch', retryable: false } });
		expect(await client.status(id)).toMatchObject({ status: 410 });
		nothingUpstream();
	});

	test('an atomic form places no held file when one of them is refused', async () => {
		const lax = define();
		const client = new UploadClient([lax]);
		const tokens: string[] = [];
		for (const name of ['a.png', 'b.exe']) {
			const { id } = await client.opened({
				name,
				type: name.endsWith('png') ? 'image/png' : 'a/b',
				size: PNG.byteLength,
				hold: true
			});
			await client.put(id, 1, PNG);
			tokens.push((await client.complete(id)).json.token);
		}
		const result = await createFastioActions(define({ accept: ['image/*'], atomic: true })).upload(
			testEvent('/guide?/upload', formPost(multipartBody(tokens.map((value) => ({ name: 'file', value })))))
				.event
		);
		expect(result).toMatchObject({
			status: 415,
			data: {
				files: [
					{ name: 'a.png', code: 'aborted' },
					{ name: 'b.exe', code: 'type-not-allowed' }
				]
			}
		});
		expect(context.emulator.files()).toEqual([]);
	});
});
