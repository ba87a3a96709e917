import { fail } from '@sveltejs/kit';
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import type { AskFailure, AskSuccess } from '../../rules/ask.ts';
import { MAX_REFERENCES } from '../../api/ask/ask.ts';
import { MAX_QUESTION_CHARS } from '../../rules/ask.ts';
import { toUploadFailure } from '../failures.ts';
import { caught, tellRetryAfter } from '../kit-errors.ts';
import type { Definition } from '../define.ts';
import { askOfForm, MAX_ID_CHARS } from './ask-request.ts';
import { admitAsk, beginAsk } from './begin-ask.ts';

/** The form action: asks what the form's `question` says, and waits for the whole answer. */
export async function askAction(
	definition: Definition,
	event: RequestEvent
): Promise<AskSuccess | ActionFailure<AskFailure>> {
	let form: Pick<AskFailure, 'question' | 'asked'> = { question: '', asked: { files: [], folders: [] } };
	let chat: string | undefined;
	try {
		const { holder, leave } = await admitAsk(definition, event);
		try {
			const fields = await event.request.formData();
			form = {
				question: String(fields.get('question') ?? '').slice(0, MAX_QUESTION_CHARS),
				asked: { files: idsOf(fields, 'files'), folders: idsOf(fields, 'folders') }
			};
			const received = askOfForm(fields);
			chat = received.chat;
			const begun = await beginAsk(holder, event, received, event.request.signal);
			return { success: true, ...form, answer: await begun.toPage(await begun.stream.answer) };
		} finally {
			leave();
		}
	} catch (thrown) {
		const error = caught(definition, thrown);
		tellRetryAfter(event, error);
		const { status, failure } = toUploadFailure(error);
		const { error: sentence, code, retryAfterMs } = failure;
		const told = { success: false as const, ...form, error: sentence, code };
		return fail(status, {
			...told,
			...(chat !== undefined && code !== 'gone' && code !== 'not-allowed' && { chat }),
			...(retryAfterMs !== undefined && { retryAfterMs })
		});
	}
}

/** Whatever a form has under this name, within what a question may have. */
function idsOf(fields: FormData, name: 'files' | 'folders'): string[] {
	const ids = fields
		.getAll(name)
		.filter((id) => typeof id === 'string' && id !== '' && id.length <= MAX_ID_CHARS);
	return (ids as string[]).slice(0, MAX_REFERENCES);
}
