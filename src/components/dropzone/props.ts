import type { Snippet } from 'svelte';
import type { HTMLAttributes, HTMLInputAttributes } from 'svelte/elements';
import type { AddableFile, Uploader, UploaderOptions } from '../uploader/types.ts';
import type { LiveProp } from '../live/use-live.svelte.ts';
import type { DropzoneStrings } from './strings.ts';

/** What the snippets of a dropzone are told. */
export interface DropzoneState {
	uploader: Uploader;
	/** Files are dragged over it. */
	dragging: boolean;
	disabled: boolean;
	/** Opens the file picker. */
	choose: () => void;
}

/** What `FastioDropzone` takes. Anything else (`class`, `style`, `data-*`, events) goes to its root element. */
export interface FastioDropzoneProps extends Omit<HTMLAttributes<HTMLElement>, 'children'> {
	/** The queue that takes the files. Default: one of its own for `to`, which ends with the zone; bind it to read it. */
	uploader?: Uploader | undefined;
	/** Name of the definition, where the zone makes the queue. Read once, as `endpoint` and `queue` are. */
	to?: string;
	/** The mount, where the zone makes the queue. Default `/api/fastio` under the app's base path. */
	endpoint?: string;
	/** Where stored files hear that they are being indexed, and ready: a `Live`, or `true` for one of its own at `endpoint`. */
	live?: LiveProp;
	/** Further options of the queue that the zone makes. With `name` it holds its files for the form. */
	queue?: Partial<Omit<UploaderOptions, 'to' | 'endpoint'>>;
	/**
	 * Makes the zone a field of the form around it: a native file input without JavaScript, without a mount and on a
	 * wire without sessions; else what `fastioEnhance({ uploader, field: name })` sends before the form. The input holds
	 * the files of the queue, so `required` works. With one file at a time the next replaces it.
	 */
	name?: string;
	/** Several files at a time. Default: whether the definition takes more than one. */
	multiple?: boolean;
	/** Also offers to pick a whole folder. Default `false`. A dropped folder is taken in any case. */
	directory?: boolean;
	/** Takes drops anywhere on the page. Default `false`. */
	overlay?: boolean;
	/** Default `false`. */
	disabled?: boolean;
	/** Which files the picker offers. Default: the definition's `accept`. */
	accept?: string | readonly string[] | undefined;
	/** Id of the file input. Default: one of Svelte's. */
	id?: string;
	/** Further attributes of the file input: `required`, `aria-*`, `data-*`. */
	inputProps?: HTMLInputAttributes & Record<`data-${string}`, string | undefined>;
	/** Files were chosen, dropped or pasted. Called before the rules see them. */
	onchosen?: (files: AddableFile[]) => void;
	/** Words to use instead of the English ones, one by one. */
	strings?: Partial<DropzoneStrings> | undefined;
	/** Instead of everything inside the zone but its file input. */
	children?: Snippet<[DropzoneState]>;
	/** Inside the label, instead of its text. */
	labelContent?: Snippet<[DropzoneState]>;
	/** Instead of the sentence about the rules. */
	rulesContent?: Snippet<[DropzoneState]>;
	/** Inside the page-wide overlay, instead of its text. */
	overlayContent?: Snippet<[DropzoneState]>;
	/** Your own root element: spread `props` on it and render `content` inside. */
	child?: Snippet<[{ props: Record<string | symbol, unknown>; content: Snippet; state: DropzoneState }]>;
}

/** What the zone itself takes, whoever made its queue. */
export interface ZoneProps extends Omit<
	FastioDropzoneProps,
	'uploader' | 'to' | 'endpoint' | 'live' | 'queue'
> {
	uploader: Uploader;
	/** Its input has a label elsewhere, and needs none where it is seen as a native one. */
	labelled?: boolean;
}
