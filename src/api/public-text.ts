/** Longest text of Fast.io that goes into one of our messages, in characters. */
export const MAX_RELAYED_TEXT = 500;
/** Tokens shorter than this are no secrets but test values, and would blank out ordinary words. */
const MIN_SECRET_LENGTH = 6;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/** Replaces every occurrence of the token, plain or percent-encoded, by `[redacted]`. */
export function redact(text: string, secret: string): string {
	if (secret.length < MIN_SECRET_LENGTH) return text;
	return text.replaceAll(secret, '[redacted]').replaceAll(encodeURIComponent(secret), '[redacted]');
}

/**
 * Text of Fast.io made fit to be shown: the token redacted, control and direction characters turned into spaces,
 * at most {@link MAX_RELAYED_TEXT} characters. `undefined` when nothing is left.
 */
export function publicText(text: string | undefined, secret: string): string | undefined {
	if (text === undefined) return undefined;
	// Redacted before it is cut: half a token is a secret too.
	const clean = redact(text, secret).replace(CONTROL, ' ').replace(LONE_SURROGATE, '\ufffd').trim();
	if (clean === '') return undefined;
	return clean.length > MAX_RELAYED_TEXT
		? `${clean.slice(0, MAX_RELAYED_TEXT - 1).replace(LONE_SURROGATE, '')}…`
		: clean;
}

/** A copy of a JSON value with the token redacted in every string of it. */
export function redactJson(value: unknown, secret: string): unknown {
	if (value === undefined || value === null) return undefined;
	return JSON.parse(JSON.stringify(value), (_key, entry: unknown) =>
		typeof entry === 'string' ? redact(entry, secret) : entry
	);
}
