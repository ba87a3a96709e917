import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FastioError } from '../../../../src/rules/errors.ts';
import {
	MAX_DATA_DEPTH,
	MAX_ID_CHARS,
	MAX_NAME_CHARS,
	parseEvent
} from '../../../../src/server/webhook/parse-event.ts';
import { runsOf, SEED } from '../../../support/run-options.ts';
import { BODY, BODY_SHA256 } from './vectors.ts';

const NOW_MS = Date.UTC(2026, 10, 25, 14);
const NOW = '2026-11-25T14:00:00.000Z';
const encode = (text: string) => new TextEncoder().encode(text);
const parseText = (text: string) => parseEvent(encode(text), NOW_MS);
const parse = async (payload: unknown) => (await parseText(JSON.stringify(payload))).event;
/** The sentence of the failure. */
const failure = (parsing: Promise<unknown>) =>
	parsing.then(
		() => expect.unreachable('It was parsed.'),
		(thrown: unknown) => {
			expect(thrown).toBeInstanceOf(FastioError);
			expect((thrown as FastioError).code).toBe('malformed');
			return (thrown as FastioError).message;
		}
	);

describe("the guide's payload", () => {
	test('is an event whose id is the SHA-256 of the body, and whose time is now', async () => {
		expect(await parseText(BODY)).toEqual({
			event: { id: `body:${BODY_SHA256}`, at: NOW, type: 'file.indexed', fileId: 'f_123' },
			identified: false
		});
	});

	test('has another id when one byte of it is another', async () => {
		const { event } = await parseText(`${BODY}\n`);
		expect(event.id).toMatch(/^body:[\da-f]{64}$/u);
		expect(event.id).not.toBe(`body:${BODY_SHA256}`);
	});
});

describe('further fields', () => {
	test('are the id, the time, the workspace, the version and the name', async () => {
		const payload = {
			id: 'evt_1',
			type: 'file.uploaded',
			created_at: '2026-09-30T08:15:00Z',
			workspace_id: 4567,
			data: { file_id: 'f', version_id: 'v', name: 'é.pdf' }
		};
		expect(await parse(payload)).toEqual({
			id: 'evt_1',
			at: '2026-09-30T08:15:00.000Z',
			workspaceId: '4567',
			type: 'file.added',
			fileId: 'f',
			versionId: 'v',
			name: 'é.pdf'
		});
		expect((await parseText(JSON.stringify(payload))).identified).toBe(true);
	});

	test("may have the event log's names", async () => {
		const row = {
			event_id: 'a1',
			event: 'workspace_storage_file_updated',
			created: '2026-09-30 08:15:00 UTC',
			data: { object_id: '2b', workspace_id: '4' }
		};
		expect(await parse(row)).toEqual({
			id: 'a1',
			at: '2026-09-30T08:15:00.000Z',
			workspaceId: '4',
			type: 'file.modified',
			fileId: '2b'
		});
	});

	test.each([
		[1_767_225_600, '2026-01-01T00:00:00.000Z'],
		[1_767_225_600_500, '2026-01-01T00:00:00.500Z'],
		['1767225600', '2026-01-01T00:00:00.000Z'],
		['2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00.000Z'],
		['yesterday', NOW],
		[-1, NOW],
		[1e300, NOW],
		['+275760-09-13T00:00:00Z', NOW],
		['9'.repeat(100), NOW],
		[{}, NOW],
		[null, NOW]
	])('time %j is %s', async (created_at, at) => {
		expect((await parse({ type: 'x', created_at })).at).toBe(at);
	});

	test('of an agent are the chat, the turn and its file', async () => {
		const data = { chat_id: 'c', message_id: 'm', file_id: 'f' };
		expect(await parse({ type: 'agent.responded', id: 1, data })).toEqual({
			id: '1',
			at: NOW,
			type: 'agent.responded',
			chatId: 'c',
			turnId: 'm',
			fileId: 'f'
		});
		expect(await parse({ type: 'agent.responded', id: 2 })).toEqual({
			id: '2',
			at: NOW,
			type: 'agent.responded'
		});
	});

	test('a reason tells that a file is not indexed; without a known one the type is another', async () => {
		const data = { file_id: 'f', reason: 'plan' };
		const known = await parse({ type: 'file.not-indexed', data });
		expect(known).toMatchObject({ type: 'file.not-indexed', reason: 'plan' });
		for (const reason of [undefined, 'moon', {}]) {
			const other = await parse({ type: 'file.not-indexed', data: { ...data, reason } });
			expect(other).toMatchObject({ type: 'other:file.not-indexed', fileId: 'f' });
		}
	});
});

