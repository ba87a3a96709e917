import { beforeEach, describe, expect, test } from 'vitest';
import { createFastio, type SearchHit, type SearchOptions } from '../../src/api.ts';
import { makePdf } from '../support/pdf.ts';
import { expected, recording } from './recorded.ts';
import { connectTo, startEmulator } from './wires.ts';

const emulator = await startEmulator({ intelligence: true, indexing: { delayMs: 0 } });
const { files, folders, search, upload } = connectTo(emulator, 'sessions');
const PATH = '/workspace/{ws}/storage/search/';

const put = async (name: string, content: BlobPart, folderId = 'root'): Promise<string> => {
	const file = await upload(new File([content], name), { folderId });
	expect(await file.indexed).toEqual({ state: 'indexed' });
	return file.fileId;
};
const collect = async (hits: AsyncIterable<SearchHit>): Promise<SearchHit[]> => {
	const all: SearchHit[] = [];
	for await (const hit of hits) all.push(hit);
	return all;
};
const find = async (text: string, options: SearchOptions = {}): Promise<string[]> =>
	(await collect(search(text, options))).map(({ name }) => name);

test('a hit tells where it is, on which page, in which words, of which version', async () => {
	const { folderId } = await folders.create('Docs/Drafts');
	const pdf = makePdf([['The society has 412 members.'], ['The lantern cost 81,300 euros.']]);
	const fileId = await put('report.pdf', pdf, folderId);
	await put('other.md', 'Nothing of the kind.');
	expect(await collect(search('what did the lantern cost'))).toEqual([
		{
			fileId,
			name: 'report.pdf',
			kind: 'file',
			type: 'application/pdf',
			parentId: folderId,
			path: 'Docs/Drafts',
			foundIn: 'content',
			score: 1,
			snippet: expect.stringContaining('81,300 euros'),
			page: 2,
			indexed: true,
			versionId: (await files.details(fileId)).versionId
		}
	]);
});

describe('a search is sent as Fast.io documents it', () => {
	test('with no more than is asked for', async () => {
		const { client, sent } = recording(emulator);
		await client.search('notes').page();
		const query = { search: 'notes', search_in: 'both', output: 'standard', limit: '100', offset: '0' };
		expect(sent).toEqual([expected('GET', PATH, { query })]);
	});

	test.each([
		['names', 'filename'],
		['content', 'content'],
		['both', 'both']
	] as const)('in %s', async (place, search_in) => {
		const { client, sent } = recording(emulator);
		await client
			.search('n*', { in: place, match: 'glob', caseSensitive: true, pageSize: 500 })
			.page({ offset: 7 });
		expect(sent).toMatchObject([
			{ query: { search_in, name_match: 'glob', case_sensitive: 'true', limit: '500', offset: '7' } }
		]);
	});

	test('with the versions of the files and the depths of the folders to look into', async () => {
		const fileId = await put('a.md', 'ferry');
		const { versionId } = await files.details(fileId);
		const [one, two] = [await folders.create('one'), await folders.create('two')];
		const { client, sent } = recording(emulator);
		await client
			.search('ferry', { files: [fileId], folders: [one.folderId, { folderId: two.folderId, depth: 2 }] })
			.page();
		expect(sent).toMatchObject([
			expected('GET', `/workspace/{ws}/storage/${fileId}/details/`),
			{
				query: {
					files_scope: `${fileId}:${versionId}`,
					folders_scope: `${one.folderId}:10,${two.folderId}:2`
				}
			}
		]);
	});
});

describe('names and contents', () => {
	beforeEach(async () => {
		await put('ferry.md', 'Nothing about boats.');
		await put('notes.md', 'The ferry leaves at 7:40.');
	});

	test.each([
		['names', ['ferry.md']],
		['content', ['notes.md']],
		['both', ['ferry.md', 'notes.md']]
	] as const)('are searched apart and together: %s', async (place, names) => {
		expect(await find('ferry', { in: place })).toEqual(names);
	});

	test('are said to be searched, or why not', async () => {
		const { searched } = await search('ferry').page();
		expect(searched).toEqual({ names: true, content: true, reason: undefined, incomplete: false });
		emulator.configure({ intelligence: false });
		const page = await search('ferry').page();
		expect(page.searched).toEqual({ names: true, content: false, reason: 'off', incomplete: false });
		expect(page.hits.map(({ name }) => name)).toEqual(['ferry.md']);
		expect((await search('ferry', { in: 'names' }).page()).searched).toMatchObject({ reason: undefined });
	});

	test('not indexed yet are no hits, and that is said', async () => {
		for (const { id } of emulator.files()) emulator.setAiState(id, 'in_progress');
		const { hits, searched } = await search('ferry', { in: 'content' }).page();
		expect({ hits, searched }).toMatchObject({
			hits: [],
			searched: { content: false, reason: 'not-indexed' }
		});
	});

	test('fit as `match` says', async () => {
		expect(await find('n*.md', { in: 'names', match: 'glob' })).toEqual(['notes.md']);
		expect(await find('Notes.md', { in: 'names', match: 'exact', caseSensitive: true })).toEqual([]);
		expect(await find('Notes.md', { in: 'names', match: 'exact' })).toEqual(['notes.md']);
	});
});

