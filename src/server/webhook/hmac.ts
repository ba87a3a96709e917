/** Checks HMAC-SHA-256 signatures under one secret, in constant time. */
export interface HmacKey {
	verify(signature: Uint8Array<ArrayBuffer>, signed: Uint8Array<ArrayBuffer>): boolean | Promise<boolean>;
}

type NodeCrypto = Pick<typeof import('node:crypto'), 'createHmac' | 'createSecretKey' | 'timingSafeEqual'>;

/**
 * A key of the fastest kind that the runtime has. Web Crypto hands each call to another thread, which costs Node more
 * than all else that is done for a delivery of a few hundred bytes (`npm run bench -- --webhooks`).
 */
export function hmacKey(secret: string): HmacKey | Promise<HmacKey> {
	const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
	const node = process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined;
	return node ? nodeHmacKey(node, secret) : webHmacKey(secret);
}

/** By `node:crypto`, at once. */
export function nodeHmacKey(node: NodeCrypto, secret: string): HmacKey {
	const key = node.createSecretKey(new TextEncoder().encode(secret));
	return {
		verify(signature, signed) {
			const digest = node.createHmac('sha256', key).update(signed).digest();
			return signature.length === digest.length && node.timingSafeEqual(signature, digest);
		}
	};
}

/** By Web Crypto, on every runtime. */
export async function webHmacKey(secret: string): Promise<HmacKey> {
	const algorithm = { name: 'HMAC', hash: 'SHA-256' };
	const bytes = new TextEncoder().encode(secret);
	const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
	return { verify: (signature, signed) => crypto.subtle.verify('HMAC', key, signature, signed) };
}
