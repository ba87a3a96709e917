import type { HmacKey } from './hmac.ts';
import { signatureHeaders, WEBHOOK_SCHEMES } from './schemes.ts';
import type { SignatureClaim, WebhookSchemeName } from './schemes.ts';

/** How far the time of a signature may be from ours, before and after: 300 s. */
export const DEFAULT_TOLERANCE_SECONDS = 300;

const encoder = new TextEncoder();

/** Why a delivery is not taken for genuine. For the operator: the sender only learns that it is not. */
export type SignatureProblem = 'missing' | 'unlisted' | 'malformed' | 'late' | 'wrong';

export interface ClaimRules {
	/** The schemes that are accepted. */
	schemes: readonly WebhookSchemeName[];
	toleranceSeconds: number;
	nowMs: number;
}

/**
 * What the headers say, which the body then has to bear out: {@link holds}. Looks at headers only, so that most of
 * what is not genuine is refused before a byte of it is read.
 *
 * One mark of a timestamped scheme, and the delivery has to be signed by that scheme, whatever else is listed. Else
 * taking the time away from a captured delivery would make one that never gets old. Marks of two: both have to hold.
 */
export function readClaims(headers: Headers, rules: ClaimRules): SignatureClaim[] | SignatureProblem {
	const given = signatureHeaders(headers);
	const marked = WEBHOOK_SCHEMES.filter((scheme) => scheme.marks(given));
	const stamped = marked.filter((scheme) => scheme.timestamped);
	const schemes = stamped.length > 0 ? stamped : marked;
	if (schemes.length === 0) return 'missing';
	if (schemes.some(({ name }) => !rules.schemes.includes(name))) return 'unlisted';
	const claims = schemes.map((scheme) => scheme.read(given));
	if (!claims.every((claim) => claim !== undefined)) return 'malformed';
	return claims.every((claim) => isTimely(claim, rules)) ? claims : 'late';
}

function isTimely({ timestamp }: SignatureClaim, { nowMs, toleranceSeconds }: ClaimRules): boolean {
	return timestamp === undefined || Math.abs(nowMs / 1000 - Number(timestamp)) <= toleranceSeconds;
}

/** Whether each claim is borne out by the body under one of the keys. Signatures are compared in constant time. */
export async function holds(
	claims: readonly SignatureClaim[],
	keys: readonly HmacKey[],
	body: Uint8Array<ArrayBuffer>
): Promise<boolean> {
	for (const claim of claims) if (!(await isBorneOut(claim, keys, body))) return false;
	return claims.length > 0;
}

async function isBorneOut(
	{ signatures, timestamp }: SignatureClaim,
	keys: readonly HmacKey[],
	body: Uint8Array<ArrayBuffer>
): Promise<boolean> {
	// `{time}.{body}` of a timestamped delivery would pass as the body of one without: no event begins with a digit.
	if (timestamp === undefined && isDigit(body[0])) return false;
	const signed = timestamp === undefined ? body : withPrefix(`${timestamp}.`, body);
	for (const key of keys) {
		for (const signature of signatures) {
			if (await key.verify(signature, signed)) return true;
		}
	}
	return false;
}

function isDigit(byte: number | undefined): boolean {
	return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function withPrefix(prefix: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
	const signed = new Uint8Array(prefix.length + body.length);
	encoder.encodeInto(prefix, signed);
	signed.set(body, prefix.length);
	return signed;
}
