import type { Snippet } from 'svelte';
import type { HTMLFormAttributes } from 'svelte/elements';
import type { UploadFailure, UploadSuccess } from '../rules/results.ts';
import type { LiveProp } from './live/use-live.svelte.ts';
import type { FastioLocale } from './locales/types.ts';
import type { UploadStrings } from './strings.ts';
import type { UploadFormState } from './upload-form-state.svelte.ts';

type OwnAttributes =
	'action' | 'method' | 'enctype' | 'children' | 'id' | 'name' | 'accept' | 'label' | 'onerror' | 'oncancel';

/** What `FastioUpload` takes. Anything else (`class`, `style`, `data-*`, events) goes to its `<form>`. */
export interface FastioUploadProps extends Omit<HTMLFormAttributes, OwnAttributes> {
	/** The page's `form` prop: with JavaScript off it carries the outcome. Data of other actions is ignored. */
	form?: object | null | undefined;
	/** The form action that takes the upload. Default `?/upload`, what `createFastioActions` names it. */
	action?: string;
	/**
	 * Name of the definition this form uploads to: with it files can be dropped, are listed and checked before they are
	 * sent, and large ones travel in slices before the form, where the app has the mount. Read once. Rendered as `data-fastio-to`.
	 */
	to?: string;
	/** The mount. Default `/api/fastio` under the app's base path. Read once. */
	endpoint?: string;
	/**
	 * Lists the files of a submission once they are stored, and says when each is ready: a `Live`, or `true` for one of its own at
	 * `endpoint`. Without JavaScript they are listed as stored.
	 */
	live?: LiveProp;
	/** Name of the file field, as the action expects it. Default `file`. */
	name?: string;
	/** Label of the file input. Default `strings.label`. */
	label?: string;
	/** Which files the picker offers, as in the `accept` attribute or as a list. The server checks its own list. */
	accept?: string | readonly string[];
	/** Several files in one submission. Default `false`. */
	multiple?: boolean;
	/** Whether a file must be chosen. Default `true`. */
	required?: boolean;
	/** Turns input and button off. Default `false`. */
	disabled?: boolean;
	/** Id of the file input. Default: one of Svelte's, the same on server and client. */
	id?: string;
	/** The language of the form, its dropzone and its list. Default English. */
	locale?: Partial<FastioLocale>;
	/** Words of the form to use instead of those of the language, one by one. */
	strings?: Partial<UploadStrings>;
	/** Further fields of the form, between the file and the buttons. */
	children?: Snippet<[UploadFormState]>;
	/** Inside the `<label>`, instead of its text. */
	labelContent?: Snippet;
	/** Inside the submit button, instead of its text. */
	buttonContent?: Snippet<[UploadFormState]>;
	/** Instead of progress bar and numbers, while a submission is under way. */
	progressContent?: Snippet<[UploadFormState]>;
	/** Inside the success element, instead of its sentence. */
	successContent?: Snippet<[UploadSuccess]>;
	/** Inside the error element, instead of its sentence. */
	errorContent?: Snippet<[UploadFailure]>;
	/** Your own `<form>`: spread `props` on it and render `content` inside. */
	child?: Snippet<[{ props: Record<string | symbol, unknown>; content: Snippet; upload: UploadFormState }]>;
	/** All files are stored. Only with JavaScript, as all callbacks. */
	onuploaded?: (success: UploadSuccess) => void;
	/** The submission failed: refused by a rule, by Fast.io, or the connection broke. */
	onerror?: (failure: UploadFailure) => void;
	/** The visitor stopped it, or left the page, while bytes were still leaving. */
	oncancel?: () => void;
}
