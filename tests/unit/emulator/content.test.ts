import { describe, expect, it } from 'vitest';
import { chunksOf, CHUNK_CHARACTERS } from '../../../src/emulator/text/chunks.ts';
import { readText } from '../../../src/emulator/text/read-text.ts';
import { textOfHtml } from '../../../src/emulator/text/html.ts';
import { MAX_TEXT_BYTES } from '../../../src/emulator/text/file-text.ts';
import { createTextIndex } from '../../../src/emulator/text/text-index.ts';
import { createTextReader } from '../../../src/emulator/text/text-reader.ts';
import { NOTES, REPORT, startIndexing } from './indexed-files.ts';
import { type Json, MiB, until } from './support.ts';

const { emulator, get, put, putIndexed, storage, folder, del, form } = await startIndexing();
const content = async (id: string, query = ''): Promise<Json> =>
	(await get(storage(`${id}/content/${query}`))).json;
const textOf = async (id: string, query = ''): Promise<string> =>
	(await content(id, query)).chunks.map(({ text }: Json) => text).join('\n');
/** A text of numbered sentences: ten passages and more. */
const LONG = Array.from({ length: 200 }, (_, n) => `Sentence ${n} is about lighthouse ${n % 7}.`).join(' ');

describe('the text of a file', () => {
	it.each([
		['notes.md', NOTES, NOTES.trim()],
		['plain.txt', 'One.\r\nTwo.', 'One.\nTwo.'],
		['app.ts', 'export const tower = 5;', 'export const tower = 5;'],
		['data.json', '{"tower":"North"}', '{"tower":"North"}'],
		['wide.txt', Buffer.from('\ufeffTürme', 'utf16le'), 'Türme']
	])('of %s is taken as it is', async (name, given, text) => {
		expect(await textOf(await putIndexed(name, given))).toBe(text);
	});

	it('of an HTML page is what a reader sees', async () => {
		const html =
			'<!doctype html><html><head><title>Tower &amp; sea</title><style>p { color: red }</style></head>' +
			'<body><!-- hidden --><h1 title="a > b">Hours</h1><script>alert("<p>no</p>")</script><p>Open&nbsp;daily ' +
			'<b>from</b> 9&#8211;17</p><table><tr><td>Adults</td><td>5 &euro;</td></tr></table>2 < 3</body></html>';
		const text = await textOf(await putIndexed('page.html', html));
		expect(text).toBe('Tower & sea\n\nHours\n\nOpen daily from 9–17\n\nAdults 5 €\n\n2 < 3');
	});

	it('of a PDF has its pages, of which no passage goes over the end', async () => {
		const answer = await content(await putIndexed('report.pdf', REPORT));
		expect(answer).toMatchObject({ indexed: true, complete: true, num_pages: 3, total_chunks: 3 });
		expect(answer.chunks.map(({ start_page, end_page }: Json) => [start_page, end_page])).toEqual([
			[1, 1],
			[2, 2],
			[3, 3]
		]);
		expect(answer.chunks[1].text).toContain('The repair of the lantern cost 81,300 euros.');
	});

	it.each([
		['a PDF that is none', 'x.pdf', Buffer.from('not a PDF'), /PDF can't be read/],
		['a PDF that breaks off', 'half.pdf', REPORT.subarray(0, 300), /PDF can't be read/],
		['text that is none', 'x.txt', Buffer.from([0, 1, 0, 255, 254, 0, 0, 17]), /not text/]
	])('of %s makes it failed, and says why', async (_what, name, bytes, problem) => {
		const id = await putIndexed(name, bytes);
		expect(emulator.files()).toMatchObject([
			{ id, aiState: 'failed', aiProblem: expect.stringMatching(problem) }
		]);
		expect(await content(id)).toMatchObject({ indexed: false, chunks: [] });
	});

	it('of a PDF above 32 MiB is not read', async () => {
		const version = {
			type: 'application/pdf',
			bytes: { parts: ['x'], size: 32 * MiB + 1, digests: new Map() }
		};
		await expect(readText(version as never, {} as never)).rejects.toThrow('at most 33554432 are read');
	});

	it('is not read where there is none: such a file is indexed by its name', async () => {
		const answer = await content(await putIndexed('letter.docx', 'PK'));
		expect(answer).toMatchObject({ indexed: true, total_chunks: 0, chunks: [] });
	});

	it('of a table is read, but in no index', async () => {
		expect(await content(await putIndexed('prices.csv', 'tower,price\nNorth,5'))).toMatchObject({
			indexed: false
		});
	});

	it('ends after 2 MiB', async () => {
		const answer = await content(await putIndexed('large.txt', 'lighthouse keeper\n'.repeat(120_000)));
		expect(answer.complete).toBe(false);
		expect(answer.total_chunks).toBeLessThanOrEqual(MAX_TEXT_BYTES / (CHUNK_CHARACTERS / 2));
	});

	it('is that of the current version, and goes with the file', async () => {
		const id = await putIndexed('a.txt', 'The first tower.');
		const before = await content(id);
		await putIndexed('a.txt', 'The second tower.');
		const after = await content(id);
		expect(after.chunks[0].text).toBe('The second tower.');
		expect(after.indexed_version_id).not.toBe(before.indexed_version_id);
		await del(storage(`${id}/delete/`));
		expect((await get(storage(`${id}/content/`))).json.error.code).toBe(100220);
		await form(storage(`${id}/restore/`), {});
		await until(() => expect(emulator.files()[0]?.aiState).toBe('indexed'));
		expect(await textOf(id)).toBe('The second tower.');
	});

	it('is gone while the workspace does not index', async () => {
		const id = await putIndexed('a.txt', 'tower');
		emulator.configure({ intelligence: false });
		expect(await content(id)).toMatchObject({ indexed: false, chunks: [] });
	});

	it('of a file that was put into the index by hand can be read a moment later', async () => {
		emulator.configure({ indexing: { delayMs: 3_600_000 } });
		const id = await put('a.txt', 'tower');
		emulator.setAiState(id, 'indexed');
		await expect.poll(() => textOf(id)).toBe('tower');
	});
});

describe('GET {storage}/{id}/content/', () => {
	it('gives five passages of about 800 characters, and a cursor to the next', async () => {
		const id = await putIndexed('long.txt', LONG);
		const seen: Json[] = [];
		for (let cursor: string | null = ''; cursor !== null;) {
			const answer = await content(id, cursor && `?cursor=${cursor}`);
			expect(answer.chunks.length).toBeLessThanOrEqual(5);
			seen.push(...answer.chunks);
			cursor = answer.next_cursor;
			expect(seen.length).toBeLessThanOrEqual(answer.total_chunks);
		}
		expect(seen.map(({ position }) => position)).toEqual(seen.map((_, index) => index));
		expect(seen.map(({ text }) => text).join(' ')).toBe(LONG);
		expect(seen[1]).toEqual({
			position: 1,
			start_page: null,
			end_page: null,
			text: expect.any(String),
			sequence: 2000,
			chunk_index: 1,
			chars: seen[1].text.length,
			chunk_hash: expect.stringMatching(/^[0-9a-f]{10}$/),
			score: null
		});
	});

	it('takes a page, a window of passages, or words, best first', async () => {
		const report = await putIndexed('report.pdf', REPORT);
		expect(await textOf(report, '?page=3')).toContain('Sundays');
		const { chunks } = await content(report, '?q=Who%20paid%20the%20repair%3F');
		expect(chunks[0]).toMatchObject({ start_page: 2, score: expect.any(Number) });
		const long = await putIndexed('long.txt', LONG);
		const window = await content(long, '?chunk_from=2&chunk_to=4');
		expect(window.chunks.map(({ position }: Json) => position)).toEqual([2, 3, 4]);
		expect(window.next_cursor).toBeNull();
	});

	it('stays below max_bytes, in the middle of a passage when it is the first', async () => {
		const id = await putIndexed('wide.txt', 'täglich '.repeat(400));
		const answer = await content(id, '?max_bytes=1024');
		expect(answer.truncated).toBe(true);
		expect(answer.chunks).toHaveLength(1);
		const cut = await content(await putIndexed('cjk.txt', '灯'.repeat(2000)), '?max_bytes=1024');
		expect(cut.chunks[0].text).toBe('灯'.repeat(341));
	});

	it.each([
		['?q=a&page=1', 158674],
		['?q=', 10023],
		[`?q=${'x'.repeat(513)}`, 10023],
		['?page=0', 10023],
		['?limit=21', 10023],
		['?max_bytes=1023', 10023],
		['?max_bytes=262145', 10023],
		['?chunk_from=10000', 10023],
		['?chunk_from=3&chunk_to=2', 10023],
		['?cursor=bm9uZQ', 10023],
		['?output=terse,full', 10023]
	])('refuses %s', async (query, code) => {
		const { status, json } = await get(storage(`${await putIndexed('a.txt', 'x')}/content/${query}`));
		expect([status, json.error.code]).toEqual([406, code]);
	});

	it('knows no folder and no stranger', async () => {
		for (const id of [await folder('f'), '2none', '2'.repeat(29)]) {
			const { status, json } = await get(storage(`${id}/content/`));
			expect([status, json.error.code]).toEqual([404, 100220]);
		}
	});
});

describe('GET {storage}/content/', () => {
	it('gives passages of several files, and says which it has none of', async () => {
		const [report, notes] = [await putIndexed('report.pdf', REPORT), await putIndexed('notes.md', NOTES)];
		const table = await putIndexed('t.csv', 'a,b');
		const { json } = await get(storage(`content/?nodes=${report},${notes},${table},2none&q=lantern`));
		expect(json.nodes).toMatchObject([
			{ node_id: report, name: 'report.pdf', chunks: [{ start_page: 2 }] },
			{ node_id: notes, name: 'notes.md', chunks: [] }
		]);
		expect(json.missing).toEqual([
			{ id: table, reason: 'not_indexed' },
			{ id: '2none', reason: 'not_found' }
		]);
	});

	it.each([
		['', 10022],
		[`?nodes=${Array(11).fill('2x').join()}`, 10023],
		['?nodes=2x&page=1&q=a&chunk_from=1', 158674]
	])('refuses %s', async (query, code) => {
		const { status, json } = await get(storage(`content/${query}`));
		expect([status, json.error.code]).toEqual([406, code]);
	});
});

describe('passages', () => {
	it.each([
		['words', 'word '.repeat(1000)],
		['one word', 'x'.repeat(5000)],
		['characters of two halves', '😀'.repeat(3000)],
		['paragraphs', `${'A sentence of a paragraph. '.repeat(20)}\n\n`.repeat(20)]
	])('of %s are at most 800 characters, and lose nothing', (_what, text) => {
		const chunks = chunksOf([{ text }]);
		expect(chunks.every((chunk) => chunk.text.length <= CHUNK_CHARACTERS)).toBe(true);
		expect(
			chunks
				.map((chunk) => chunk.text)
				.join('')
				.replaceAll(/\s/gu, '')
		).toBe(text.replaceAll(/\s/gu, ''));
		expect(chunks.length).toBeLessThanOrEqual(Math.ceil(text.length / (CHUNK_CHARACTERS / 2)));
	});

	it('end where a paragraph does, before a sentence, before a word', () => {
		const paragraph = 'x'.repeat(500);
		expect(chunksOf([{ text: `${paragraph}\n\n${'One. '.repeat(100)}` }])[0]?.text).toBe(paragraph);
		expect(chunksOf([{ text: 'Ends here. '.repeat(100) }])[0]?.text).toMatch(/here\.$/);
	});
});

describe('the text of hostile HTML', () => {
	it.each(['<', '<a ', '<!--', '<script>', '<a href="', "<p title='", '&#', '< ', '<head><title>', '</'])(
		'of many %j takes no longer than its length',
		(piece) => {
			const startedAt = performance.now();
			textOfHtml(piece.repeat(MiB / piece.length));
			expect(performance.now() - startedAt).toBeLessThan(5000);
		}
	);
});

describe('an index of texts', () => {
	it('is full at its limit, and has room again when a file leaves', async () => {
		const index = createTextIndex(100);
		const file = (id: string) => ({ name: id, current: { id } }) as never;
		const text = (bytes: number) => ({ chunks: [{ position: 0, text: 'tower' }], isCut: false, bytes });
		const [a, b] = [file('a'), file('b')];
		await index.put(a, text(60));
		await expect(index.put(b, text(41))).rejects.toThrow('The index is full: it holds 100 bytes of text.');
		await index.put(b, text(40));
		index.remove(a);
		expect(index.search(['tower'], () => true).map((hit) => hit.file)).toEqual([b]);
		await index.put(a, text(60));
		expect(index.of(a)?.bytes).toBe(60);
	});

	it('tells why a file did not fit', async () => {
		const bytes = { parts: ['x'], size: 5, digests: new Map() };
		const blobs = {
			read: async function* () {
				yield Buffer.from('tower');
			}
		};
		const reader = createTextReader(createTextIndex(4), blobs as never);
		const file = { name: 'a', current: { id: 'a', type: 'text/plain', bytes } };
		expect(await reader.read(file as never)).toBe('The index is full: it holds 4 bytes of text.');
	});
});
