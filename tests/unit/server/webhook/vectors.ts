import type { WebhookSchemeName } from '../../../../src/server/webhook/schemes.ts';

/*
 * Made once by openssl, in a shell:
 *
 *   S='whsec_8fGk2qVw'; OLD='whsec_old'; T=1767225600
 *   B='{"type":"file.indexed","data":{"file_id":"f_123"}}'
 *   U='{"type":"file.added","data":{"name":"Ünïcode ☃ \u0000.pdf","file_id":"f"}}'
 *   printf '%s' "$B" | openssl dgst -sha256 -hmac "$S"                               # HEX
 *   printf '%s' "$B" | openssl dgst -sha256 -hmac "$OLD"                             # OLD_HEX
 *   printf '%s.%s' $T "$B" | openssl dgst -sha256 -hmac "$S"                         # STAMPED_HEX
 *   printf '%s.%s' $T "$B" | openssl dgst -sha256 -hmac "$S" -binary | base64        # STAMPED_BASE64
 *   printf '%s.%s' $T "$B" | openssl dgst -sha256 -hmac "$OLD" -binary | base64      # OLD_STAMPED_BASE64
 *   printf '%s' "$U" | openssl dgst -sha256 -hmac "$S"                               # UNICODE_HEX
 *   printf '' | openssl dgst -sha256 -hmac "$S"                                      # EMPTY_HEX
 *   printf '%s' "$B" | openssl dgst -sha256 -hmac ''                                 # EMPTY_KEY_HEX
 *   printf '%s' "$B" | sha256sum                                                     # BODY_SHA256
 */
export const SECRET = 'whsec_8fGk2qVw';
export const OLD_SECRET = 'whsec_old';
export const BODY = '{"type":"file.indexed","data":{"file_id":"f_123"}}';
export const UNICODE_BODY = String.raw`{"type":"file.added","data":{"name":"Ünïcode ☃ \u0000.pdf","file_id":"f"}}`;
/** 2026-01-01T00:00:00Z. */
export const TIME = 1_767_225_600;
export const HEX = '53f008a131f41a15b6d0a49704c896201dd3d31da72830513a3b9f0d3562886a';
export const OLD_HEX = '9389db03112cf8bb5abc14b17e07fe1d856133d8e2ea271fac2ba4555cb3822b';
export const STAMPED_HEX = '2a3a54dc1ea3ee2fb351e29e307646be94508b31668b280d05ee8c2658254995';
export const STAMPED_BASE64 = 'KjpU3B6j7i+zUeKeMHZGvpRQizFmiygNBe6MJlglSZU=';
export const OLD_STAMPED_BASE64 = 'gV7tmB7fFIFOeKgsyaM6Ounln9fn7yNZPCGsPVbGx2I=';
export const UNICODE_HEX = 'd0aa5fe3c1b0b7f4c74f0fe2ad3bc1c74f5e1f07451f7b0c68eab0bcdf234f12';
export const EMPTY_HEX = '08610229314c7122c954965b5b367181a47fb9c22c8be1d98183785732631594';
export const EMPTY_KEY_HEX = '28a760b4131b753db71cf420f6648b2a59b07898840abeb0d51047b89203647c';
export const BODY_SHA256 = '45b7f6c597472c7d32296262f62539d6f4f52169980695bb9deee7410cb152c9';

/** The headers of a genuine delivery of {@link BODY} in each scheme. */
export const SIGNED: Readonly<Record<WebhookSchemeName, Readonly<Record<string, string>>>> = {
	hex: { 'x-fastio-signature': HEX },
	sha256: { 'x-fastio-signature': `sha256=${STAMPED_HEX}`, 'x-fastio-timestamp': String(TIME) },
	't-v1': { 'fastio-signature': `t=${TIME},v1=${STAMPED_BASE64}` }
};