describe('a scope', () => {
	test('holds names to it as well as contents', async () => {
		const { folderId } = await folders.create('in/deep');
		const inside = await put('ferry-1.md', 'The ferry leaves.', folderId);
		const outside = await put('ferry-2.md', 'The ferry leaves.');
		const byContent = await put('notes.md', 'The ferry leaves.', (await folders.create('else')).folderId);
		expect(await find('ferry', { in: 'names', files: [byContent] })).toEqual([]);
		const parent = (await folders.byPath('in')).folderId;
		for (const place of ['names', 'content', 'both'] as const) {
			expect(await find('ferry', { in: place, files: [outside] })).toEqual(['ferry-2.md']);
			expect(await find('ferry', { in: place, folders: [parent] })).toEqual(['ferry-1.md']);
			expect(await find('ferry', { in: place, folders: [{ folderId: parent, depth: 1 }] })).toEqual([]);
			const either = { in: place, files: [outside], folders: [folderId] };
			expect((await find('ferry', either)).toSorted()).toEqual(['ferry-1.md', 'ferry-2.md']);
		}
		const [named] = await collect(search('ferry', { in: 'names', files: [inside] }));
		expect(named).toMatchObject({ foundIn: 'name', snippet: undefined, path: 'in/deep' });
	});

	test('leaves out files that are not there, and is `not-found` when none is', async () => {
		const here = await put('a.md', 'The ferry leaves.');
		const gone = await put('b.md', 'The ferry leaves.');
		await files.remove(gone);
		expect(await find('ferry', { files: [gone, here] })).toEqual(['a.md']);
		await expect(find('ferry', { files: [gone] })).rejects.toMatchObject({ code: 'not-found' });
	});

	test('of a folder that is not there is refused by Fast.io', async () => {
		const refused = find('ferry', { folders: ['2aaaaaaaaaaaaaaaaaaaaaaaaaaaa'] });
		await expect(refused).rejects.toMatchObject({ code: 'rejected', status: 400, upstreamCode: '1605' });
	});

	test.each<[string, SearchOptions]>([
		['the top folder', { folders: ['root'] }],
		['a depth of 0', { folders: [{ folderId: '2a', depth: 0 }] }],
		['a depth of 11', { folders: [{ folderId: '2a', depth: 11 }] }],
		['101 files', { files: Array.from({ length: 101 }, (_unused, at) => `2${at}`) }]
	])('is `malformed` with %s, and nothing is asked', async (_what, options) => {
		await expect(find('ferry', options)).rejects.toMatchObject({ code: 'malformed' });
		expect(emulator.requests).toEqual([]);
	});
});

describe('pages', () => {
	test('follow one another while iterating, each hit once', async () => {
		await Promise.all(Array.from({ length: 5 }, (_unused, at) => folders.create(`ferry ${at}`)));
		const { client, sent } = recording(emulator);
		const hits = await collect(client.search('ferry', { in: 'names', pageSize: 2 }));
		expect(hits.map(({ name }) => name)).toEqual([0, 1, 2, 3, 4].map((at) => `ferry ${at}`));
		expect(sent.map(({ query }) => query['offset'])).toEqual(['0', '2', '4']);
	});

	test('say where the next one begins, and how many hits there are', async () => {
		await Promise.all(Array.from({ length: 3 }, (_unused, at) => folders.create(`ferry ${at}`)));
		const found = search('ferry', { pageSize: 2 });
		expect(await found.page()).toMatchObject({ nextOffset: 2, total: 3 });
		expect(await found.page({ offset: 2 })).toMatchObject({
			hits: [{ name: 'ferry 2' }],
			nextOffset: undefined
		});
	});

	const answering = (files: (offset: number) => object, pagination?: object) => {
		const asked: number[] = [];
		const client = createFastio({
			token: 'token-1',
			workspaceId: '1',
			fetch: async (input) => {
				const offset = Number(new URL(String(input)).searchParams.get('offset'));
				asked.push(offset);
				return Response.json({ result: true, files: files(offset), ...(pagination && { pagination }) });
			}
		});
		return { client, asked };
	};
	const row = { name: 'a', type: 'file' };

	test('end where a page is not full, when Fast.io says nothing of pages', async () => {
		const { client, asked } = answering((at) => (at === 0 ? { '2a': row, '2b': row } : { '2c': row }));
		expect(await collect(client.search('a', { pageSize: 2 }))).toHaveLength(3);
		expect(asked).toEqual([0, 2]);
	});

	test('end where one brings nothing new, whatever Fast.io says', async () => {
		const { client, asked } = answering(() => ({ '2a': row, '2b': row }), { has_more: true });
		expect(await collect(client.search('a', { pageSize: 2 }))).toHaveLength(2);
		expect(asked).toEqual([0, 2]);
	});
});

test.each(['', ' ', '\n'])('for nothing (%j) is `malformed`, and nothing is asked', async (text) => {
	await expect(find(text)).rejects.toMatchObject({ code: 'malformed' });
	expect(emulator.requests).toEqual([]);
});

test.each<SearchOptions>([{ pageSize: 0 }, { pageSize: 501 }, { in: 'names ' as 'names' }])(
	'%j is a `config` error',
	async (options) => {
		await expect(find('ferry', options)).rejects.toMatchObject({ code: 'config' });
	}
);

test('what Fast.io refuses has its code', async () => {
	const long = search('x'.repeat(1001)).page();
	await expect(long).rejects.toMatchObject({ code: 'rejected', status: 406, upstreamCode: '10023' });
});

test('on the v1 wire is `unsupported`', async () => {
	const v1 = connectTo(emulator, 'v1').search('ferry');
	await expect(v1.page()).rejects.toMatchObject({ code: 'unsupported' });
	await expect(collect(v1)).rejects.toMatchObject({ code: 'unsupported' });
	expect(emulator.requests).toEqual([]);
});
