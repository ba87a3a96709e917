import { fail } from '@sveltejs/kit';
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { AskFailure, AskSuccess } from '../../rules/ask.ts';
import { MAX_QUESTION_CHARS } from '../../api/ask/ask.ts';
import { toUploadFailure } from '../failures.ts';
import { caught, tellRetryAfter } from '../kit-errors.ts';
import type { Definition } from '../define.ts';
import { askOfForm } from './ask-request.ts';
import { admitAsk, beginAsk } from './begin-ask.ts';

/** The form action: asks what the form's `question` says, and waits for the whole answer. */
export async function askAction(
	definition: Definition,
	event: RequestEvent
): Promise<AskSuccess | ActionFailure<AskFailure>> {
	let question = '';
	try {
		const { holder, leave } = await admitAsk(definition, event);
		try {
			const form = await event.request.formData();
			question = String(form.get('question') ?? '').slice(0, MAX_QUESTION_CHARS);
			const begun = await beginAsk(holder, event, askOfForm(form), event.request.signal);
			return { success: true, question, answer: await begun.toPage(await begun.stream.answer) };
		} finally {
			leave();
		}
	} catch (thrown) {
		const error = caught(definition, thrown);
		tellRetryAfter(event, error);
		const { status, failure } = toUploadFailure(error);
		const { error: sentence, code, retryAfterMs } = failure;
		const told = { success: false as const, question, error: sentence, code };
		return fail(status, { ...told, ...(retryAfterMs !== undefined && { retryAfterMs }) });
	}
}