describe('an unknown type', () => {
	test('is passed on with its data as it came', async () => {
		const data = { file_id: 'f', viewer: { id: 3, tags: ['a', null] } };
		const event = await parse({ type: 'file.accessed', data });
		expect(event).toMatchObject({ type: 'other:file.accessed', fileId: 'f', data });
		expect(await parse({ type: 'toString' })).toMatchObject({ type: 'other:toString', data: {} });
	});

	test('is not passed on with a nesting that no JSON writer could follow', async () => {
		const nested = (depth: number) => `{"type":"x","data":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
		expect((await parseText(nested(MAX_DATA_DEPTH))).event.type).toBe('other:x');
		expect(await failure(parseText(nested(MAX_DATA_DEPTH + 1)))).toContain('too deep');
		expect(await failure(parseText(nested(40_000)))).toContain('too deep');
		expect(await failure(parseText('['.repeat(260_000)))).toBe('The body is not JSON.');
	});

	test('has no key that would change the prototype of a copy', async () => {
		const text =
			'{"type":"x","__proto__":{"data":1},"data":{"__proto__":{"admin":true},"a":[{"__proto__":1}]}}';
		const { event } = await parseText(text);
		const { data } = event as { data: Record<string, unknown> };
		expect(JSON.stringify(data)).toBe('{"a":[{}]}');
		expect((Object.assign({}, data) as { admin?: unknown }).admin).toBeUndefined();
		expect(({} as { admin?: unknown }).admin).toBeUndefined();
	});
});

describe('what is no event', () => {
	test.each([
		['', 'The body is not JSON.'],
		['{', 'The body is not JSON.'],
		['[]', 'The body is not a JSON object.'],
		['null', 'The body is not a JSON object.'],
		['"x"', 'The body is not a JSON object.'],
		['{}', '`type` is not the name of an event.'],
		['{"type":1}', '`type` is not the name of an event.'],
		['{"type":"a b"}', '`type` is not the name of an event.'],
		['{"type":"a\\nb"}', '`type` is not the name of an event.'],
		[`{"type":"${'x'.repeat(101)}"}`, '`type` is not the name of an event.'],
		['{"type":"x","data":[]}', '`data` is not an object.'],
		['{"type":"x","data":"y"}', '`data` is not an object.'],
		['{"type":"file.indexed"}', '`data.file_id` is missing.'],
		['{"type":"file.indexed","data":{"file_id":null}}', '`data.file_id` is missing.'],
		['{"type":"file.indexed","data":{"file_id":""}}', '`file_id` is not an id.'],
		['{"type":"file.indexed","data":{"file_id":["f"]}}', '`file_id` is not an id.'],
		['{"type":"file.indexed","data":{"file_id":1.5}}', '`file_id` is not an id.'],
		['{"type":"file.indexed","data":{"file_id":12345678901234567890}}', '`file_id` is not an id.'],
		['{"type":"file.indexed","data":{"file_id":"\\ud800"}}', '`file_id` is not an id.'],
		['{"type":"x","id":"a\\u0000"}', '`id` is not an id.'],
		['{"type":"x","id":{}}', '`id` is not an id.']
	])('%j: %s', async (text, message) => {
		expect(await failure(parseText(text))).toBe(message);
	});

	test('is bytes that are no UTF-8', async () => {
		expect(await failure(parseEvent(Uint8Array.of(0x7b, 0xff, 0x7d), NOW_MS))).toBe('The body is not JSON.');
	});
});

test('ids have a bound, names that are longer are left out and halves of characters in them replaced', async () => {
	const file = (more: object) => parse({ type: 'file.added', id: 'e', data: { file_id: 'f', ...more } });
	expect((await parse({ type: 'x', id: 'i'.repeat(MAX_ID_CHARS) })).id).toHaveLength(MAX_ID_CHARS);
	expect(await failure(parse({ type: 'x', id: 'i'.repeat(MAX_ID_CHARS + 1) }))).toBe('`id` is not an id.');
	expect(await file({ name: 'n'.repeat(MAX_NAME_CHARS) })).toHaveProperty('name.length', MAX_NAME_CHARS);
	expect(await file({ name: 'n'.repeat(MAX_NAME_CHARS + 1) })).toMatchObject({ name: undefined });
	expect(await file({ name: 'a\ud83d' })).toMatchObject({ name: 'a\ufffd' });
	expect(await file({ name: 7 })).toMatchObject({ name: undefined });
});

describe(`whatever the body, seed ${SEED}`, () => {
	const key = fc.constantFrom(
		'type',
		'event',
		'data',
		'id',
		'event_id',
		'created',
		'file_id',
		'name',
		'__proto__'
	);
	const { payload } = fc.letrec<{ payload: unknown; value: unknown }>((tie) => ({
		payload: fc.dictionary(fc.oneof({ weight: 4, arbitrary: key }, fc.string()), tie('value'), {
			noNullPrototype: true
		}),
		value: fc.oneof(
			{ maxDepth: 3 },
			fc.constantFrom('file.indexed', 'file.added', 'agent.responded', 'x', '', null, 'f_1'),
			fc.string({ unit: 'binary' }),
			fc.double(),
			fc.array(tie('value'), { maxLength: 3 }),
			tie('payload')
		)
	}));
	const outcome = async (body: Uint8Array<ArrayBuffer>) => {
		try {
			const { event } = await parseEvent(body, NOW_MS);
			// What is accepted can be written to a log and read again.
			expect(JSON.parse(JSON.stringify(event))).toEqual(event);
			expect(new Date(event.at).toISOString()).toBe(event.at);
			expect(event.id.length).toBeGreaterThan(0);
		} catch (thrown) {
			if (!(thrown instanceof FastioError) || thrown.code !== 'malformed') throw thrown;
		}
	};

	test('it is an event that can be written down, or refused as malformed', async () => {
		await fc.assert(
			fc.asyncProperty(fc.oneof(payload, fc.json().map(String)), (value) =>
				outcome(encode(typeof value === 'string' ? value : JSON.stringify(value)))
			),
			{ numRuns: runsOf(500), seed: SEED }
		);
	});

	test('so it is with bytes of any kind', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), (bytes) => outcome(new Uint8Array(bytes))),
			{ numRuns: runsOf(500), seed: SEED }
		);
	});
});
