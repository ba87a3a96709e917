import type { PageAnswer } from '../../rules/ask.ts';
import type { FastioErrorCode } from '../../rules/codes.ts';
import type { AskFailureStrings } from './failure-strings.ts';

/** What a question is about. Nothing of both: everything that the app lets the visitor ask about. */
export interface AskAbout {
	/** Ids of files. */
	files?: readonly string[];
	/** Ids of folders, with all that is in them. */
	folders?: readonly string[];
}

/** What every question has. Plain data; a change makes another object. */
interface Asked {
	/** Unlike that of every other turn of this conversation. */
	readonly id: number;
	readonly question: string;
	readonly files: readonly string[];
	readonly folders: readonly string[];
}

/** A question that was answered. Its `text` is the model's own: show it as text, or render its Markdown with care. */
export type AnsweredTurn = Asked & { readonly status: 'answered' } & Readonly<
		Omit<Extract<PageAnswer, { state: 'answered' }>, 'state' | 'chat'>
	>;

/** A question that was not answered, and why. */
export type FailedTurn = Asked & {
	readonly status: 'failed';
	/** What had come. */
	readonly text: string;
	/** A sentence for people. */
	readonly error: string;
	readonly code: FastioErrorCode;
	/** The same question may be answered when it is asked again. */
	readonly retryable: boolean;
	/** How long the server says to wait before that, in milliseconds. */
	readonly retryAfterMs?: number | undefined;
};

/** One question and what came of it. */
export type AskTurn =
	/** Under way: `text` grows. */
	| (Asked & { readonly status: 'asking'; readonly text: string })
	| AnsweredTurn
	/** More has to be known first: send the answer to `needed`. */
	| (Asked & { readonly status: 'needs-input'; readonly needed: string })
	/** Stopped, with what had come. */
	| (Asked & { readonly status: 'cancelled'; readonly text: string })
	| FailedTurn;

/** Options of `createAsk`. Those besides `to` and `endpoint` may be getters: each question reads them anew. */
export interface AskOptions extends AskAbout {
	/** Name of the definition that answers: one with `canAsk`. */
	to: string;
	/** The mount. Default `/api/fastio` under the app's base path. */
	endpoint?: string | undefined;
	/** Sentences for failures that no server wrote. Default: English. */
	strings?: Partial<AskFailureStrings> | undefined;
	/** Called with each answer, once it is whole. */
	onanswer?: ((turn: AnsweredTurn) => void) | undefined;
}

/** A conversation about files. Its properties are getters: destructuring loses reactivity. */
export interface Ask {
	/** The questions, the newest last; the last 100. */
	readonly turns: readonly AskTurn[];
	/** A question is under way. */
	readonly busy: boolean;
	/** The signed name of the conversation, once there is one: what a form sends as `chat`. */
	readonly chat: string | undefined;
	/**
	 * Asks, and goes on with the conversation; about other files than the question before it begins a new one. Does nothing
	 * without a word in it, and while another is under way. Resolves when the turn is at its end; never rejects.
	 *
	 * @param about Default: the options' `files` and `folders`.
	 */
	send(question: string, about?: AskAbout): Promise<void>;
	/** Ends the question under way, here and at Fast.io. What has come of the answer stays. */
	stop(): void;
	/** Asks the last question again, in its place, where it was stopped or failed in a way that may pass. */
	retry(): Promise<void>;
	/** Stops, and forgets all turns: the next question begins a new conversation. */
	clear(): void;
	/** Stops, for good. */
	destroy(): void;
}
