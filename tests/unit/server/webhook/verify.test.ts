import { describe, expect, test } from 'vitest';
import { MAX_SIGNATURES, WEBHOOK_SCHEMES } from '../../../../src/server/webhook/schemes.ts';
import type { WebhookSchemeName } from '../../../../src/server/webhook/schemes.ts';
import { WebhookKeys } from '../../../../src/server/webhook/secrets.ts';
import type { WebhookSecret } from '../../../../src/server/webhook/secrets.ts';
import { DEFAULT_TOLERANCE_SECONDS, holds, readClaims } from '../../../../src/server/webhook/verify.ts';
import * as vector from './vectors.ts';
import { BODY, SECRET, SIGNED, TIME } from './vectors.ts';

const ALL = WEBHOOK_SCHEMES.map(({ name }) => name);
const bytes = (text: string) => new TextEncoder().encode(text);

interface Delivery {
	headers: Readonly<Record<string, string>> | Headers;
	body?: string;
	secret?: WebhookSecret;
	schemes?: readonly WebhookSchemeName[];
	nowSeconds?: number;
}

/** What came of it: `genuine`, or why not. */
async function verdict({
	headers,
	body = BODY,
	secret = SECRET,
	schemes = ALL,
	nowSeconds = TIME
}: Delivery) {
	const rules = { schemes, toleranceSeconds: DEFAULT_TOLERANCE_SECONDS, nowMs: nowSeconds * 1000 };
	const claims = readClaims(new Headers(headers), rules);
	if (!Array.isArray(claims)) return claims;
	return (await holds(claims, await new WebhookKeys(secret).current(), bytes(body))) ? 'genuine' : 'wrong';
}

describe.each(ALL)('a delivery signed by %s', (scheme) => {
	const headers = SIGNED[scheme];

	test('as openssl signs it is genuine, with its own scheme listed or all', async () => {
		expect(await verdict({ headers })).toBe('genuine');
		expect(await verdict({ headers, schemes: [scheme] })).toBe('genuine');
	});

	test('is not where its scheme is not listed', async () => {
		const schemes = ALL.filter((name) => name !== scheme);
		expect(await verdict({ headers, schemes })).toBe('unlisted');
	});

	test('is not with any one character of a header changed, taken out or doubled', async () => {
		for (const [name, value] of Object.entries(headers)) {
			for (let at = 0; at < value.length; at += 1) {
				const [before, character, after] = [value.slice(0, at), value[at]!, value.slice(at + 1)];
				const others = [...'0aAfz9=,.'].filter((other) => other !== character);
				for (const middle of [...others, '', character + character]) {
					const changed = { ...headers, [name]: before + middle + after };
					expect(await verdict({ headers: changed }), changed[name]).not.toBe('genuine');
				}
			}
		}
	});

	test('is not with a header cut short, lengthened, missing or twice', async () => {
		for (const [name, value] of Object.entries(headers)) {
			for (let length = 0; length < value.length; length += 1) {
				const cut = { ...headers, [name]: value.slice(0, length) };
				expect(await verdict({ headers: cut }), cut[name]).not.toBe('genuine');
			}
			for (const more of ['0', '=', 'é', ' x', '"', ', ']) {
				expect(await verdict({ headers: { ...headers, [name]: value + more } })).not.toBe('genuine');
			}
			const without = new Headers(headers);
			without.delete(name);
			expect(await verdict({ headers: without })).not.toBe('genuine');
			const twice = new Headers(headers);
			twice.append(name, value);
			expect(await verdict({ headers: twice })).toBe('malformed');
		}
	});

	test('is not with any one byte of the body changed, with none, or with more', async () => {
		for (let at = 0; at < BODY.length; at += 1) {
			const body = `${BODY.slice(0, at)}${BODY[at] === 'x' ? 'y' : 'x'}${BODY.slice(at + 1)}`;
			expect(await verdict({ headers, body })).toBe('wrong');
		}
		for (const body of ['', ` ${BODY}`, `${BODY}\n`, BODY.slice(1), BODY.slice(0, -1)]) {
			expect(await verdict({ headers, body })).toBe('wrong');
		}
	});

	test('is not under another secret, and is under each of several', async () => {
		for (const secret of ['whsec_8fGk2qVW', 'whsec_8fGk2qV', 'x', [vector.OLD_SECRET, 'other']]) {
			expect(await verdict({ headers, secret })).toBe('wrong');
		}
		for (const secret of [
			() => SECRET,
			[SECRET, vector.OLD_SECRET],
			[vector.OLD_SECRET, () => SECRET],
			[undefined, '', () => undefined, SECRET]
		]) {
			expect(await verdict({ headers, secret })).toBe('genuine');
		}
		expect(await verdict({ headers, secret: [undefined, ''] })).toBe('wrong');
	});
});

