import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import { FastioError } from '../rules/errors.ts';
import type { FileOutcome, UploadFailure, UploadSuccess } from '../rules/results.ts';
import type { AskFailure, AskSuccess } from '../rules/ask.ts';
import { askAction } from './ask/ask-action.ts';
import type { Definition } from './define.ts';
import { actionFailure, caught, closeConnection, tellRetryAfter, unfinishedFailure } from './kit-errors.ts';
import { receiveForm, textFields } from './receive-form.ts';
import { withBody } from './settle-body.ts';
import { withOriginalRequest } from './stream-form.ts';
import { uploadSuccess } from './upload-success.ts';

/**
 * The form actions of one definition; spread them into a page's `actions`. No interface: SvelteKit's `Actions` has an
 * index signature, which only a type alias satisfies.
 */
export type FastioActions<R> = {
	/** Streams every file of a multipart form into the workspace. */
	upload: (event: RequestEvent) => Promise<UploadSuccess<R> | ActionFailure<UploadFailure>>;
};

/** The form action of questions. */
export type FastioAskAction = {
	/**
	 * Answers `question` of a form from the workspace's files, where the definition has `canAsk`: `files` and `folders`,
	 * each once or more, narrow it, and `chat` of an earlier answer goes on with that.
	 */
	ask: (event: RequestEvent) => Promise<AskSuccess | ActionFailure<AskFailure>>;
};

/**
 * Makes the form actions of a definition. `upload` reads the request body as it arrives, never `formData()`, and
 * needs no hook. It returns an {@link UploadSuccess}, or `fail()` with an {@link UploadFailure} in which every file
 * has its verdict.
 *
 * When some files failed and others are stored, `onUploaded` hears of the stored ones and the result is `fail()`.
 *
 * @example
 * ```ts
 * export const actions = createFastioActions(documents);
 * ```
 */
export function createFastioActions<R>(definition: Definition<R>): FastioActions<R>;
/** With `ask: true` there is the action `ask` too. Apart from it, so that `form` of other pages has uploads alone. */
export function createFastioActions<R>(
	definition: Definition<R>,
	options: { ask: true }
): FastioActions<R> & FastioAskAction;
export function createFastioActions<R>(
	definition: Definition<R>,
	options: { ask?: true } = {}
): FastioActions<R> | (FastioActions<R> & FastioAskAction) {
	const actions: FastioActions<R> = {
		upload: (event) => upload(definition, withOriginalRequest(event))
	};
	if (!options.ask) return actions;
	return { ...actions, ask: (event) => askAction(definition as Definition, event) };
}

async function upload<R>(
	definition: Definition<R>,
	event: RequestEvent
): Promise<UploadSuccess<R> | ActionFailure<UploadFailure>> {
	const received = await withBody(event, (body, left) => receiveForm(definition, event, body, left));
	if (received.close) closeConnection(event);
	const failure = (error: FastioError, files?: FileOutcome[]) => {
		tellRetryAfter(event, error);
		return received.close ? unfinishedFailure(event, error, files) : actionFailure(error, files);
	};
	if ('thrown' in received) return failure(caught(definition as Definition, received.thrown));
	const { submission, entries, error } = received.value;
	try {
		if (error) throw error;
		if (submission.count === 0) throw new FastioError('no-file', 'No file was provided.');
		const handed = await submission.hand(textFields(entries));
		// What the app returned through fail() is for its own page: it goes there as it is.
		if ('refused' in handed) return handed.refused as ActionFailure<UploadFailure>;
		if (submission.firstError) return failure(submission.firstError, submission.outcomes());
		return uploadSuccess(submission.stored, handed.result);
	} catch (thrown) {
		return failure(caught(definition as Definition, thrown), submission.outcomes());
	}
}
