import { createHmac } from 'node:crypto';

/** Signs as a sender does: the headers of a delivery in each scheme, made with Node's own HMAC. */
export function signDelivery(
	scheme: 'hex' | 'sha256' | 't-v1',
	secret: string,
	body: string | Uint8Array,
	timestamp = Math.floor(Date.now() / 1000)
): Record<string, string> {
	const hmac = createHmac('sha256', secret);
	if (scheme === 'hex') return { 'x-fastio-signature': hmac.update(body).digest('hex') };
	hmac.update(`${timestamp}.`).update(body);
	return scheme === 'sha256'
		? { 'x-fastio-signature': `sha256=${hmac.digest('hex')}`, 'x-fastio-timestamp': String(timestamp) }
		: { 'fastio-signature': `t=${timestamp},v1=${hmac.digest('base64')}` };
}
