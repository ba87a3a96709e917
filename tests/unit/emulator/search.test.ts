import { describe, expect, it } from 'vitest';
import { snippetOf } from '../../../src/emulator/text/snippet.ts';
import { topicsOf } from '../../../src/emulator/text/terms.ts';
import { byName, NOTES, REPORT, startIndexing } from './indexed-files.ts';
import { type Json } from './support.ts';

const { emulator, get, putIndexed, storage, folder, form, del } = await startIndexing();
const ask = (query: Record<string, string>) => get(storage(`search/?${new URLSearchParams(query)}`));
const search = async (text: string, query: Record<string, string> = {}): Promise<Json> =>
	(await ask({ search: text, ...query })).json;
const names = (answer: Json): string[] => Object.values<Json>(answer.files).map(({ name }) => name);

describe('GET {storage}/search/', () => {
	it('finds passages, with page, score, snippet and where the file is', async () => {
		const docs = await folder('Docs');
		const drafts = await folder('Drafts', docs);
		const id = await putIndexed('report.pdf', REPORT, { folder_id: drafts });
		await putIndexed('notes.md', NOTES);
		const answer = await search('What did the lantern cost?');
		expect(answer).toMatchObject({
			search_metadata: { intelligence_enabled: true, semantic_available: true, scoped: false },
			pagination: { total: 1, limit: 100, offset: 0, has_more: false }
		});
		expect(answer.files).toEqual({
			[id]: {
				name: 'report.pdf',
				parent_id: drafts,
				type: 'file',
				path: 'Docs/Drafts',
				path_complete: true,
				ancestors: [
					{ id: docs, name: 'Docs' },
					{ id: drafts, name: 'Drafts' }
				],
				relevance_score: 1,
				raw_score: expect.any(Number),
				score_source: 'keyword',
				match_source: 'semantic',
				content_snippet: expect.stringContaining('81,300 euros'),
				page: { start_page: 2, end_page: 2 },
				media_segment: null,
				mimetype: 'application/pdf',
				text_indexed: true,
				summary_short: null,
				best_chunk: {
					text: expect.stringContaining('81,300 euros'),
					same_as_snippet: true,
					page: { start_page: 2, end_page: 2 },
					media_segment: null,
					score: answer.files[id].raw_score,
					result_type: 'doc',
					position: 1,
					sequence: 2000,
					indexed_version_id: expect.any(String),
					chunk_hash: expect.stringMatching(/^[0-9a-f]{10}$/)
				},
				metadata_match: false,
				metadata_match_field: null
			}
		});
	});

	it('puts an exact name before a beginning, words about a file, and contents; the best has 1.0', async () => {
		await putIndexed('a.txt', 'The tower stands. The tower!');
		const about = await putIndexed('b.txt', 'x');
		await form(storage(`${about}/update/`), { metadata_title: 'About the tower' });
		await putIndexed('tower hours.txt', 'x');
		await putIndexed('the tower.txt', 'x');
		await putIndexed('tower.txt', 'x');
		await folder('Tower pictures');
		const answer = await search('tower');
		expect(names(answer)).toEqual([
			'tower.txt',
			'Tower pictures',
			'tower hours.txt',
			'b.txt',
			'the tower.txt',
			'a.txt'
		]);
		const hits = byName(answer.files);
		expect(hits['tower.txt'].relevance_score).toBe(1);
		expect(hits['tower.txt']).toMatchObject({
			score_source: 'filename',
			match_source: 'keyword',
			raw_score: null
		});
		expect(hits['b.txt']).toMatchObject({ metadata_match: true, metadata_match_field: 'title' });
		const scores = Object.values<Json>(answer.files).map(({ relevance_score }) => relevance_score);
		expect(scores).toEqual(scores.toSorted((a, b) => b - a));
	});

	it('says both where name and content fit', async () => {
		await putIndexed('tower.txt', 'The tower stands.');
		expect(byName((await search('tower')).files)['tower.txt'].match_source).toBe('both');
	});

	it.each([
		['auto', 'report 2026', ['annual Report 2026.txt', 'Report 2026 final.txt']],
		['exact', 'report', ['report.txt']],
		['prefix', 'report', ['Report 2026 final.txt', 'report.txt']],
		['contains', 'port 20', ['annual Report 2026.txt', 'Report 2026 final.txt']],
		['glob', 'r?port*final.*', ['Report 2026 final.txt']],
		['glob', '*', ['annual Report 2026.txt', 'Report 2026 final.txt', 'report.txt']],
		['glob', 'report', []]
	])('matches names by %s: %s', async (name_match, text, expected) => {
		for (const name of ['report.txt', 'Report 2026 final.txt', 'annual Report 2026.txt'])
			await putIndexed(name, 'x');
		const answer = await search(text, { search_in: 'filename', name_match });
		expect(names(answer).toSorted()).toEqual(expected.toSorted());
	});

	it('tells upper from lower case where it is asked to', async () => {
		await putIndexed('Report.txt', 'x');
		const query = { search_in: 'filename', case_sensitive: 'true' };
		expect(names(await search('report', query))).toEqual([]);
		expect(names(await search('Report', query))).toEqual(['Report.txt']);
	});

	it('says little of what it finds by name alone, unless details are asked for', async () => {
		const id = await putIndexed('a.txt', 'x');
		expect((await search('a', { search_in: 'filename' })).files[id]).toEqual({
			name: 'a.txt',
			parent_id: 'root',
			type: 'file',
			content_snippet: null,
			match_source: 'keyword'
		});
		const detailed = await search('a', { search_in: 'filename', details: 'true', output: 'terse' });
		expect(detailed.files[id].node).toMatchObject({ id, name: 'a.txt', size: 1 });
		expect(detailed.pagination.limit).toBe(10);
	});

	it('finds in contents only, by other forms and beginnings of words, without accents', async () => {
		await putIndexed('tower.txt', 'Nothing here.');
		await putIndexed('a.txt', 'Über die Leuchttürme: keepers, repairs and categories.');
		for (const text of ['keeper', 'repair', 'category', 'leuchtturme', 'UBER', 'keep']) {
			expect(names(await search(text, { search_in: 'content' }))).toEqual(['a.txt']);
		}
		expect(names(await search('tower', { search_in: 'content' }))).toEqual([]);
	});

	it('finds what is written without spaces between its words', async () => {
		await putIndexed('灯台.md', '灯台は、港の入り口に立っている。レンズは二週間ごとに掃除する。');
		await putIndexed('b.md', '港の天気。');
		const found = async (text: string) => names(await search(text, { search_in: 'content' })).toSorted();
		expect(await found('レンズの掃除')).toEqual(['灯台.md']);
		expect(await found('港の')).toEqual(['b.md', '灯台.md']);
		expect(await found('港')).toEqual(['b.md', '灯台.md']);
	});

	it('takes the first 50 words of a text that says more', async () => {
		const many = Array.from({ length: 160 }, (_, n) => `w${n}x`);
		await putIndexed('a.txt', many[49]!);
		await putIndexed('b.txt', many[50]!);
		expect(names(await search(many.join(' '), { search_in: 'content' }))).toEqual(['a.txt']);
	});

	it('cuts snippets by the level of the answer', async () => {
		const text = `${'Something else is said here first. '.repeat(10)}The lantern is red. ${'More of it. '.repeat(30)}`;
		const id = await putIndexed('a.txt', text);
		const snippet = async (output: string) => (await search('lantern', { output })).files[id].content_snippet;
		expect(await snippet('terse')).toMatch(/^The lantern is red\. More/);
		expect((await snippet('terse')).length).toBeLessThanOrEqual(200);
		expect((await snippet('standard')).length).toBeLessThanOrEqual(600);
		expect(await snippet('full')).toMatch(/^Something else/);
	});

	it('gives pages that hold together', async () => {
		for (let n = 0; n < 7; n++) await putIndexed(`tower ${n}.txt`, 'tower '.repeat(n));
		const all = names(await search('tower'));
		const pages = [];
		for (const offset of [0, 3, 6]) {
			const page = await search('tower', { limit: '3', offset: String(offset) });
			expect(page.pagination).toEqual({ total: 7, limit: 3, offset, has_more: offset < 6 });
			pages.push(...names(page));
		}
		expect(pages).toEqual(all);
	});

	it('keeps to files and folders, at their depth, for contents', async () => {
		const [outer, other] = [await folder('outer'), await folder('other')];
		const inner = await folder('inner', outer);
		const a = await putIndexed('a.txt', 'tower');
		await putIndexed('b.txt', 'tower', { folder_id: outer });
		await putIndexed('c.txt', 'tower', { folder_id: inner });
		await putIndexed('d.txt', 'tower', { folder_id: other });
		const found = async (query: Record<string, string>) => names(await search('tower', query)).toSorted();
		expect(await found({ files_scope: a })).toEqual(['a.txt']);
		expect(await found({ folders_scope: `${outer}:1` })).toEqual(['b.txt']);
		expect(await found({ folders_scope: `${outer}:2` })).toEqual(['b.txt', 'c.txt']);
		expect(await found({ folders_scope: `${inner}:1,${other}:10`, files_scope: a })).toEqual([
			'a.txt',
			'c.txt',
			'd.txt'
		]);
		expect((await search('tower', { files_scope: a })).search_metadata.scoped).toBe(true);
	});

	it('says why contents were not searched, to those who ask where', async () => {
		const reason = async () => (await search('tower', { search_in: 'content' })).search_metadata;
		expect(await reason()).toMatchObject({ content_search_available: false, reason: 'content_not_indexed' });
		await putIndexed('tower.txt', 'tower');
		expect(await reason()).toMatchObject({ content_search_available: true });
		emulator.configure({ intelligence: false });
		expect(await reason()).toEqual({
			intelligence_enabled: false,
			semantic_available: false,
			scoped: false,
			content_search_available: false,
			reason: 'intelligence_disabled'
		});
		expect(names(await search('tower'))).toEqual(['tower.txt']);
	});

	it('knows nothing of what is in the trash or was overwritten', async () => {
		const id = await putIndexed('a.txt', 'The old tower.');
		await putIndexed('a.txt', 'The new lighthouse.');
		expect(names(await search('tower'))).toEqual([]);
		expect(names(await search('lighthouse'))).toEqual(['a.txt']);
		await del(storage(`${id}/delete/`));
		expect(names(await search('lighthouse'))).toEqual([]);
	});

	it.each([
		[{}, 406, 10022],
		[{ search: '  ' }, 406, 10022],
		[{ search: 'x'.repeat(1001) }, 406, 10023],
		[{ search: 'x'.repeat(257), search_in: 'filename', name_match: 'prefix' }, 406, 10023],
		[{ search: 'x', search_in: 'names' }, 406, 10023],
		[{ search: 'x', name_match: 'fuzzy' }, 406, 10023],
		[{ search: 'x', limit: '501' }, 406, 10023],
		[{ search: 'x', limit: '0' }, 406, 10023],
		[{ search: 'x', folders_scope: 'root:1' }, 400, 1605],
		[{ search: 'x', files_scope: '2none' }, 400, 1605],
		[{ search: 'x', files_scope: Array(101).fill('2').join() }, 400, 1605]
	])('refuses %.60j: %i', async (query, status, code) => {
		const { status: answered, json } = await ask(query as Record<string, string>);
		expect([answered, json.error.code]).toEqual([status, code]);
	});

	it('refuses scopes of the wrong kind, depth or version', async () => {
		const [outer, file] = [await folder('outer'), await putIndexed('a.txt', 'x')];
		for (const query of [
			{ files_scope: outer },
			{ files_scope: `${file}:3none` },
			{ folders_scope: file },
			{ folders_scope: `${outer}:11` },
			{ folders_scope: `${outer}:0` }
		]) {
			const { status, json } = await ask({ search: 'x', ...query } as Record<string, string>);
			expect([status, json.error.code]).toEqual([400, 1605]);
		}
	});
});

