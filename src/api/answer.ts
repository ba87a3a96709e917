import { readEnvelope, type Dialect } from './envelope.ts';
import { FastioApiError, FastioNetworkError } from './errors.ts';
import { asObject, type JsonObject } from './fields.ts';
import { parseJson } from './json.ts';
import { refusalError, requestIdOf } from './refusals.ts';
import { formatBytes } from '../rules/format-bytes.ts';

/** Largest JSON answer that is read, in bytes: 4 MiB. A page of 500 nodes at full detail is well below 2 MiB. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

const CHECK_URL = 'Check `apiUrl`: this is not an answer of the Fast.io API.';

/** A whole answer in memory: at most {@link MAX_ANSWER_BYTES} of text. */
export interface Answer {
	status: number;
	headers: Headers;
	text: string;
}

/**
 * Reads an answer to its end.
 *
 * @throws FastioApiError `upstream` when it is a redirect or larger than 4 MiB; FastioNetworkError when it breaks off.
 */
export async function readAnswer(response: Response): Promise<Answer> {
	const { status, headers } = response;
	if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
		await response.body?.cancel().catch(() => {});
		throw redirectError(status);
	}
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	let received = 0;
	const reader = (response.body ?? new Blob([]).stream()).getReader();
	for (;;) {
		const { done, value } = await reader.read().catch((cause: unknown) => {
			throw new FastioNetworkError('network', 'The connection to Fast.io broke in mid-answer.', {
				sent: true,
				cause
			});
		});
		if (done) break;
		received += value.byteLength;
		if (received > MAX_ANSWER_BYTES) {
			await reader.cancel().catch(() => {});
			throw new FastioApiError(
				'upstream',
				`Fast.io answered with more than ${formatBytes(MAX_ANSWER_BYTES)}.`,
				{ status, requestId: requestIdOf(headers) }
			);
		}
		chunks.push(value as Uint8Array<ArrayBuffer>);
	}
	return { status, headers, text: await new Blob(chunks).text() };
}

/** The error for a redirect, which is never followed: it would carry the token and the file elsewhere. */
export function redirectError(status: number, cause?: unknown): FastioApiError {
	return new FastioApiError('upstream', 'Fast.io answered with a redirect, which is not followed.', {
		status,
		hint: CHECK_URL,
		cause
	});
}

/** What the reading of an answer depends on. */
export interface AnswerContext {
	dialect: Dialect;
	token: string;
	/** The request carried a file. */
	upload: boolean;
	/** The call is about several nodes: a 404 that says of each why it is not there is no refusal. */
	multi?: boolean | undefined;
}

/**
 * The payload of an answer as an object; an array payload comes as `{ items }`, an empty 204 as `{}`.
 *
 * @throws FastioApiError for a refusal (see `codeOfRefusal`), and `upstream` for what is not this protocol: another
 * content type, no JSON, no envelope.
 */
export function understand(answer: Answer, context: AnswerContext): JsonObject {
	const { status, headers } = answer;
	if (status === 204 || status === 205) return {};
	const json = jsonIn(answer);
	const multi = context.multi === true && status === 404 ? multiIn(json) : undefined;
	if (multi) return multi;
	const verdict = readEnvelope(status, json, context.dialect);
	if (verdict.kind === 'refusal') throw refusalError(answer, verdict, context);
	if (json === undefined || verdict.kind === 'unknown') {
		throw new FastioApiError(
			'upstream',
			`Fast.io gave an answer (HTTP ${status}) that could not be understood.`,
			{ status, requestId: requestIdOf(headers), hint: CHECK_URL }
		);
	}
	return Array.isArray(verdict.payload) ? { items: verdict.payload } : (asObject(verdict.payload) ?? {});
}

/** The payload of an answer about several nodes of which none is there. */
function multiIn(json: unknown): JsonObject | undefined {
	const body = asObject(json);
	const payload = asObject(body?.['response']) ?? body;
	return payload?.['format'] === 'multi' && Array.isArray(payload['errors']) ? payload : undefined;
}

/** `undefined` for a type that is declared and not JSON, and for text that does not parse. */
function jsonIn({ headers, text }: Answer): unknown {
	const type = headers.get('content-type');
	if (type !== null && !/[/+]json\b/iu.test(type)) return undefined;
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}
