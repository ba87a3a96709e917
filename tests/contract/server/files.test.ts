import { error, redirect } from '@sveltejs/kit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFastio, createFastioHandle } from '../../../src/server.ts';
import type { DefinitionRules } from '../../../src/server.ts';
import { testEvent } from '../../support/event.ts';
import { describeWires } from './wires.ts';

const UNKNOWN = '2aaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const sameOrigin = { 'sec-fetch-site': 'same-origin' };
const everything: Partial<DefinitionRules<unknown>> = { canRead: () => true, canRemove: () => true };

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

describeWires('stored files by the mount', (context) => {
	const call = async (
		path: string,
		rules: Partial<DefinitionRules<unknown>> = everything,
		init: RequestInit = {},
		fastio = context.fastio
	) => {
		const definition = fastio.define('documents', { authorize: 'public', ...rules });
		const { event } = testEvent(
			`/api/fastio/documents/${path}`,
			{ ...init, headers: { ...sameOrigin, ...init.headers } },
			{ locals: { user: 'ada' } }
		);
		return createFastioHandle([definition])({ event, resolve: () => new Response('app', { status: 418 }) });
	};
	const failure = async (answer: Promise<Response>) => {
		const response = await answer;
		return [response.status, (await response.json()).code];
	};
	const remove = (id: string, rules?: Partial<DefinitionRules<unknown>>) =>
		call(`files/${id}`, rules, { method: 'DELETE' });
	const calls: [string, string, RequestInit][] = [
		['list', 'files', {}],
		['details', `files/${UNKNOWN}`, {}],
		['content', `files/${UNKNOWN}/content`, {}],
		['remove', `files/${UNKNOWN}`, { method: 'DELETE' }]
	];

	test('who may upload may not therefore read: without rules the calls are not there', async () => {
		expect(await failure(call(`files/${UNKNOWN}`, {}))).toEqual([404, 'not-found']);
		expect(await failure(call(`files/${UNKNOWN}/content`, {}))).toEqual([404, 'not-found']);
		expect(await failure(remove(UNKNOWN, {}))).toEqual([404, 'not-found']);
		// There is a POST of that path.
		expect(await failure(call('files', {}))).toEqual([405, 'method-not-allowed']);
		const { features } = await (await call('capabilities', {})).json();
		expect(features).toMatchObject({ list: false, remove: false });
		expect(context.emulator.requests.filter(({ path }) => path.includes('/storage/'))).toEqual([]);
	});

	test('each rule switches on its own calls', async () => {
		expect(await failure(remove(UNKNOWN, { canRead: () => true }))).toEqual([405, 'method-not-allowed']);
		expect(await failure(call(`files/${UNKNOWN}`, { canRemove: () => true }))).toEqual([
			405,
			'method-not-allowed'
		]);
	});

	describe.each(calls)('%s', (_, path, init) => {
		test('asks authorize first', async () => {
			const canRead = vi.fn(() => true);
			const rules = { authorize: () => false, canRead, canRemove: canRead };
			expect(await failure(call(path, rules, init))).toEqual([403, 'not-allowed']);
			expect(canRead).not.toHaveBeenCalled();
			expect(context.emulator.requests).toEqual([]);
		});

		test('passes on what authorize throws', async () => {
			const to = await call(path, { ...everything, authorize: () => redirect(303, '/login') }, init);
			expect([to.status, to.headers.get('location')]).toEqual([303, '/login']);
			const refused = await call(path, { ...everything, authorize: () => error(401, 'Log in') }, init);
			expect([refused.status, (await refused.json()).error]).toEqual([401, 'Log in']);
		});

		test('is refused to other sites', async () => {
			const authorize = vi.fn(() => true);
			for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
				expect(await failure(call(path, { ...everything, authorize }, { ...init, headers }))).toEqual([
					403,
					'cross-site'
				]);
			}
			expect(authorize).not.toHaveBeenCalled();
		});
	});

	if (context.wire === 'v1') {
		test.each(calls)('%s is `unsupported`', async (_, path, init) => {
			expect(await failure(call(path, everything, init))).toEqual([501, 'unsupported']);
			const { features } = await (await call('capabilities')).json();
			expect(features).toMatchObject({ list: false, remove: false });
			expect(context.emulator.requests).toEqual([]);
		});
		return;
	}

	const store = async (name: string, content = 'hello', type = 'text/plain') =>
		context.fastio.upload(new File([content], name, { type }));

	describe('the list', () => {
		test('has the files that canRead lets through, and no folders', async () => {
			const mine = await store('mine.txt');
			await store('theirs.txt');
			const canRead = vi.fn((file: { name: string }) => file.name === 'mine.txt');
			const response = await call('files', { canRead });
			expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
			expect(await response.json()).toEqual({
				success: true,
				files: [
					{
						fileId: mine.fileId,
						name: 'mine.txt',
						type: 'text/plain',
						size: 5,
						hash: context.emulator.files().find(({ name }) => name === 'mine.txt')?.sha256,
						hashAlgorithm: 'sha256',
						createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/u),
						modifiedAt: expect.stringMatching(/Z$/u)
					}
				],
				nextCursor: null
			});
			expect(canRead.mock.calls.map(([{ name }]) => name).toSorted()).toEqual(['mine.txt', 'theirs.txt']);
		});

		test('goes on with the cursor of the page before', async () => {
			for (let stored = 0; stored < 101; stored += 10) {
				const tens = Array.from({ length: Math.min(10, 101 - stored) }, (_, index) => stored + index);
				await Promise.all(tens.map((index) => store(`${index}.txt`)));
			}
			const first = await (await call('files')).json();
			expect([first.files.length, typeof first.nextCursor]).toEqual([100, 'string']);
			const query = `files?cursor=${encodeURIComponent(first.nextCursor)}`;
			const second = await (await call(query)).json();
			expect([second.files.length, second.nextCursor]).toEqual([1, null]);
		});

		test('refuses a cursor that is none', async () => {
			expect(await failure(call(`files?cursor=${'a'.repeat(1025)}`))).toEqual([400, 'malformed']);
			expect(await failure(call('files?cursor=nonsense'))).toEqual([400, 'rejected']);
		});
	});

	test('details tell what Fast.io knows of a file, and not where it lies', async () => {
		const { fileId } = await store('a.txt');
		const { file } = await (await call(`files/${fileId}`)).json();
		expect(Object.keys(file).toSorted()).toEqual([
			'createdAt',
			'fileId',
			'hash',
			'hashAlgorithm',
			'modifiedAt',
			'name',
			'size',
			'type'
		]);
		expect(file).toMatchObject({ fileId, name: 'a.txt', size: 5 });
	});

	describe('the content', () => {
		test('arrives byte for byte, as a download that nothing runs', async () => {
			const { fileId } = await store('evil".svg', '<svg onload="alert(1)"/>', 'image/svg+xml');
			const response = await call(`files/${fileId}/content?inline`);
			expect(Object.fromEntries(response.headers)).toEqual({
				'content-type': 'application/octet-stream',
				'content-disposition': `attachment; filename="evil_.svg"; filename*=UTF-8''evil%22.svg`,
				'content-length': '24',
				'x-content-type-options': 'nosniff',
				'content-security-policy': "default-src 'none'; sandbox",
				'cross-origin-resource-policy': 'same-origin',
				'cache-control': 'private, no-store'
			});
			expect(await response.text()).toBe('<svg onload="alert(1)"/>');
		});

		test('of a picture is shown where the page asks for that', async () => {
			const { fileId } = await store('a.png', 'pixels', 'image/png');
			const download = await call(`files/${fileId}/content`);
			expect(download.headers.get('content-disposition')).toMatch(/^attachment/u);
			const shown = await call(`files/${fileId}/content?inline`);
			expect(shown.headers.get('content-disposition')).toMatch(/^inline/u);
			await Promise.all([download.body?.cancel(), shown.body?.cancel()]);
		});

		test('ends Fast.io’s call when the visitor leaves', async () => {
			const { fileId } = await store('a.txt');
			const signals: AbortSignal[] = [];
			const { emulator } = context;
			const fastio = createFastio({
				token: emulator.token,
				workspaceId: emulator.workspaceId,
				apiUrl: emulator.url,
				fetch: (url, init) => {
					if (String(url).includes('/read/') && init?.signal) signals.push(init.signal);
					return fetch(url, init);
				}
			});
			const response = await call(`files/${fileId}/content`, everything, {}, fastio);
			await response.body?.cancel();
			expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
		});

		test('breaks off when Fast.io sends nothing more of it for a while', async () => {
			const { fileId } = await store('a.txt');
			context.emulator.faults.add({ kind: 'stall', on: { path: '*/read/' } });
			const response = await call(`files/${fileId}/content`);
			expect(response.status).toBe(200);
			await expect(response.arrayBuffer()).rejects.toMatchObject({ code: 'timeout' });
		});

		test.each([
			[500, 502, 'upstream'],
			[401, 502, 'credentials'],
			[404, 404, 'not-found']
		])('is refused when Fast.io answers %i', async (status, ours, code) => {
			const { fileId } = await store('a.txt');
			context.emulator.faults.add({ kind: 'status', status, on: { path: '*/read/' }, times: 9 });
			expect(await failure(call(`files/${fileId}/content`))).toEqual([ours, code]);
		});
	});

	describe('removing', () => {
		test('puts the file into the trash, where no call finds it any more', async () => {
			const { fileId } = await store('a.txt');
			expect((await remove(fileId)).status).toBe(204);
			expect(context.emulator.files()).toEqual([]);
			expect(await context.fastio.files.details(fileId)).toMatchObject({ trashed: true });
			for (const answer of [call(`files/${fileId}`), call(`files/${fileId}/content`), remove(fileId)])
				expect(await failure(answer)).toEqual([404, 'not-found']);
		});

		test('is refused with 403 to who may only read, and is 404 to everyone else', async () => {
			const { fileId } = await store('a.txt');
			const canRemove = () => false;
			expect(await failure(remove(fileId, { canRead: () => true, canRemove }))).toEqual([403, 'not-allowed']);
			expect(await failure(remove(fileId, { canRead: () => false, canRemove }))).toEqual([404, 'not-found']);
			expect(await failure(remove(fileId, { canRemove }))).toEqual([404, 'not-found']);
			expect(context.emulator.files()).toHaveLength(1);
		});
	});

	describe('out of reach, and not told apart:', () => {
		const everywhere = async (id: string, rules = everything) => {
			for (const answer of [
				call(`files/${id}`, rules),
				call(`files/${id}/content`, rules),
				remove(id, rules)
			])
				expect(await failure(answer)).toEqual([404, 'not-found']);
		};

		test('a file that there is not', () => everywhere(UNKNOWN));

		test('a file that canRead refuses', async () => {
			const { fileId } = await store('a.txt');
			await everywhere(fileId, { canRead: () => false, canRemove: () => false });
			expect(context.emulator.files()).toHaveLength(1);
		});

		test('a file of another workspace', async () => {
			const { fileId } = await store('a.txt');
			await everywhere(fileId, {
				...everything,
				destination: () => ({ workspaceId: '4000000000000000000' })
			});
			expect(context.emulator.files()).toHaveLength(1);
		});

		test('folders, and the words that Fast.io has for them', async () => {
			for (const id of ['root', 'trash', '.', '..', '%2e%2e', 'x%2fy']) await everywhere(id);
		});

		test('two ids at once, of which Fast.io would take both', async () => {
			const [one, two] = [await store('1.txt'), await store('2.txt')];
			for (const comma of [',', '%2C', '%2c']) await everywhere(`${one.fileId}${comma}${two.fileId}`);
			expect(context.emulator.files()).toHaveLength(2);
		});

		test.each(['%00', '%0d%0aset-cookie:a=b', 'a%3Ftoken=x', 'a%23b', '%F0%9F%92%A9', 'a'.repeat(5000), '%'])(
			'the hostile id %j',
			async (id) => {
				await everywhere(id);
				expect(context.emulator.requests.filter(({ path }) => path.includes('/storage/'))).toEqual([]);
			}
		);
	});

	describe('below the destination’s folder', () => {
		/** A file in `folder/` and one beside it. */
		const stored = async () => {
			const beside = await store('beside.txt');
			const { uploadId } = await context.fastio.uploads.open({ name: 'in.txt', size: 5 }, { held: true });
			await context.fastio.uploads.putSlice(uploadId, {
				number: 1,
				size: 5,
				source: new Blob(['hello']).stream()
			});
			await context.fastio.uploads.complete(uploadId);
			for (let status = ''; status !== 'complete';)
				({ status } = await context.fastio.uploads.status(uploadId, { waitSeconds: 1 }));
			const inside = await context.fastio.uploads.place(
				uploadId,
				{ name: 'in.txt', size: 5, type: 'text/plain' },
				{ relativePath: 'folder/deeper/' }
			);
			const folders = await context.fastio.files.page();
			const folderId = folders.entries.find(({ kind }) => kind === 'folder')!.fileId;
			return { beside, inside, rules: { ...everything, destination: () => ({ folderId }) } };
		};

		test('a file is found however deep, and one beside it is not', async () => {
			const { beside, inside, rules } = await stored();
			expect((await call(`files/${inside.fileId}`, rules)).status).toBe(200);
			expect(await failure(call(`files/${beside.fileId}`, rules))).toEqual([404, 'not-found']);
			expect(await failure(remove(beside.fileId, rules))).toEqual([404, 'not-found']);
		});

		test('the list has the files of the folder itself', async () => {
			const { rules } = await stored();
			expect(await (await call('files', rules)).json()).toMatchObject({ files: [], nextCursor: null });
		});
	});

	test('what canRead throws is an answer: redirect() and error() as they are, else 500', async () => {
		const { fileId } = await store('a.txt');
		const thrown = (canRead: () => boolean) => call(`files/${fileId}`, { canRead });
		expect((await thrown(() => redirect(303, '/login'))).status).toBe(303);
		expect((await thrown(() => error(418, 'tea'))).status).toBe(418);
		const broken = await thrown(() => {
			throw new Error('SELECT * FROM secrets');
		});
		expect([broken.status, JSON.stringify(await broken.json())]).toEqual([
			500,
			expect.not.stringContaining('secrets')
		]);
	});
});
