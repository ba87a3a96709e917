import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { signDelivery } from '../support/sign-delivery.ts';
import { cuts, damage, framed, framing, mutation } from './generators.ts';
import type { FuzzCase } from './generators.ts';

export const SECRET = 'whsec_fuzz';
export const WEBHOOK_PATH = '/api/fastio/webhook';

type Headers = Record<string, string[]>;

/** A delivery to fuzz with, and whether a reader of the scheme's description takes it for genuine. */
export interface DeliveryCase extends FuzzCase {
	genuine: boolean;
	/** Nobody touched its headers. */
	intact: boolean;
}

const NAMES = ['x-fastio-signature', 'fastio-signature', 'x-fastio-timestamp'];
const name = fc.constantFrom(...NAMES);
const text = fc.oneof(
	fc.constantFrom(
		'',
		't=1',
		'v1=',
		'sha256=',
		'hex',
		',',
		'=',
		'0',
		'ff'.repeat(32),
		't=1,v1=AAAA',
		'\u00ff'
	),
	fc.string({ maxLength: 80 }).map((value) => value.replaceAll(/[^\u0020-\u007e]/gu, ''))
);

/** One thing that an attacker, or a proxy, does to the headers. */
const tampering: fc.Arbitrary<(headers: Headers) => Headers> = fc.oneof(
	fc.record({ name, at: fc.nat(120), to: fc.constantFrom('0', 'f', 'A', '=', ',', ' ', '') }).map(
		({ name, at, to }) =>
			(headers: Headers) =>
				change(headers, name, (value) => value.slice(0, at) + to + value.slice(at + 1))
	),
	fc.record({ name, at: fc.nat(120) }).map(
		({ name, at }) =>
			(headers: Headers) =>
				change(headers, name, (value) => value.slice(0, at))
	),
	name.map((name) => (headers: Headers) => change(headers, name, (value) => value.toUpperCase())),
	name.map((name) => (headers: Headers) => ({ ...headers, [name]: [] })),
	name.map((name) => (headers: Headers) => ({
		...headers,
		[name]: [...(headers[name] ?? []), ...(headers[name] ?? [])]
	})),
	fc.record({ name, text }).map(({ name, text }) => (headers: Headers) => ({
		...headers,
		[name]: [...(headers[name] ?? []), text]
	})),
	fc.record({ from: name, to: name }).map(({ from, to }) => (headers: Headers) => ({
		...headers,
		[from]: [],
		[to]: headers[from] ?? []
	})),
	// The digest of a timestamped delivery as bare hex, and the other way round.
	fc.constant((headers: Headers) =>
		change(headers, 'x-fastio-signature', (value) => value.replace('sha256=', ''))
	),
	fc.constant((headers: Headers) => change(headers, 'x-fastio-signature', (value) => `sha256=${value}`))
);

const id = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 300 }),
	fc.constantFrom('f_1', '', '__proto__'),
	fc.nat()
);
const event = fc.oneof(
	fc.record({ type: fc.constantFrom('file.indexed', 'file.added'), data: fc.record({ file_id: fc.uuid() }) }),
	fc.record(
		{
			id,
			type: fc.oneof(
				fc.constantFrom('file.indexed', 'file.added', 'agent.responded', 'file.accessed'),
				fc.string()
			),
			created_at: fc.oneof(fc.double(), fc.string(), fc.date({ noInvalidDate: true }).map(String)),
			data: fc.oneof(
				{
					weight: 4,
					arbitrary: fc.record({ file_id: id, name: id, extra: fc.jsonValue() }, { requiredKeys: [] })
				},
				{ weight: 1, arbitrary: fc.jsonValue() }
			)
		},
		{ requiredKeys: ['type'] }
	),
	fc.jsonValue()
);
const body = fc.oneof(
	{ weight: 6, arbitrary: event.map((value) => JSON.stringify(value)) },
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'',
			'{',
			'[['.repeat(5000),
			`{"type":"x","data":${'{"a":'.repeat(900)}1${'}'.repeat(901)}`
		)
	},
	{ weight: 1, arbitrary: fc.constant(`{"type":"x","data":{"a":"${'x'.repeat(270_000)}"}}`) }
);

/** A delivery that was signed, by us or another, and what then happened to its headers, its body and its framing. */
export function delivery(): fc.Arbitrary<DeliveryCase> {
	return fc
		.record({
			scheme: fc.constantFrom('hex' as const, 'sha256' as const, 't-v1' as const),
			secret: fc.constantFrom(SECRET, SECRET, SECRET, SECRET, 'another', ''),
			apartSeconds: fc.constantFrom(0, 0, 0, 250, -250, 400, -400, 1e6),
			body: body.map((text) => Buffer.from(text)),
			// `{time}.{body}` as the body: what is signed in a timestamped scheme.
			dotted: fc.boolean(),
			tamperings: fc.oneof(fc.array(tampering, { maxLength: 0 }), fc.array(tampering, { maxLength: 2 })),
			damages: fc.array(mutation, { maxLength: 2 }),
			damaged: fc.constantFrom(true, false, false),
			cuts,
			framing: framing()
		})
		.map(({ scheme, secret, apartSeconds, body, dotted, tamperings, damages, damaged, cuts, framing }) => {
			const time = Math.floor(Date.now() / 1000) - apartSeconds;
			const signed = signDelivery(scheme, secret, body, time);
			const start: Headers = Object.fromEntries(
				Object.entries(signed).map(([name, value]) => [name, [value]])
			);
			const headers = tamperings.reduce((before, tamper) => tamper(before), start);
			const arrived = damaged ? damages.reduce(damage, body) : body;
			const sent =
				dotted && tamperings.length > 0 ? Buffer.concat([Buffer.from(`${time}.`), arrived]) : arrived;
			const all = { 'content-type': 'application/json', ...headers };
			return {
				...framed(WEBHOOK_PATH, all, sent, cuts, framing),
				genuine: isGenuine(headers, sent),
				intact: tamperings.length === 0
			};
		});
}

/** The schemes in the plainest way there is: what the receiver made of the headers is compared with it. */
function isGenuine(headers: Headers, body: Buffer): boolean {
	const [signature, stamped, timestamp] = NAMES.map((name) => {
		const values = (headers[name] ?? []).map((value) => value.trim());
		return values.length === 0 ? undefined : values.join(', ');
	});
	const hmac = (prefix: string) => createHmac('sha256', SECRET).update(prefix).update(body);
	const isTimely = (time: string) => /^\d+$/u.test(time) && Math.abs(Date.now() / 1000 - Number(time)) <= 300;
	const bySha256 = timestamp !== undefined || /sha256/iu.test(signature ?? '');
	const byStamp = stamped !== undefined || /\b(?:t|v\d+) *=/iu.test(signature ?? '');
	if (!bySha256 && !byStamp)
		return signature === hmac('').digest('hex') && !/^\d/u.test(body.toString('latin1'));
	if (bySha256) {
		const time = timestamp ?? '';
		if (!isTimely(time) || signature !== `sha256=${hmac(`${time}.`).digest('hex')}`) return false;
	}
	if (!byStamp) return true;
	const fields = (stamped ?? signature ?? '').split(',').map((field) => field.trim());
	const [time = '', ...more] = fields
		.filter((field) => field.startsWith('t='))
		.map((field) => field.slice(2));
	return more.length === 0 && isTimely(time) && fields.includes(`v1=${hmac(`${time}.`).digest('base64')}`);
}

function change(headers: Headers, name: string, to: (value: string) => string): Headers {
	return { ...headers, [name]: (headers[name] ?? []).map(to) };
}
