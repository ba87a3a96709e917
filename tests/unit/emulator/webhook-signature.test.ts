import { describe, expect, it } from 'vitest';
import { forge, FORGERIES } from '../../../src/emulator/webhooks/forgery.ts';
import { signatureHeaders, WEBHOOK_SCHEMES } from '../../../src/emulator/webhooks/signature.ts';

const signing = {
	secret: 'whsec_test',
	timestamp: 1_790_000_000,
	body: '{"type":"file.indexed","data":{"file_id":"2abcdefghijklmnopqrstuvwxyz23"}}'
};

/*
 * BODY='{"type":"file.indexed","data":{"file_id":"2abcdefghijklmnopqrstuvwxyz23"}}'
 * printf '%s' "$BODY" | openssl dgst -sha256 -hmac whsec_test -hex
 * printf '%s' "1790000000.$BODY" | openssl dgst -sha256 -hmac whsec_test -hex
 * printf '%s' "1790000000.$BODY" | openssl dgst -sha256 -hmac whsec_test -binary | openssl base64 -A
 * printf '%s' '{"name":"Zürich – 東京.pdf"}' | openssl dgst -sha256 -hmac 'schlüssel' -hex
 */
const VECTORS = {
	hex: { 'x-fastio-signature': 'f09cda0899dd101abae3a51f5c678532b4111a22cd506871b4d2e06c5928a599' },
	sha256: {
		'x-fastio-signature': 'sha256=017ce9577eed658d6990391c3c73933dd9ecc4e7f0ca72219f092126c4451af5',
		'x-fastio-timestamp': '1790000000'
	},
	't-v1': { 'fastio-signature': 't=1790000000,v1=AXzpV37tZY1pkDkcPHOTPdnsxOfwynIhnwkhJsRFGvU=' }
};

describe('a signature', () => {
	it.each(WEBHOOK_SCHEMES)('in the scheme %s is what openssl computes', (scheme) => {
		expect(signatureHeaders({ ...signing, scheme })).toEqual(VECTORS[scheme]);
	});

	it('is of the UTF-8 bytes of body and secret', () => {
		const body = '{"name":"Zürich – 東京.pdf"}';
		expect(signatureHeaders({ scheme: 'hex', secret: 'schlüssel', timestamp: 0, body })).toEqual({
			'x-fastio-signature': '631e8681ee629b6d448cc93672fc135b85dde1a47ee3a9aa4ad1d8ad834e86b4'
		});
	});
});

describe('a forgery', () => {
	it.each(WEBHOOK_SCHEMES.flatMap((scheme) => FORGERIES.map((forgery) => [scheme, forgery] as const)))(
		'in the scheme %s by %s differs from the genuine delivery in what it says, and in nothing else',
		(scheme, forgery) => {
			if (scheme === 'hex' && forgery === 'timestamp') return;
			const forged = forge({ ...signing, scheme }, forgery);
			const genuine = VECTORS[scheme];
			if (forgery === 'body') {
				expect(forged).toEqual({ headers: genuine, body: `${signing.body} ` });
				expect(JSON.parse(forged.body)).toEqual(JSON.parse(signing.body));
				return;
			}
			expect(forged.body).toBe(signing.body);
			expect(forged.headers).not.toEqual(genuine);
			if (forgery === 'missing') expect(forged.headers).toEqual({});
			else expect(Object.keys(forged.headers)).toEqual(Object.keys(genuine));
			if (forgery === 'timestamp') expect(JSON.stringify(forged.headers)).toContain('1790000000');
		}
	);
});
