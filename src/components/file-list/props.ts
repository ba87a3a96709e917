import type { Snippet } from 'svelte';
import type { HTMLAttributes } from 'svelte/elements';
import type { RefusedFile, Uploader, UploaderFile } from '../uploader/types.ts';
import type { LiveProp } from '../live/use-live.svelte.ts';
import type { FileListStrings } from './strings.ts';

/** What `FastioFileList` takes. Anything else (`class`, `style`, `data-*`, events) goes to its root element. */
export interface FastioFileListProps extends Omit<HTMLAttributes<HTMLElement>, 'children'> {
	uploader: Uploader;
	/**
	 * Where rows of stored files hear that they are being indexed, and ready: a `Live`, or `true` for one of its own. Not needed
	 * where the uploader has it.
	 */
	live?: LiveProp;
	/** Words to use instead of the English ones, one by one. */
	strings?: Partial<FileListStrings>;
	/**
	 * Height of a row in pixels: long lists keep only the rows in view in the page, and need to know. Default 64. Set
	 * `--fastio-row` to the same where you change it.
	 */
	rowHeight?: number;
	/** The bar and the buttons over all files. Default `true`. */
	totals?: boolean;
	/** Whether it has live regions that tell screen readers what happens. Default `true`; `false` where others tell it. */
	announce?: boolean;
	/** Instead of what is inside one file's row. */
	row?: Snippet<[UploaderFile]>;
	/** Instead of the thumbnail of a file. */
	thumbnail?: Snippet<[UploaderFile]>;
	/** Instead of the buttons of a file. */
	actions?: Snippet<[UploaderFile]> | undefined;
	/** Instead of what is said of a file that was not accepted. Last come the others that were refused with the same words. */
	refusedRow?: Snippet<[RefusedFile, () => void, RefusedFile[]]>;
	/** Instead of bar and buttons over all files. */
	totalsContent?: Snippet<[Uploader]>;
	/** Shown while the list is empty. */
	empty?: Snippet;
	/** Your own root element: spread `props` on it and render `content` inside. */
	child?: Snippet<[{ props: Record<string, unknown>; content: Snippet }]>;
}