describe('the spelling of a signature', () => {
	test('is that of the guide: upper case, base64 and prefixes are not bare hex', async () => {
		for (const signature of [
			vector.HEX.toUpperCase(),
			`sha256:${vector.HEX}`,
			`0x${vector.HEX}`,
			Buffer.from(vector.HEX, 'hex').toString('base64'),
			`"${vector.HEX}"`
		]) {
			expect(await verdict({ headers: { 'x-fastio-signature': signature } })).toBe('malformed');
		}
	});

	test('in sha256= is lower case too', async () => {
		const timestamp = { 'x-fastio-timestamp': String(TIME) };
		for (const signature of [
			`SHA256=${vector.STAMPED_HEX}`,
			`sha256=${vector.STAMPED_HEX.toUpperCase()}`,
			`sha256 =${vector.STAMPED_HEX}`,
			`sha256=${vector.STAMPED_BASE64}`
		]) {
			expect(await verdict({ headers: { ...timestamp, 'x-fastio-signature': signature } })).toBe('malformed');
		}
	});

	test('in base64 is the one with padding and without bits behind the last byte', async () => {
		const spellings = [
			vector.STAMPED_BASE64.slice(0, -1),
			`${vector.STAMPED_BASE64}=`,
			vector.STAMPED_BASE64.replace('U=', 'V='),
			vector.STAMPED_BASE64.replace('+', '-'),
			encodeURIComponent(vector.STAMPED_BASE64),
			vector.STAMPED_HEX,
			''
		];
		for (const spelling of spellings) {
			const headers = { 'fastio-signature': `t=${TIME},v1=${spelling}` };
			expect(await verdict({ headers }), spelling).toBe('malformed');
		}
		expect(Buffer.from(spellings[2]!, 'base64'), 'the same bytes').toEqual(
			Buffer.from(vector.STAMPED_BASE64, 'base64')
		);
	});

	test('does not matter to bodies: raw bytes are signed, and an empty body has a signature of its own', async () => {
		const unicode = { headers: { 'x-fastio-signature': vector.UNICODE_HEX }, body: vector.UNICODE_BODY };
		expect(await verdict(unicode)).toBe('genuine');
		expect(await verdict({ ...unicode, body: JSON.stringify(JSON.parse(unicode.body)) })).toBe('genuine');
		expect(await verdict({ ...unicode, body: unicode.body.replace('☃', '\\u2603') })).toBe('wrong');
		expect(await verdict({ headers: { 'x-fastio-signature': vector.EMPTY_HEX }, body: '' })).toBe('genuine');
	});
});

describe('several signatures in a t=,v1= header', () => {
	const header = (...fields: string[]) => ({ 'fastio-signature': fields.join(',') });
	const [t, good, old] = [`t=${TIME}`, `v1=${vector.STAMPED_BASE64}`, `v1=${vector.OLD_STAMPED_BASE64}`];

	test('are those of a sender that rotates its secret: one has to hold', async () => {
		expect(await verdict({ headers: header(t, old, good) })).toBe('genuine');
		expect(await verdict({ headers: header(t, old, good), secret: vector.OLD_SECRET })).toBe('genuine');
		expect(await verdict({ headers: header(t, old) })).toBe('wrong');
	});

	test('may be in any order, spaced, beside fields of later versions, and under either name', async () => {
		expect(await verdict({ headers: header(good, t) })).toBe('genuine');
		expect(await verdict({ headers: header(t, ` ${good}`, 'v2=abc', 'v0=') })).toBe('genuine');
		expect(await verdict({ headers: { 'x-fastio-signature': `${t},${good}` } })).toBe('genuine');
	});

	test(`are at most ${MAX_SIGNATURES}`, async () => {
		const fill = (count: number) => Array.from({ length: count }, () => old);
		expect(await verdict({ headers: header(t, ...fill(MAX_SIGNATURES - 1), good) })).toBe('genuine');
		expect(await verdict({ headers: header(t, ...fill(MAX_SIGNATURES), good) })).toBe('malformed');
		expect(await verdict({ headers: header(t, good, `v2=${'x'.repeat(1000)}`) })).toBe('malformed');
	});

	test('go with exactly one time', async () => {
		for (const fields of [[good], [t, t, good], [t, `t=${TIME + 1}`, good], ['t=', good], [t]]) {
			expect(await verdict({ headers: header(...fields) })).toBe('malformed');
		}
	});
});

