import { createHash, timingSafeEqual } from 'node:crypto';
import type { Exchange } from './http/exchange.ts';
import { Refusal } from './http/refusal.ts';
import type { State } from './state.ts';

/**
 * Checks the key of a request.
 *
 * @throws Refusal 401/10011 without a key or with an unknown one, 403/10770 for a write with the read-only key.
 */
export function requireKey(x: Exchange, state: State): void {
	const key = /^Bearer +(\S+)$/i.exec(x.req.headers.authorization ?? '')?.[1];
	if (key !== undefined && sameText(key, state.token)) return;
	if (key === undefined || state.readOnlyToken === undefined || !sameText(key, state.readOnlyToken)) {
		throw new Refusal(401, 10011, 'The credential is missing or not valid.');
	}
	if (x.method === 'GET') return;
	throw new Refusal(403, 10770, 'This key may only read.', { params: { reason: 'scope_write_required' } });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
