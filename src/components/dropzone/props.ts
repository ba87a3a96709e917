import type { Snippet } from 'svelte';
import type { HTMLAttributes } from 'svelte/elements';
import type { Uploader } from '../uploader/types.ts';
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
	/** The queue that takes the files. */
	uploader: Uploader;
	/** Several files at a time. Default: whether the definition takes more than one. */
	multiple?: boolean;
	/** Also offers to pick a whole folder. Default `false`. A dropped folder is taken in any case. */
	directory?: boolean;
	/** Takes drops anywhere on the page. Default `false`. */
	overlay?: boolean;
	/** Default `false`. */
	disabled?: boolean;
	/** Which files the picker offers. Default: the definition's `accept`. */
	accept?: string | readonly string[];
	/** Id of the file input. Default: one of Svelte's. */
	id?: string;
	/** Words to use instead of the English ones, one by one. */
	strings?: Partial<DropzoneStrings>;
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
