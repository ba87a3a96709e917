import { describe, expect, test } from 'vitest';
import { hitsIn, searchedIn } from '../../../../src/api/search/read-answer.ts';

const row = {
	name: 'spec.pdf',
	parent_id: '2-F',
	type: 'file',
	path: 'Docs/Drafts',
	path_complete: true,
	ancestors: [
		{ id: '2-e', name: 'Docs' },
		{ id: '2-F', name: 'Drafts' }
	],
	relevance_score: 1,
	raw_score: 0.42,
	score_source: 'semantic',
	match_source: 'both',
	content_snippet: 'the words',
	page: { start_page: 7, end_page: 8 },
	mimetype: 'application/pdf',
	text_indexed: true,
	best_chunk: { text: 'all the words', page: { start_page: 7, end_page: 7 }, indexed_version_id: '3-A' },
	metadata_match: false
};
const hit = {
	fileId: '2abcd',
	name: 'spec.pdf',
	kind: 'file',
	type: 'application/pdf',
	parentId: '2f',
	path: 'Docs/Drafts',
	foundIn: 'both',
	score: 1,
	snippet: 'the words',
	page: 7,
	indexed: true,
	versionId: '3a'
};

describe('hits are read from', () => {
	test.each([
		['`files` by id, as documented', { files: { '2-ABCD': row } }],
		['a list under `files`', { files: [{ id: '2abcd', ...row }] }],
		['`files.items`', { files: { items: [{ node_id: '2-abcd', ...row }] } }],
		['`results`', { results: [{ id: '2abcd', ...row }] }],
		['the bare list', { items: [{ id: '2abcd', ...row }] }]
	])('%s', (_form, payload) => {
		expect(hitsIn(payload)).toEqual([{ hit, ancestorIds: ['2e', '2f'] }]);
	});

	test('`results` whose rows have the file as `node`, as older deployments answer', () => {
		const node = { id: '2-b', name: 'b.md', type: 'note', parent: 'root', mimetype: 'text/markdown' };
		expect(hitsIn({ results: [{ content: 'words', score: 0.3, node }] })).toEqual([
			{
				hit: {
					fileId: '2b',
					name: 'b.md',
					kind: 'note',
					type: 'text/markdown',
					parentId: 'root',
					path: undefined,
					foundIn: 'content',
					score: 0.3,
					snippet: 'words',
					page: undefined,
					indexed: undefined,
					versionId: undefined
				},
				ancestorIds: undefined
			}
		]);
	});

	test('a search of names alone, which says little', () => {
		const named = {
			name: 'a',
			parent_id: '2f',
			type: 'folder',
			content_snippet: null,
			match_source: 'keyword'
		};
		expect(hitsIn({ files: { '2a': named } })[0]?.hit).toMatchObject({
			kind: 'folder',
			type: undefined,
			foundIn: 'name',
			score: undefined,
			snippet: undefined
		});
	});

	test('an answer without any', () => {
		for (const payload of [
			{},
			{ files: {} },
			{ files: [] },
			{ files: null },
			{ files: { '2a': 1 }, results: 3 }
		])
			expect(hitsIn(payload)).toEqual([]);
	});
});

test('hits keep the order of the answer, whatever their scores', () => {
	const files = { '2b': { ...row, relevance_score: 0.1 }, '2a': { ...row, relevance_score: 1 } };
	expect(hitsIn({ files }).map(({ hit: { fileId } }) => fileId)).toEqual(['2b', '2a']);
});

test.each([
	[{ match_source: 'semantic' }, 'content'],
	[{ match_source: 'keyword' }, 'name'],
	[{ match_source: 'keyword', metadata_match: true, score_source: 'metadata' }, 'metadata'],
	[{ match_source: 'keyword', metadata_match: true, score_source: 'filename' }, 'name'],
	[{ match_source: undefined, content_snippet: 'words' }, 'content']
])('%j was found in its %s', (fields, where) => {
	expect(hitsIn({ files: { '2a': { ...row, ...fields } } })[0]?.hit.foundIn).toBe(where);
});

test('folders that are not all told are taken for untold', () => {
	expect(hitsIn({ files: { '2a': { ...row, path_complete: false } } })[0]?.ancestorIds).toBeUndefined();
});

describe('what was searched', () => {
	const both = { names: true, content: true };
	test.each([
		[
			{ intelligence_enabled: true, content_search_available: true },
			{ content: true, reason: undefined }
		],
		[
			{ content_search_available: false, reason: 'intelligence_disabled' },
			{ content: false, reason: 'off' }
		],
		[
			{ content_search_available: false, reason: 'summary_permission_denied' },
			{ content: false, reason: 'not-permitted' }
		],
		[
			{ content_search_available: false, reason: 'content_not_indexed' },
			{ content: false, reason: 'not-indexed' }
		],
		[
			{ content_search_available: false, reason: 'moon_phase' },
			{ content: false, reason: 'other' }
		],
		[
			{ intelligence_enabled: false, semantic_available: false },
			{ content: false, reason: 'off' }
		],
		[
			{ intelligence_enabled: true, semantic_available: false },
			{ content: false, reason: 'other' }
		],
		[{}, { content: true, reason: undefined }]
	])('%j', (search_metadata, told) => {
		expect(searchedIn({ search_metadata }, both)).toEqual({ names: true, incomplete: false, ...told });
	});

	test('has no reason where contents were not asked for', () => {
		const search_metadata = { intelligence_enabled: false, reason: 'intelligence_disabled' };
		expect(searchedIn({ search_metadata }, { names: true, content: false })).toEqual({
			names: true,
			content: false,
			reason: undefined,
			incomplete: false
		});
	});

	test('is incomplete when a folder had more in it', () => {
		expect(searchedIn({ scope_incomplete: true }, both).incomplete).toBe(true);
		expect(searchedIn({ search_metadata: { scope_incomplete: true } }, both).incomplete).toBe(true);
	});
});