describe.each(['sha256', 't-v1'] as const)('the time of a %s signature', (scheme) => {
	const headers = SIGNED[scheme];
	const at = (time: string) =>
		Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name, value.replace(String(TIME), time)])
		);

	test('may be 300 s from ours, before and after, and no more', async () => {
		for (const apart of [0, 1, 299, 300]) {
			expect(await verdict({ headers, nowSeconds: TIME + apart })).toBe('genuine');
			expect(await verdict({ headers, nowSeconds: TIME - apart })).toBe('genuine');
		}
		for (const apart of [300.001, 301, 3600, 1e9]) {
			expect(await verdict({ headers, nowSeconds: TIME + apart })).toBe('late');
			expect(await verdict({ headers, nowSeconds: TIME - apart })).toBe('late');
		}
	});

	test('is signed: one second more or less does not hold', async () => {
		for (const time of [TIME + 1, TIME - 1])
			expect(await verdict({ headers: at(String(time)) })).toBe('wrong');
	});

	test('is a plain number of seconds', async () => {
		for (const time of [
			'',
			'0',
			`0${TIME}`,
			`+${TIME}`,
			`-${TIME}`,
			`${TIME}.0`,
			`${TIME}000`,
			'1e9',
			'NaN',
			'٣'
		]) {
			const changed = at(encodeURI(time));
			expect(await verdict({ headers: changed }), time).toBe('malformed');
		}
	});
});

describe('no downgrade:', () => {
	test('a captured timestamped delivery is not one of bare hex over its time and body', async () => {
		const headers = { 'x-fastio-signature': vector.STAMPED_HEX };
		const replay = { headers, body: `${TIME}.${BODY}`, nowSeconds: TIME + 86_400 };
		expect(await verdict(replay)).toBe('wrong');
		expect(await verdict({ ...replay, schemes: ['hex'] })).toBe('wrong');
	});

	test('one mark of a timestamped scheme, and bare hex is not asked', async () => {
		for (const mark of [
			{ 'x-fastio-timestamp': String(TIME) },
			{ 'x-fastio-timestamp': '' },
			{ 'fastio-signature': '' },
			{ 'fastio-signature': vector.HEX },
			{ 'fastio-signature': `t=${TIME}` }
		]) {
			expect(await verdict({ headers: { ...SIGNED.hex, ...mark } })).toBe('malformed');
			expect(await verdict({ headers: { ...SIGNED.hex, ...mark }, schemes: ['hex'] })).toBe('unlisted');
		}
		const mixed = new Headers(SIGNED.hex);
		mixed.append('x-fastio-signature', 'v1=x');
		expect(await verdict({ headers: mixed })).toBe('malformed');
	});

	test('a late timestamped delivery does not become timely through a hex signature beside it', async () => {
		const late = { ...SIGNED['t-v1'], ...SIGNED.hex };
		expect(await verdict({ headers: late, nowSeconds: TIME + 3600 })).toBe('late');
		expect(await verdict({ headers: late })).toBe('genuine');
		expect(await verdict({ headers: { ...late, 'x-fastio-signature': vector.OLD_HEX } })).toBe('genuine');
	});

	test('with the marks of two timestamped schemes both have to hold', async () => {
		const both = { ...SIGNED.sha256, ...SIGNED['t-v1'] };
		expect(await verdict({ headers: both })).toBe('genuine');
		expect(await verdict({ headers: both, schemes: ['t-v1'] })).toBe('unlisted');
		const broken = { ...both, 'x-fastio-signature': `sha256=${vector.HEX}` };
		expect(await verdict({ headers: broken })).toBe('wrong');
		const halves = { ...both, 'fastio-signature': `t=${TIME},v1=${vector.OLD_STAMPED_BASE64}` };
		expect(await verdict({ headers: halves })).toBe('wrong');
	});

	test('without a signature nothing is genuine', async () => {
		expect(await verdict({ headers: {} })).toBe('missing');
		expect(await verdict({ headers: { authorization: SECRET, signature: vector.HEX } })).toBe('missing');
		expect(await verdict({ headers: { 'x-fastio-signature': '' } })).toBe('malformed');
	});
});

describe('keys', () => {
	test('are made once for each secret, and follow a getter', async () => {
		let secret = SECRET;
		const keys = new WebhookKeys([() => secret, ' whsec_old\n']);
		const [first, old] = await keys.current();
		expect((await keys.current())[0]).toBe(first);
		secret = 'next';
		expect((await keys.current())[0]).not.toBe(first);
		secret = SECRET;
		expect(await keys.current()).toEqual([first, old]);
		expect(JSON.stringify(first)).toBe('{}');
		secret = 'whsec_old';
		expect(await keys.current()).toEqual([old]);
	});

	test('of many secrets do not pile up', async () => {
		let secret = SECRET;
		const keys = new WebhookKeys(() => secret);
		const [first] = await keys.current();
		for (let index = 0; index < 16; index += 1) {
			secret = `s${index}`;
			await keys.current();
		}
		secret = SECRET;
		expect((await keys.current())[0]).not.toBe(first);
	});
});