describe('GET /workspace/{id}/search/', () => {
	const buckets = async (query: string): Promise<Json> =>
		(await get(`/workspace/${emulator.workspaceId}/search/?${query}`)).json.buckets;

	it('gives files, words about files, and comments apart, each in pages', async () => {
		for (const name of ['a.txt', 'b.txt', 'tower.txt']) await putIndexed(name, 'The tower stands.');
		const id = emulator.files()[1]!.id;
		await form(storage(`${id}/update/`), { metadata_short: 'All about the tower.' });
		const { files, metadata, comments } = await buckets('search=tower&files_limit=2');
		expect(files).toMatchObject({ total: 3, total_relation: 'eq', has_more: true, status: 'ok' });
		expect(files.items.map(({ name }: Json) => name)).toEqual(['tower.txt', 'b.txt']);
		expect(metadata.items).toMatchObject([{ id, metadata_match_field: 'short' }]);
		expect(comments).toEqual({ items: [], total: 0, total_relation: 'eq', has_more: false, status: 'ok' });
		expect((await buckets('search=tower&files_limit=2&files_offset=2')).files.items).toHaveLength(1);
	});

	it.each([
		['', 10022],
		[`search=${'x'.repeat(1025)}`, 10023],
		['search=x&files_limit=501', 10023]
	])('refuses %.30s', async (query, code) => {
		const { status, json } = await get(`/workspace/${emulator.workspaceId}/search/?${query}`);
		expect([status, json.error.code]).toEqual([406, code]);
	});
});

describe('a snippet', () => {
	it('is the sentence with most of the words, and what follows as far as it fits', () => {
		const text = 'The tower is old. The lantern of the tower is new. It shines. It was paid by donations.';
		const words = topicsOf('lantern of the tower');
		expect(snippetOf(text, words, 50)).toBe('The lantern of the tower is new. It shines.');
		expect(snippetOf(text, words, 20)).toBe('The lantern of the…');
		expect(snippetOf('', words, 20)).toBe('');
	});

	it('joins the lines that a PDF breaks, but not a heading and its text', () => {
		const text = `Costs\nThe repair of the lantern and of the gallery below it was\nfinished in May.`;
		expect(snippetOf(text, ['lantern'], 200)).toBe(
			'The repair of the lantern and of the gallery below it was finished in May.'
		);
	});
});
