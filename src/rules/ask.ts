import type { FastioErrorCode } from './codes.ts';

/** Longest question, in characters, as Fast.io takes it. */
export const MAX_QUESTION_CHARS = 32_000;

/** Where in a file an answer was found. Plain data. */
export interface Citation {
	fileId: string;
	versionId?: string;
	/** The file's name; its id where the name can't be told any more. */
	name: string;
	/** From 1; absent where the file has no pages. */
	page?: number;
	/** The words that were found. Text, never markup. */
	snippet: string;
	/** Seconds from the start, of sound and video. */
	seconds?: number;
}

/** How a question ended. Refusals and failures are errors instead. */
export type AskAnswer =
	| {
			state: 'answered';
			/** The conversation, to go on with. */
			chatId: string;
			/** This question and its answer in it. */
			turnId: string;
			/** Text, in Markdown as models write it: to be rendered with care. */
			text: string;
			/** Empty when the answer was found in no file. */
			citations: Citation[];
			/** Fast.io cut the answer off. */
			truncated: boolean;
			/** Ids of the files in question that were not in the index: the answer knows nothing of them. */
			notIndexed: string[];
	  }
	/** More has to be known first: ask again with the answer to `question`, in the same chat. */
	| { state: 'needs-input'; chatId: string; turnId: string; question: string }
	| { state: 'cancelled'; chatId: string; turnId: string };

/** An answer as a page gets it: the conversation has a signed name, which `chat` of the next question takes. */
export type PageAnswer =
	| {
			state: 'answered';
			chat: string;
			text: string;
			citations: Citation[];
			truncated: boolean;
			notIndexed: string[];
	  }
	| { state: 'needs-input'; chat: string; question: string }
	| { state: 'cancelled'; chat: string };

/** What the form had, to fill it again. */
interface AskedForm {
	/** As it was asked; cut to 32,000 characters. */
	question: string;
	/** The ids that it named, the first 100 of each. */
	asked: { files: string[]; folders: string[] };
}

/** What the form action `ask` returns when there is an answer. */
export interface AskSuccess extends AskedForm {
	success: true;
	answer: PageAnswer;
}

/** What it returns through `fail()`. */
export interface AskFailure extends AskedForm {
	success: false;
	/** The conversation that the form named, where it may still be gone on with. */
	chat?: string;
	/** A sentence for people. */
	error: string;
	code: FastioErrorCode;
	/** How long to wait before trying again, in milliseconds; with `rate-limited` and `unavailable` only. */
	retryAfterMs?: number;
}

/** The `form` prop of a page whose action is `ask`. */
export type AskResult = AskSuccess | AskFailure;
