import { isRecord } from '../upload-result.ts';
import { ASK_FAILURES_ENGLISH } from './failure-strings.ts';
import type { FirstTurn } from './make-ask.svelte.ts';
import { asPageAnswer } from './page-answer.ts';
import { readTrouble } from './trouble.ts';
import { endTurn } from './turns.ts';

/** The page's `form` prop as the turn that it is; `undefined` where another action answered. */
export function turnOfForm(form: unknown): FirstTurn | undefined {
	if (!isRecord(form) || typeof form.question !== 'string') return undefined;
	const { question } = form;
	const { files, folders } = isRecord(form.asked) ? form.asked : {};
	const asked = { id: 0, question, files: texts(files), folders: texts(folders) };
	if (form.success === true) {
		const answer = asPageAnswer(form.answer);
		return answer && { turn: endTurn(asked, '', answer), chat: answer.chat };
	}
	if (form.success !== false || typeof form.error !== 'string') return undefined;
	const chat = typeof form.chat === 'string' ? form.chat : undefined;
	const trouble = readTrouble(200, form, ASK_FAILURES_ENGLISH, chat);
	return { turn: endTurn(asked, '', trouble), chat: trouble.chat };
}

function texts(list: unknown): string[] {
	return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}
