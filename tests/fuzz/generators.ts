import * as fc from 'fast-check';
import { multipartBody } from '../support/multipart.ts';
import type { TestPart } from '../support/multipart.ts';
import { hostileName } from '../support/names.ts';
import type { RawRequest } from '../support/raw-exchange.ts';

export const BOUNDARY = '----FuzzBoundary7MA4';

/** A request to fuzz with, and what of it counts as content. */
export interface FuzzCase {
	path: string;
	request: RawRequest;
	/** Announced more than was sent, or sent what is no HTTP: there need not be an answer. */
	lies: boolean;
}

/** One way to damage bytes, at a place given as a share of their length. */
export type Mutation = { how: (typeof HOW)[number]; at: number; size: number; byte: number };
const HOW = [
	'flip',
	'delete',
	'duplicate',
	'truncate',
	'insert',
	'boundary',
	'end',
	'headers',
	'newline',
	'swap'
] as const;

const part: fc.Arbitrary<TestPart> = fc.oneof(
	{ weight: 1, arbitrary: fc.record({ name: hostileName(), value: fc.string({ unit: 'binary' }) }) },
	{
		weight: 3,
		arbitrary: fc.record({
			name: fc.constantFrom('file', 'picture', 'a"b'),
			fileName: hostileName(),
			type: fc.constantFrom(
				'text/plain',
				'image/png',
				'application/octet-stream',
				'x',
				'multipart/mixed; boundary=q'
			),
			content: fc.oneof(
				fc.uint8Array({ maxLength: 3000 }),
				fc.constantFrom(`\r\n--${BOUNDARY.slice(0, -1)}`, '--', '\r\n', `--${BOUNDARY}--`, 'x'.repeat(70_000))
			)
		})
	}
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** One of them. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
	how: fc.constantFrom(...HOW),
	at: share,
	size: fc.integer({ min: 1, max: 200 }),
	byte: fc.integer({ min: 0, max: 255 })
});
const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
const contentType = fc.oneof(
	{ weight: 12, arbitrary: fc.constant(FORM_TYPE) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			`multipart/form-data; boundary="${BOUNDARY}"`,
			`multipart/form-data; x="; boundary=q"; boundary=${BOUNDARY}`,
			'multipart/form-data',
			'multipart/form-data; boundary=',
			`multipart/mixed; boundary=${BOUNDARY}`,
			`${FORM_TYPE}; boundary=other`,
			'text/plain',
			'\u00ff'
		)
	}
);
/** Where a body is cut into writes. */
export const cuts = fc.array(share, { maxLength: 6 });

/** A form, damaged up to four times, cut into writes anywhere, to a path that reads forms. */
export function damagedForm(token: string): fc.Arbitrary<FuzzCase> {
	const parts = fc.array(
		fc.oneof(
			{ weight: 12, arbitrary: part },
			{ weight: 1, arbitrary: hostileToken(token).map((value): TestPart => ({ name: 'file', value })) }
		),
		{ maxLength: 12 }
	);
	return fc
		.record({
			path: fc.constantFrom('/upload', '/profile'),
			parts,
			mutations: fc.array(mutation, { maxLength: 4 }),
			type: contentType,
			cuts,
			framing: framing()
		})
		.map(({ path, parts: list, mutations, type, cuts: at, framing: how }) => {
			const body = mutations.reduce(damage, Buffer.from(multipartBody(list, BOUNDARY).bytes));
			return framed(path, { 'content-type': type }, body, at, how);
		});
}

/** Any bytes as the body of a raw upload, under any headers. */
export function rawUpload(): fc.Arbitrary<FuzzCase> {
	const latin1 = (text: string) =>
		Buffer.from(text, 'utf8')
			.toString('latin1')
			.replaceAll(/[\u0000-\u001f\u007f]/gu, '');
	return fc
		.record({
			path: fc.constantFrom('/raw', '/api/fastio/documents/files'),
			name: hostileName().map((name) => latin1(name).slice(0, 2000)),
			encode: fc.constantFrom('', "UTF-8''", '=?UTF-8?Q?', '=?latin1?B?'),
			type: fc.oneof(contentType, fc.constant('application/octet-stream')),
			crc: fc.constantFrom(undefined, undefined, undefined, '00000000', 'zz', 'e3069283', ''),
			body: fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
			cuts,
			framing: framing()
		})
		.map(({ path, name, encode, type, crc, body, cuts: at, framing: how }) => {
			const headers = { 'content-type': type, 'x-file-name': encode + name };
			return framed(
				path,
				crc === undefined ? headers : { ...headers, 'x-fastio-crc32c': crc },
				body,
				at,
				how
			);
		});
}

