import type { Snippet } from 'svelte';
import type { HTMLAttributes } from 'svelte/elements';
import type { Citation } from '../../rules/ask.ts';
import type { FastioLocale } from '../locales/types.ts';
import type { AskStrings } from './strings.ts';
import type { AnsweredTurn, Ask, AskTurn, FailedTurn } from './types.ts';

/** What of a conversation an app may render itself. */
export interface AskSnippets {
	/** The text of an answer, also while it grows: render its Markdown here, with care. Default: as text. */
	text?: Snippet<[string, AskTurn]> | undefined;
	/** Inside the item of one citation. `href` is where its link leads; `undefined` where there is none. */
	citation?: Snippet<[Citation, string | undefined]> | undefined;
	/** Inside the error element, instead of its sentence. */
	errorContent?: Snippet<[FailedTurn]> | undefined;
}

/** What `FastioAsk` takes. Anything else (`class`, `style`, `data-*`, events) goes to the element around it. */
export interface FastioAskProps
	extends AskSnippets, Omit<HTMLAttributes<HTMLDivElement>, 'children' | 'onerror'> {
	/** The page's `form` prop: with JavaScript off it carries the answer. Read once; data of other actions is ignored. */
	form?: object | null | undefined;
	/** Name of the definition that answers: one with `canAsk`, and with `canRead` for the links of citations. Read once. */
	to: string;
	/** The form action that answers without JavaScript. Default `?/ask`, what `createFastioActions(…, { ask: true })` names it. */
	action?: string;
	/** The mount. Default `/api/fastio` under the app's base path. */
	endpoint?: string | undefined;
	/** Files that the visitor may choose from. Without a choice the question is about everything that they may ask about. */
	files?: readonly { id: string; name: string }[];
	/** Where the link of a citation leads. Default: the mount's `content`, at the page. `undefined`: no link. */
	citationHref?: (citation: Citation) => string | undefined;
	/** Label of the question. Default `strings.label`. */
	label?: string;
	/** Turns the form off. Default `false`. */
	disabled?: boolean;
	/** Id of the textarea. Default: one of Svelte's, the same on server and client. */
	id?: string;
	/** The language. Default English. */
	locale?: Partial<FastioLocale>;
	/** Words to use instead of those of the language, one by one. */
	strings?: Partial<AskStrings>;
	/** Further fields of the form, such as hidden ones named `folders`. */
	children?: Snippet<[Ask]>;
	/** Inside the `<label>`, instead of its text. */
	labelContent?: Snippet;
	/** Inside the submit button, instead of its text. */
	buttonContent?: Snippet<[Ask]>;
	/** Before the first question. */
	empty?: Snippet;
	/** An answer is whole. Only with JavaScript, as all callbacks. */
	onanswer?: (turn: AnsweredTurn) => void;
	/** A question failed. */
	onerror?: (turn: FailedTurn) => void;
}
