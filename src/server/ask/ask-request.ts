import { MAX_REFERENCES } from '../../api/ask/ask.ts';
import { MAX_QUESTION_CHARS } from '../../rules/ask.ts';
import { FastioError } from '../../rules/errors.ts';

/** What a page asks, before the app has said what of it may be asked. */
export interface AskRequest {
	question: string;
	/** Ids of the files to look into; none and no folders: everything that may be asked about. */
	files: string[];
	/** Ids of folders, with all that is in them. */
	folders: string[];
}

/** A request as it comes, with the conversation that it goes on with. */
export interface ReceivedAsk extends AskRequest {
	/** As an earlier answer gave it; signed. */
	chat: string | undefined;
}

/** Longest id, in characters. */
export const MAX_ID_CHARS = 128;
/** Longest signed name of a chat, in characters. */
const MAX_CHAT_CHARS = 2_048;

/** Reads `{ question, files?, folders?, chat? }` as JSON has it. @throws FastioError `malformed` */
export function askOfJson(json: unknown): ReceivedAsk {
	const { question, files, folders, chat } = (
		typeof json === 'object' && json !== null ? json : {}
	) as Record<string, unknown>;
	return checked({ question, files: files ?? [], folders: folders ?? [], chat: chat ?? undefined });
}

/** Reads the same as a form has it: `files` and `folders` once for each. @throws FastioError `malformed` */
export function askOfForm(form: FormData): ReceivedAsk {
	return checked({
		question: form.get('question'),
		files: form.getAll('files').filter((id) => id !== ''),
		folders: form.getAll('folders').filter((id) => id !== ''),
		chat: form.get('chat') || undefined
	});
}

function checked(fields: Record<'question' | 'files' | 'folders' | 'chat', unknown>): ReceivedAsk {
	const { question, files, folders, chat } = fields;
	if (typeof question !== 'string' || question.trim() === '') {
		throw new FastioError('malformed', 'Please enter a question.');
	}
	if (question.length > MAX_QUESTION_CHARS) {
		throw new FastioError('malformed', `A question has at most ${MAX_QUESTION_CHARS} characters.`);
	}
	if (!isIds(files) || !isIds(folders) || files.length + folders.length > MAX_REFERENCES) {
		throw new FastioError(
			'malformed',
			`\`files\` and \`folders\` take up to ${MAX_REFERENCES} ids together.`
		);
	}
	if (chat !== undefined && (typeof chat !== 'string' || chat.length > MAX_CHAT_CHARS)) {
		throw new FastioError('malformed', '`chat` is not one that an answer had.');
	}
	return { question: question.trim(), files, folders, chat };
}

function isIds(value: unknown): value is string[] {
	return (
		Array.isArray(value) &&
		value.every((id) => typeof id === 'string' && id !== '' && id.length <= MAX_ID_CHARS)
	);
}
