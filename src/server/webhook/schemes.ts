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
	marks(headers: Headers): boolean;
	/** `undefined` for what a sender of this scheme does not write. A header that came twice is that: its values are joined by a comma. */
	read(headers: Headers): SignatureClaim | undefined;
}

const SIGNATURE = 'x-fastio-signature';
const TIMESTAMP = 'x-fastio-timestamp';
/** Another name of the signature's header, only seen with `t=,v1=`. */
const STAMPED_SIGNATURE = 'fastio-signature';

/** The guide's: `x-fastio-signature` is the hex digest of the body. */
const HEX: WebhookScheme = {
	name: 'hex',
	timestamped: false,
	marks: (headers) => headers.has(SIGNATURE),
	read: (headers) => claim(undefined, [fromHex(headers.get(SIGNATURE) ?? '')])
};

/** `x-fastio-signature: sha256=` and hex, with the time in `x-fastio-timestamp`. */
const SHA256: WebhookScheme = {
	name: 'sha256',
	timestamped: true,
	marks: (headers) => headers.has(TIMESTAMP) || /sha256\s*=/iu.test(headers.get(SIGNATURE) ?? ''),
	read(headers) {
		const signature = /^sha256=(?<hex>.*)$/u.exec(headers.get(SIGNATURE) ?? '')?.groups?.['hex'];
		const timestamp = headers.get(TIMESTAMP) ?? '';
		if (signature === undefined || !isTimestamp(timestamp)) return undefined;
		return claim(timestamp, [fromHex(signature)]);
	}
};

/** `fastio-signature: t=`, the time, and `,v1=` and base64; several `v1` while the sender rotates its secret. */
const T_V1: WebhookScheme = {
	name: 't-v1',
	timestamped: true,
	marks: (headers) =>
		headers.has(STAMPED_SIGNATURE) || /(?:^|[\s,])(?:t|v\d+)\s*=/iu.test(headers.get(SIGNATURE) ?? ''),
	read(headers) {
		const header = headers.get(STAMPED_SIGNATURE) ?? headers.get(SIGNATURE) ?? '';
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
	return Uint8Array.from({ length: 32 }, (_, index) => parseInt(text.slice(index * 2, index * 2 + 2), 16));
}

/** The one spelling of 32 bytes: padded, and no bit set behind the last byte. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
	if (!/^[A-Za-z\d+/]{42}[AEIMQUYcgkosw048]=$/u.test(text)) return undefined;
	return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
