import * as nodeCrypto from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeHmacKey, webHmacKey } from '../../../../src/server/webhook/hmac.ts';

const bytes = (options = {}) => fc.uint8Array({ ...options }).map((array) => new Uint8Array(array));

test('both ways take the signature that a sender makes, and no other', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.string({ minLength: 1, unit: 'grapheme' }),
			bytes({ maxLength: 300 }),
			bytes({ maxLength: 40 }),
			fc.nat(255),
			async (secret, signed, other, flip) => {
				const digest = new Uint8Array(nodeCrypto.createHmac('sha256', secret).update(signed).digest());
				const changed = digest.map((byte, at) => (at === flip % 32 ? byte ^ (flip | 1) : byte));
				for (const key of [nodeHmacKey(nodeCrypto, secret), await webHmacKey(secret)]) {
					expect(await key.verify(digest, signed)).toBe(true);
					expect(await key.verify(changed, signed)).toBe(false);
					expect(await key.verify(digest.slice(0, 31), signed)).toBe(false);
					expect(await key.verify(other, signed)).toBe(false);
				}
			}
		)
	);
});
