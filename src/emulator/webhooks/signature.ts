import { createHmac } from 'node:crypto';

/**
 * How a delivery is signed, three ways that Fast.io's publications have shown; HMAC-SHA256 in each.
 * `hex` (SvelteKit integration guide): `x-fastio-signature`, 64 hex digits, of the body. `sha256`: `x-fastio-signature:
 * sha256=…` in hex, of `{timestamp}.{body}`, with `x-fastio-timestamp`. `t-v1`: `fastio-signature: t=…,v1=…` in base64, of
 * `{t}.{body}`. Times are Unix seconds.
 */
export type WebhookScheme = 'hex' | 'sha256' | 't-v1';

export const WEBHOOK_SCHEMES: readonly WebhookScheme[] = ['hex', 'sha256', 't-v1'];

/** What is signed, and with what. */
export interface Signing {
	scheme: WebhookScheme;
	secret: string;
	/** Unix seconds. Not part of a `hex` signature. */
	timestamp: number;
	body: string;
}

/** Whether a signature of the scheme holds for a time only. */
export const hasTimestamp = (scheme: WebhookScheme): boolean => scheme !== 'hex';

/** The headers that sign a delivery. */
export function signatureHeaders({ scheme, secret, timestamp, body }: Signing): Record<string, string> {
	const hmac = createHmac('sha256', secret).update(hasTimestamp(scheme) ? `${timestamp}.${body}` : body);
	switch (scheme) {
		case 'hex':
			return { 'x-fastio-signature': hmac.digest('hex') };
		case 'sha256':
			return {
				'x-fastio-signature': `sha256=${hmac.digest('hex')}`,
				'x-fastio-timestamp': String(timestamp)
			};
		case 't-v1':
			return { 'fastio-signature': `t=${timestamp},v1=${hmac.digest('base64')}` };
	}
}