/** Questions to the `uploads` calls: JSON that is nearly right, ids that are nearly signed. */
export function uploadsCall(id: string): fc.Arbitrary<FuzzCase> {
	const value = fc.oneof(
		fc.jsonValue({ maxDepth: 2 }),
		fc.constantFrom('__proto__', -1, 2 ** 60, '../../x', null)
	);
	const body = fc.oneof(
		fc
			.record(
				{
					name: fc.oneof(hostileName(), value),
					type: fc.oneof(fc.constant('a/b'), value),
					size: fc.oneof(fc.integer({ min: 0, max: 5000 }), value),
					hold: fc.oneof(fc.boolean(), value),
					relativePath: fc.oneof(hostileName(), value)
				},
				{ requiredKeys: [] }
			)
			.map((json) => JSON.stringify(json)),
		fc.json(),
		fc.string({ unit: 'binary' }),
		fc.constant(`${'['.repeat(8000)}${']'.repeat(8000)}`)
	);
	const open = fc
		.record({ body, mutations: fc.array(mutation, { maxLength: 1 }), cuts, framing: framing() })
		.map(({ body: text, mutations, cuts: at, framing: how }) =>
			framed(
				'/api/fastio/documents/uploads',
				{ 'content-type': 'application/json' },
				mutations.reduce(damage, Buffer.from(text)),
				at,
				how
			)
		);
	const about = fc
		.record({
			id: hostileToken(id).map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 6000)),
			call: fc.constantFrom(
				'GET ',
				'DELETE ',
				'POST /complete',
				'PUT /chunks/1',
				'PUT /chunks/-1',
				'PUT /chunks/9e9'
			),
			body: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes))
		})
		.map(({ id: text, call, body: bytes }) => {
			const [method = '', rest = ''] = call.split(' ');
			const sent = method === 'PUT' ? bytes : Buffer.alloc(0);
			const path = `/api/fastio/documents/uploads/${text}${rest}`;
			return framed(path, { 'content-type': 'application/octet-stream' }, sent, [], 'length', method);
		});
	return fc.oneof(open, about);
}

/** A signed text with a few characters changed, cut or added, or any text. */
function hostileToken(signed: string): fc.Arbitrary<string> {
	const changed = fc
		.record({
			at: share,
			to: fc.constantFrom('', 'A', '.', '%', '_', 'AAAA', '\u00e9'),
			drop: fc.integer({ min: 0, max: 3 })
		})
		.map(({ at, to, drop }) => {
			const index = Math.floor(at * signed.length);
			return signed.slice(0, index) + to + signed.slice(index + drop);
		});
	return fc.oneof(changed, fc.string(), fc.constantFrom('', '.', 'x.y', signed.slice(0, -1)));
}

/** How the length of a body is told. */
export type Framing = 'length' | 'chunked' | 'too long' | 'too short' | 'both' | 'huge' | 'leave';

export function framing(): fc.Arbitrary<Framing> {
	return fc.oneof(
		{ weight: 14, arbitrary: fc.constant<Framing>('length') },
		{ weight: 3, arbitrary: fc.constant<Framing>('chunked') },
		{ weight: 1, arbitrary: fc.constantFrom<Framing>('too long', 'too short', 'both', 'huge', 'leave') }
	);
}

/** The request as it goes over the wire; several headers of a name are a list. */
export function framed(
	path: string,
	headers: Record<string, string | readonly string[]>,
	body: Buffer,
	shares: readonly number[],
	how: Framing,
	method = 'POST'
): FuzzCase {
	const declared = { 'too long': body.length + 100, 'too short': Math.floor(body.length / 2), huge: 2 ** 45 };
	const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', 'accept: application/json'];
	for (const [name, value] of Object.entries(headers)) {
		for (const one of [value].flat()) lines.push(`${name}: ${one}`);
	}
	if (how === 'chunked' || how === 'both') lines.push('transfer-encoding: chunked');
	if (how !== 'chunked') {
		lines.push(`content-length: ${declared[how as keyof typeof declared] ?? body.length}`);
	}
	const sent = how === 'chunked' || how === 'both' ? chunked(body, shares) : body;
	return {
		path,
		lies: how !== 'length' && how !== 'chunked',
		request: {
			head: `${lines.join('\r\n')}\r\n\r\n`,
			body: sent,
			cuts: shares.map((at) => Math.floor(at * sent.length)),
			...(how === 'leave' ? { leaveAfterBytes: Math.floor((shares[0] ?? 0.5) * body.length) } : {}),
			endAfter: how === 'too long' || how === 'huge'
		}
	};
}

function chunked(body: Buffer, shares: readonly number[]): Buffer {
	const marks = [0, ...shares.map((at) => Math.floor(at * body.length)).sort((a, b) => a - b), body.length];
	const pieces = marks.slice(1).map((to, index) => body.subarray(marks[index], to));
	return Buffer.concat([
		...pieces
			.filter((piece) => piece.length > 0)
			.map((piece) =>
				Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
			),
		Buffer.from('0\r\n\r\n')
	]);
}

/** The bytes after one damage. */
export function damage(body: Buffer, { how, at, size, byte }: Mutation): Buffer {
	const index = Math.floor(at * body.length);
	const [before, after] = [body.subarray(0, index), body.subarray(index)];
	const with_ = (...middle: Buffer[]) => Buffer.concat([before, ...middle, after]);
	switch (how) {
		case 'flip':
			return body.length === 0 ? body : Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
		case 'delete':
			return Buffer.concat([before, after.subarray(size)]);
		case 'duplicate':
			return with_(after.subarray(0, size));
		case 'truncate':
			return before;
		case 'insert':
			return with_(Buffer.alloc(size, byte));
		case 'boundary':
			return with_(Buffer.from(`\r\n--${BOUNDARY}\r\n`));
		case 'end':
			return with_(Buffer.from(`\r\n--${BOUNDARY}--\r\n`));
		case 'headers':
			return with_(
				Buffer.from(`\r\ncontent-disposition: form-data; name="x"; filename*=UTF-8''%${byte}\r\n`)
			);
		case 'newline':
			return with_(Buffer.from(byte % 2 === 0 ? '\n' : '\r\n\r\n'));
		case 'swap':
			return Buffer.concat([after, before]);
	}
}
