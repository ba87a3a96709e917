import { resolveConnection } from '../api/settings.ts';
import type { FastioOptions } from '../api.ts';
import { FastioError } from '../rules/errors.ts';

/** Shortest `sessionSecret`, in characters: anything shorter could be guessed from one id. */
export const MIN_SECRET_LENGTH = 16;
/** Longest id or token that is looked at, in characters: what is longer was never ours. */
export const MAX_SIGNED_LENGTH = 8 * 1024;
/** Bytes of a digest that stands for a user or a destination. */
const DIGEST_BYTES = 16;
/** Secrets whose keys are kept; an app has one, a test some. */
const MAX_KEYS = 16;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const keys = new Map<string, Promise<CryptoKey>>();

/**
 * The key for what browsers are given: HKDF-SHA-256 of `sessionSecret`, else of the client's API token. The same in
 * every instance of an app, and after a restart.
 *
 * @throws FastioError `config` for a short secret, or where there is neither.
 */
export async function signingKey(options: FastioOptions): Promise<CryptoKey> {
	const secret = secretOf(options);
	const known = keys.get(secret);
	if (known) return known;
	const key = deriveKey(secret);
	keys.set(secret, key);
	const [oldest] = keys.keys();
	if (keys.size > MAX_KEYS && oldest !== undefined) keys.delete(oldest);
	return key;
}

/**
 * JSON and its HMAC-SHA-256, both base64url, as `payload.signature`. `purpose` is signed too: what was made for one
 * does not pass for another. The payload can be read by whoever has the text.
 */
export async function seal(key: CryptoKey, purpose: string, payload: unknown): Promise<string> {
	const body = toBase64Url(encoder.encode(JSON.stringify(payload)));
	const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(`${purpose}.${body}`));
	return `${body}.${toBase64Url(new Uint8Array(signature))}`;
}

/**
 * The payload of what {@link seal} made with this key for this purpose; `undefined` for anything else. Compares in
 * constant time, and takes no second spelling of the same bytes.
 */
export async function unseal(key: CryptoKey, purpose: string, text: string): Promise<unknown> {
	if (text.length > MAX_SIGNED_LENGTH) return undefined;
	const [body = '', signature = '', ...rest] = text.split('.');
	const bytes = fromBase64Url(signature);
	if (!bytes || rest.length > 0) return undefined;
	if (!(await crypto.subtle.verify('HMAC', key, bytes, encoder.encode(`${purpose}.${body}`))))
		return undefined;
	const json = fromBase64Url(body);
	return json && (JSON.parse(decoder.decode(json)) as unknown);
}

/** What stands for a value that the reader of an id must not learn: the same for the same value and key. */
export async function digest(key: CryptoKey, purpose: string, value: string): Promise<string> {
	const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(`digest.${purpose}.${value}`));
	return toBase64Url(new Uint8Array(mac, 0, DIGEST_BYTES));
}

function secretOf(options: FastioOptions): string {
	const { sessionSecret } = options;
	const secret = typeof sessionSecret === 'function' ? sessionSecret() : sessionSecret;
	if (secret === undefined || secret === '') return `token.${resolveConnection(options).token}`;
	if (secret.length < MIN_SECRET_LENGTH) {
		throw new FastioError(
			'config',
			`createFastio: \`sessionSecret\` has fewer than ${MIN_SECRET_LENGTH} characters.`
		);
	}
	return `secret.${secret}`;
}

async function deriveKey(secret: string): Promise<CryptoKey> {
	const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
	return crypto.subtle.deriveKey(
		{
			name: 'HKDF',
			hash: 'SHA-256',
			salt: encoder.encode('sveltekit-fastio'),
			info: encoder.encode('uploads v1')
		},
		material,
		{ name: 'HMAC', hash: 'SHA-256', length: 256 },
		false,
		['sign', 'verify']
	);
}

function toBase64Url(bytes: Uint8Array): string {
	let binary = '';
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/u, '');
}

/** `undefined` for what no encoder writes, set bits behind the last byte included. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
	if (!/^[\w-]+$/u.test(text)) return undefined;
	try {
		const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
		const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
		return toBase64Url(bytes) === text ? bytes : undefined;
	} catch {
		return undefined;
	}
}
