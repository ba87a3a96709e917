/**
 * Every way an upload or a call to Fast.io can end without success, with the HTTP status our own routes and
 * actions answer for it. A closed list: pages may `switch` over it.
 *
 * Upstream trouble is never blamed on the visitor: 401, 402 and 403 from Fast.io become `credentials` or `plan`
 * (502), everything from 500 up becomes `upstream` (502).
 */
export const STATUS_OF_CODE = {
	/** The form or body carried no file. */
	'no-file': 400,
	/** A file of 0 bytes where `minFileBytes` is at least 1, or a raw request without a body. */
	'empty-file': 400,
	'file-too-small': 400,
	'file-too-large': 413,
	'total-too-large': 413,
	'too-many-files': 400,
	'too-many-fields': 400,
	'field-too-large': 413,
	'type-not-allowed': 415,
	/** The first bytes of the file are not what its declared type, or its extension, says. */
	'type-mismatch': 415,
	/** The definition's own `validate` refused the file. */
	invalid: 422,
	/** The sender has no room left: the definition's `quota`. */
	'quota-exceeded': 413,
	/** Not a body this route reads: wrong content type, broken multipart, more or fewer bytes than declared. */
	malformed: 400,
	/** The host's own body limit (adapter-node's `BODY_SIZE_LIMIT`) ended the request. */
	'body-limit': 413,
	/** `authorize` said no. */
	'not-allowed': 403,
	/** The request came from another site. */
	'cross-site': 403,
	'not-found': 404,
	/** The resumable upload or file token was cancelled, used or has expired: the file starts afresh. */
	gone: 410,
	/** The bytes that arrived are not the ones the sender's checksum is of. Nothing of them is stored. */
	'checksum-mismatch': 422,
	'method-not-allowed': 405,
	/** The sender went away, or the caller's signal aborted. Nobody is left to read the status. */
	aborted: 499,
	/** The sender stopped sending. */
	'sender-timeout': 408,
	/** Fast.io refused the request itself (4xx): its own words are relayed. */
	rejected: 400,
	/** Something with that version already exists or changed meanwhile. */
	conflict: 409,
	'rate-limited': 429,
	/** Fast.io refused our token (401, 403). */
	credentials: 502,
	/** Fast.io refused for the plan or for credits (402). */
	plan: 502,
	/** Fast.io failed (5xx) or answered what is not its protocol. */
	upstream: 502,
	/** Fast.io could not be reached, or the connection broke. */
	network: 502,
	/** Fast.io did not answer, or took no more bytes, within the timeout. */
	timeout: 504,
	/** Fast.io failed several times in a row: for some seconds it is not even asked. */
	unavailable: 503,
	/** This wire has no such call. */
	unsupported: 501,
	/** An option is missing or wrong. */
	config: 500,
	/** Code of the app (`onUploaded`, `destination`, …) threw. */
	internal: 500
} as const satisfies Record<string, number>;

/** One of the keys of {@link STATUS_OF_CODE}. */
export type FastioErrorCode = keyof typeof STATUS_OF_CODE;

/** The HTTP status our routes and actions answer for a failure code. */
export function statusOf(code: FastioErrorCode): number {
	return STATUS_OF_CODE[code];
}
