import type { FastioErrorCode } from '../rules/codes.ts';
import type { UploadFailure } from '../rules/results.ts';
import type { ActionResult } from './kit.ts';
import type { FormAnswer } from './send-form.ts';
import type { UploadStrings } from './strings.ts';
import { asUploadResult, isRecord, uploadFailure } from './upload-result.ts';

const TYPES = ['success', 'failure', 'redirect', 'error'];
/** Longer plain texts are pages of a proxy, not sentences. */
const LONGEST_SENTENCE = 300;

/** What {@link readAnswer} needs besides the answer. */
export interface ReadAnswerOptions {
	/** Where the form was posted to. */
	url: URL;
	/** SvelteKit's own `deserialize`. */
	deserialize: (text: string) => unknown;
	strings: Pick<UploadStrings, 'bodyLimit' | 'unreadable'>;
}

/**
 * Turns any answer into an action result. An action's own `type` decides, never the HTTP status: SvelteKit 2 answers
 * a failure with 200, SvelteKit 3 with the failure's status. What no action wrote (SvelteKit's refusal of a large or
 * foreign request, a proxy's page, an empty body) becomes a failure with a sentence for people, and an HTTP redirect
 * that the browser followed becomes a redirect.
 */
export function readAnswer(answer: FormAnswer, options: ReadAnswerOptions): ActionResult {
	const parsed = parse(answer.body, options.deserialize);
	if (isRecord(parsed) && TYPES.includes(parsed.type as string)) {
		const result = parsed as unknown as ActionResult;
		if (result.type !== 'error') return result;
		// What an action of ours has to throw in SvelteKit 2 while the form is still on its way.
		const inside: unknown = result.error;
		const thrown = isRecord(inside) && inside.success === false ? asUploadResult(inside) : undefined;
		if (thrown?.success === false) return failureResult(answer.status, thrown);
		result.status = answer.status;
		return result;
	}
	if (answer.url !== '' && answer.url !== options.url.href.split('#')[0]) {
		return { type: 'redirect', status: 303, location: answer.url };
	}
	const failure = asUploadResult(parsed);
	const data =
		failure?.success === false
			? failure
			: uploadFailure(codeOf(answer), sentence(answer, parsed, options.strings));
	const status = answer.status >= 400 ? answer.status : 502;
	return failureResult(status, data);
}

/** A failure that no action answered. It carries no `location`, so that no SvelteKit leaves this page for it. */
export function failureResult(status: number, failure: UploadFailure): ActionResult {
	return { type: 'failure', status, data: { ...failure } } as unknown as ActionResult;
}

function parse(body: string, deserialize: (text: string) => unknown): unknown {
	try {
		return deserialize(body);
	} catch {
		return undefined;
	}
}

function codeOf({ status, body }: FormAnswer): FastioErrorCode {
	if (status === 413) return 'body-limit';
	if (status === 403) return /cross-site/i.test(body) ? 'cross-site' : 'not-allowed';
	if (status === 404) return 'not-found';
	if (status === 405) return 'method-not-allowed';
	if (status === 408) return 'sender-timeout';
	if (status === 429) return 'rate-limited';
	if (status === 504) return 'timeout';
	return status >= 500 ? 'internal' : 'malformed';
}

function sentence(answer: FormAnswer, parsed: unknown, strings: ReadAnswerOptions['strings']): string {
	if (answer.status === 413) return strings.bodyLimit;
	if (answer.status < 400) return strings.unreadable(answer.status);
	const message = isRecord(parsed) ? (parsed.message ?? parsed.error) : undefined;
	if (typeof message === 'string' && message !== '') return message;
	const text = answer.body.trim();
	const isSentence = text !== '' && text.length <= LONGEST_SENTENCE && !/^[<{[]/.test(text);
	return isSentence ? text : strings.unreadable(answer.status);
}
