/** How a delivery may be signed; `docs/webhooks.md` has the table. */
export type WebhookSchemeName = 'hex' | 'sha256' | 't-v1';

/** Signatures that one header may hold: 5, of as many secrets while the sender rotates its own. */
export const MAX_SIGNATURES = 5;
/** Longest header that is looked into, in characters. */
export const MAX_SIGNATURE_HEADER_CHARS = 1024;

/** What the headers of a delivery say about its signature. */
export interface SignatureClaim {
	/** One of these has to be that of what is signed. */
	signatures: Uint8Array<ArrayBuffer>[];
	/** When the sender signed, in Unix seconds as it wrote them: signed too, as `{timestamp}.{body}`. */
	timestamp: string | undefined;
}

/** One way to sign a delivery: HMAC-SHA-256 of the raw body, or of a timestamp, a dot and the raw body. */
export interface WebhookScheme {
	readonly name: WebhookSchemeName;
	readonly timestamped: boolean;
	/** Whether the headers hold anything that belongs to this scheme, be it whole or not. */
	marks(headers: SignatureHeaders): boolean;
	/** `undefined` for what a sender of this scheme does not write. A header that came twice is that: its values are joined by a comma. */
	read(headers: SignatureHeaders): SignatureClaim | undefined;
}

/** The headers that schemes use; `null` for one that is not there. */
export interface SignatureHeaders {
	/** `x-fastio-signature`. */
	signature: string | null;
	/** `fastio-signature`, only seen with `t=,v1=`. */
	stamped: string | null;
	/** `x-fastio-timestamp`. */
	timestamp: string | null;
}

/** Reads each of them once. */
export function signatureHeaders(headers: Headers): SignatureHeaders {
	return {
		signature: headers.get('x-fastio-signature'),
		stamped: headers.get('fastio-signature'),
		timestamp: headers.get('x-fastio-timestamp')
	};
}

/** The guide's: `x-fastio-signature` is the hex digest of the body. */
const HEX: WebhookScheme = {
	name: 'hex',
	timestamped: false,
	marks: ({ signature }) => signature !== null,
	read: ({ signature }) => claim(undefined, [fromHex(signature ?? '')])
};

/** `x-fastio-signature: sha256=` and hex, with the time in `x-fastio-timestamp`. */
const SHA256: WebhookScheme = {
	name: 'sha256',
	timestamped: true,
	marks: ({ signature, timestamp }) => timestamp !== null || /sha256\s*=/iu.test(signature ?? ''),
	read({ signature, timestamp }) {
		if (!signature?.startsWith('sha256=') || !isTimestamp(timestamp ?? '')) return undefined;
		return claim(timestamp ?? '', [fromHex(signature.slice('sha256='.length))]);
	}
};

/** `fastio-signature: t=`, the time, and `,v1=` and base64; several `v1` while the sender rotates its secret. */
const T_V1: WebhookScheme = {
	name: 't-v1',
	timestamped: true,
	marks: ({ signature, stamped }) => stamped !== null || /(?:^|[\s,])(?:t|v\d+)\s*=/iu.test(signature ?? ''),
	read({ signature, stamped }) {
		const header = stamped ?? signature ?? '';
		if (header.length > MAX_SIGNATURE_HEADER_CHARS) return undefined;
		const fields = header.split(',').map((field) => field.trim());
		if (!fields.every((field) => /^\w+=/u.test(field))) return undefined;
		const valuesOf = (key: string) =>
			fields.filter((field) => field.startsWith(`${key}=`)).map((field) => field.slice(key.length + 1));
		const [timestamp = '', ...more] = valuesOf('t');
		if (more.length > 0 || !isTimestamp(timestamp)) return undefined;
		return claim(timestamp, valuesOf('v1').map(fromBase64));
	}
};

/** Every scheme there is. */
export const WEBHOOK_SCHEMES: readonly WebhookScheme[] = [HEX, SHA256, T_V1];

function claim(
	timestamp: string | undefined,
	found: (Uint8Array<ArrayBuffer> | undefined)[]
): SignatureClaim | undefined {
	const signatures = found.filter((signature) => signature !== undefined);
	const isWhole = signatures.length === found.length && found.length > 0 && found.length <= MAX_SIGNATURES;
	return isWhole ? { signatures, timestamp } : undefined;
}

/** Unix seconds without a sign, leading zeros or a fraction; milliseconds are too long. */
function isTimestamp(text: string): boolean {
	return /^[1-9]\d{0,10}$/u.test(text);
}

/** 64 digits in lower case, as the guide compares them. */
function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
	if (!/^[\da-f]{64}$/u.test(text)) return undefined;
	const bytes = new Uint8Array(32);
	for (let at = 0; at < 32; at += 1) bytes[at] = digitAt(text, at * 2) * 16 + digitAt(text, at * 2 + 1);
	return bytes;
}

function digitAt(text: string, at: number): number {
	const code = text.charCodeAt(at);
	return code < 0x3a ? code - 0x30 : code - 0x57;
}

/** The one spelling of 32 bytes: padded, and no bit set behind the last byte. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
	if (!/^[A-Za-z\d+/]{42}[AEIMQUYcgkosw048]=$/u.test(text)) return undefined;
	return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
