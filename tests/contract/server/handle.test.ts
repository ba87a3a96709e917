import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { error, redirect } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import { createFastioActions, createFastioHandle, isFastioFile } from '../../../src/server.ts';
import type { Definition, FastioLocals } from '../../../src/server.ts';
import { formPost, testEvent } from '../../support/event.ts';
import { multipartBody } from '../../support/multipart.ts';
import { PNG } from '../../support/samples.ts';
import { describeWires } from './wires.ts';

const FORM = multipartBody([
	{ name: 'name', value: 'Ada' },
	{ name: 'picture', fileName: 'ada.png', type: 'image/png', content: 'pixels' },
	{ name: 'about', value: 'line one\r\nline "two"' },
	{ name: 'second', fileName: '', content: '' }
]);

describeWires('the hook', (context) => {
	const define = (rules: object = {}): Definition =>
		context.fastio.define('documents', { authorize: 'public', ...rules });
	const run = async (
		definition: Definition,
		input: ReturnType<typeof testEvent>,
		action: (event: RequestEvent) => Promise<Response>
	) => {
		const handle = createFastioHandle([definition], {
			streamForms: { '/profile': definition, '/u/[id]': definition }
		});
		return handle({ event: input.event, resolve: action });
	};
	const read = (event: RequestEvent) => event.request.formData();

	describe('streams the form of an untouched action:', () => {
		test('formData() has the fields and files in the order of the form', async () => {
			const input = testEvent('/profile?/save', formPost(FORM));
			let form: FormData | undefined;
			await run(define(), input, async (event) => {
				form = await read(event);
				return new Response();
			});
			expect(
				[...(form ?? [])].map(([name, value]) => [name, typeof value === 'string' ? value : value.name])
			).toEqual([
				['name', 'Ada'],
				['picture', 'ada.png'],
				['about', 'line one\r\nline "two"'],
				['second', '']
			]);
			const picture = form?.get('picture');
			const [stored] = context.emulator.files();
			expect(isFastioFile(picture)).toBe(true);
			expect(picture).toBeInstanceOf(File);
			expect(picture).toMatchObject({ name: 'ada.png', size: 6, type: 'image/png', fileId: stored?.id });
			expect(stored?.sha256).toBe(createHash('sha256').update('pixels').digest('hex'));
			expect((input.event.locals as { fastio: FastioLocals }).fastio.files).toMatchObject([
				{ fileId: stored?.id }
			]);
			expect(form?.get('second')).toMatchObject({ name: '', size: 0 });
		});

		test('a second formData() gives the same form and uploads nothing again', async () => {
			await run(define(), testEvent('/profile', formPost(FORM)), async (event) => {
				expect(await read(event)).toBe(await read(event));
				return new Response();
			});
			expect(context.emulator.files()).toMatchObject([{ versions: 1 }]);
		});

		test('text() and clone() give a small form in which a file is a descriptor', async () => {
			let parsed: FormData | undefined;
			await run(define(), testEvent('/profile', formPost(FORM)), async (event) => {
				parsed = await new Response(event.request.clone().body, {
					headers: { 'content-type': event.request.headers.get('content-type') ?? '' }
				}).formData();
				return new Response();
			});
			const descriptor = JSON.parse(await (parsed!.get('picture') as File).text());
			expect(descriptor).toEqual({
				fileId: context.emulator.files()[0]?.id,
				name: 'ada.png',
				size: 6,
				type: 'image/png'
			});
			expect(parsed?.get('about')).toBe('line one\r\nline "two"');
		});

		test('an action that never asks for the form uploads nothing', async () => {
			const response = await run(
				define(),
				testEvent('/profile', formPost(FORM)),
				async () => new Response('no')
			);
			expect(await response.text()).toBe('no');
			expect(context.emulator.requests).toEqual([]);
		});

		test('the url, method, headers and cookies of the request stay as they were', async () => {
			const init = formPost(FORM);
			const headers = {
				...(init.headers as Record<string, string>),
				accept: 'application/json',
				cookie: 'a=b'
			};
			await run(define(), testEvent('/profile?/save', { ...init, headers }), async ({ request }) => {
				expect([request.url, request.method]).toEqual(['http://app.test/profile?/save', 'POST']);
				expect(request.headers.get('accept')).toBe('application/json');
				expect(request.headers.get('cookie')).toBe('a=b');
				expect(request.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/u);
				return new Response();
			});
		});

		test('one bad file fails the form as error(), and the stored ones are taken back', async () => {
			const form = multipartBody([
				{ name: 'a', fileName: 'a.png', type: 'image/png', content: PNG },
				{ name: 'b', fileName: 'b.exe', type: 'application/x-msdownload', content: 'x' }
			]);
			await run(define({ accept: ['image/*'] }), testEvent('/profile', formPost(form)), async (event) => {
				await expect(read(event)).rejects.toMatchObject({
					status: 415,
					body: { message: expect.stringContaining('b.exe') }
				});
				return new Response();
			});
			expect(context.emulator.files().length).toBe(context.wire === 'v1' ? 1 : 0);
		});

		describe('an action that refuses after it has read the form', () => {
			const refusing = async (event: RequestEvent) => {
				await read(event);
				return Response.json({ type: 'failure', status: 422 });
			};
			const left = () => context.emulator.files().length;

			test('has its files taken back', async () => {
				await run(define(), testEvent('/profile', formPost(FORM)), refusing);
				expect(left()).toBe(context.wire === 'v1' ? 1 : 0);
			});

			test('keeps them when onUploaded has made them the app’s', async () => {
				await run(define({ onUploaded: () => 'saved' }), testEvent('/profile', formPost(FORM)), refusing);
				expect(left()).toBe(1);
			});

			test('and one that succeeds or redirects keeps them', async () => {
				for (const answer of [
					Response.json({ type: 'redirect', status: 303 }),
					new Response('<p>done</p>', { headers: { 'content-type': 'text/html' } }),
					new Response(null, { status: 303, headers: { location: '/done' } })
				]) {
					await run(define(), testEvent('/profile', formPost(FORM)), async (event) => {
						await read(event);
						return answer;
					});
				}
				expect(left()).toBe(1);
			});
		});

		test('a large form that no one reads closes the connection instead of stalling it', async () => {
			const init = formPost(FORM);
			const large = { ...(init.headers as Record<string, string>), 'content-length': String(60 * 2 ** 20) };
			const response = await run(define(), testEvent('/profile', { ...init, headers: large }), async () =>
				Response.redirect('http://app.test/login', 303)
			);
			expect([response.status, response.headers.get('connection')]).toEqual([303, 'close']);
		});

		test('our own action on such a page reads the sender’s request, not its replacement', async () => {
			const definition = define();
			const form = multipartBody([{ name: 'file', fileName: 'a.txt', content: 'real bytes' }]);
			await run(definition, testEvent('/profile?/upload', formPost(form)), async (event) => {
				expect(await createFastioActions(definition).upload(event)).toMatchObject({ success: true });
				return new Response();
			});
			expect(context.emulator.files()).toMatchObject([{ name: 'a.txt', size: 10, versions: 1 }]);
		});

		test('by route id too, and only for POSTs of multipart forms', async () => {
			const definition = define();
			const routed = testEvent('/u/7', formPost(FORM), { routeId: '/u/[id]' });
			await run(definition, routed, async (event) => {
				expect(event.request).not.toBe(routed.event.request);
				return new Response();
			});
			for (const other of [
				testEvent('/other', formPost(FORM)),
				testEvent('/profile'),
				testEvent('/profile', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
			]) {
				await run(definition, other, async (event) => {
					expect(event.request).toBe(other.event.request);
					return new Response();
				});
			}
		});

		test('reading a FastioFile downloads it where the wire can, else it says so', async () => {
			await run(define(), testEvent('/profile', formPost(FORM)), async (event) => {
				const picture = (await read(event)).get('picture') as File;
				if (context.wire === 'sessions') {
					expect(await picture.text()).toBe('pixels');
					expect(await new Response(picture.stream()).text()).toBe('pixels');
				} else {
					await expect(picture.text()).rejects.toMatchObject({ code: 'unsupported' });
					await expect(new Response(picture.stream()).text()).rejects.toThrow();
				}
				expect(() => picture.slice(0, 1)).toThrow(/stream\(\)/u);
				return new Response();
			});
		});
	});

	describe('answers the mount:', () => {
		const call = (path: string, init: RequestInit = {}, rules: object = {}) =>
			run(define(rules), testEvent(`/api/fastio/${path}`, init), async () => new Response('app'));

		test('capabilities tell the rules, narrowed by the plan', async () => {
			const response = await call(
				'documents/capabilities',
				{},
				{ accept: ['image/*'], maxFileBytes: Infinity }
			);
			const sessions = context.wire === 'sessions';
			expect(await response.json()).toEqual({
				name: 'documents',
				accept: ['image/*'],
				maxFileBytes: sessions ? 50 * 1024 ** 3 : null,
				minFileBytes: 1,
				maxFiles: 10,
				maxFileBytesFrom: sessions ? 'plan' : 'rule',
				maxTotalBytes: null,
				maxRequestBytes: null,
				features: {
					slices: sessions,
					tokens: sessions,
					integrity: sessions ? 'crc32c' : null,
					list: false,
					remove: false
				}
			});
		});

		test('POST files stores a raw body, answers 201 and sets the cookies that the app set', async () => {
			const response = await call(
				'documents/files',
				{ method: 'POST', headers: { 'content-type': 'text/plain', 'x-file-name': 'a.txt' }, body: 'hello' },
				{ onUploaded: () => 'saved' }
			);
			expect(response.status).toBe(201);
			expect(await response.json()).toMatchObject({ success: true, filename: 'a.txt', result: 'saved' });
			expect(response.headers.get('set-cookie')).toMatch(/^fastio_visitor=[0-9a-f-]{36};/u);
		});

		test.each([
			['nope/capabilities', 'GET', 404, 'not-found'],
			['documents/nope', 'GET', 404, 'not-found'],
			['documents/constructor', 'GET', 404, 'not-found'],
			['documents/files/x', 'POST', 404, 'not-found'],
			['', 'GET', 404, 'not-found'],
			['documents/files', 'GET', 405, 'method-not-allowed'],
			['documents/capabilities', 'DELETE', 405, 'method-not-allowed']
		])('%s with %s is %d', async (path, method, status, code) => {
			const response = await call(path, { method });
			expect([response.status, (await response.json()).code]).toEqual([status, code]);
			if (status === 405) expect(response.headers.get('allow')).toMatch(/^(?:GET|POST)$/u);
		});

		test('what authorize throws is an answer of the mount, with the cookies that were set', async () => {
			const authorize = ({ cookies }: RequestEvent) => {
				cookies.set('seen', '1', { path: '/' });
				return redirect(303, '/login');
			};
			const redirected = await call('documents/files', { method: 'POST', body: 'x' }, { authorize });
			expect([redirected.status, redirected.headers.get('location')]).toEqual([303, '/login']);
			expect(redirected.headers.get('set-cookie')).toBe('seen=1; Path=/');
			const refused = await call(
				'documents/capabilities',
				{},
				{ authorize: () => error(401, 'Log in first') }
			);
			expect([refused.status, await refused.json()]).toMatchObject([
				401,
				{ success: false, code: 'not-allowed', error: 'Log in first' }
			]);
		});

		test('capabilities are refused to those who may not upload', async () => {
			expect((await call('documents/capabilities', {}, { authorize: () => false })).status).toBe(403);
		});

		test('every other path is the app, with event.locals.fastio filled', async () => {
			const input = testEvent('/api/fastiology/x');
			const response = await run(define(), input, async ({ locals }) =>
				Response.json((locals as { fastio?: object }).fastio)
			);
			expect(await response.json()).toEqual({ files: [] });
		});
	});

	test('a mount that would swallow the app is refused when the hook is made', () => {
		expect(() => createFastioHandle([define()], { base: '/' })).toThrow(/`base`/u);
	});

	test('two definitions of one name are refused when the hook is made', () => {
		expect(() => createFastioHandle([define(), define()])).toThrow(/two definitions are named "documents"/u);
	});
});
