import type { RequestEvent } from '@sveltejs/kit';
import type { Definition } from './define.ts';
import { caught, closeConnection, failureResponse, jsonResponse } from './kit-errors.ts';
import { receiveRaw } from './receive-raw.ts';
import { withBody } from './settle-body.ts';
import type { Submission } from './submission.ts';
import { uploadSuccess } from './upload-success.ts';

/**
 * Makes the POST handler of a `+server.ts` whose request body is the file itself: `x-file-name` (percent-encoded
 * UTF-8) names it, `content-type` is passed through.
 *
 * Answers 200 with `{ success: true, fileId, filename, files, result }`, or the status of the failure with
 * `{ success: false, error, code, files }`; 400 for an empty body.
 *
 * @example
 * ```ts
 * export const POST = createFastioStream(documents);
 * ```
 */
export function createFastioStream<R>(definition: Definition<R>): (event: RequestEvent) => Promise<Response> {
	return (event) => answerRaw(definition, event, 200);
}

/** One raw upload from request to answer; `status` is that of success. */
export async function answerRaw<R>(
	definition: Definition<R>,
	event: RequestEvent,
	status: 200 | 201
): Promise<Response> {
	const received = await withBody(event, (body, left) => receiveRaw(definition, event, body, left));
	const { close } = received;
	let submission: Submission<R> | undefined;
	try {
		if ('thrown' in received) throw received.thrown;
		submission = received.value;
		if (submission.firstError) {
			return failureResponse(submission.firstError, { files: submission.outcomes(), close });
		}
		const handed = await submission.hand(new FormData());
		if ('refused' in handed)
			return jsonResponse(handed.refused.data, { status: handed.refused.status, close });
		return jsonResponse(uploadSuccess(submission.stored, handed.result), { status, close });
	} catch (thrown) {
		// What passes through becomes an answer of SvelteKit's, which has to say it too.
		if (close) closeConnection(event);
		const error = caught(definition as Definition, thrown);
		return failureResponse(error, { files: submission?.outcomes() ?? [], close });
	}
}
