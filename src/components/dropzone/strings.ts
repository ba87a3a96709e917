import { formatBytes } from '../../rules/format-bytes.ts';

/** The words of `FastioDropzone`. Override any of them one by one. */
export interface DropzoneStrings {
	/** Label of the file input, and what the zone invites to. */
	choose: (multiple: boolean) => string;
	/** The button that picks a whole folder. */
	chooseFolder: string;
	/** Beside it: other ways in. */
	dropHint: (multiple: boolean) => string;
	/** While files are dragged over the zone or, with `overlay`, the page. */
	dropNow: string;
	/** The rules, told before the drop. Numbers are bytes; `undefined` is no limit. */
	rules: (rules: { accept: readonly string[]; maxFileBytes: number | undefined; maxFiles: number }) => string;
	/** The server has no mount for this. */
	unavailable: string;
	/** Name of an image pasted from the clipboard, without its extension. */
	pasted: string;
}

/** The English defaults. */
export const DROPZONE_ENGLISH: DropzoneStrings = {
	choose: (multiple) => (multiple ? 'Choose files' : 'Choose a file'),
	chooseFolder: 'Choose a folder',
	dropHint: (multiple) => (multiple ? 'or drop or paste them here' : 'or drop or paste it here'),
	dropNow: 'Drop to upload',
	rules: ({ accept, maxFileBytes, maxFiles }) =>
		[
			accept.length > 0 ? accept.join(', ') : undefined,
			maxFileBytes === undefined ? undefined : `up to ${formatBytes(maxFileBytes)} each`,
			maxFiles === 1 ? 'one file' : `at most ${maxFiles.toLocaleString('en')} files`
		]
			.filter(Boolean)
			.join(' · '),
	unavailable: 'Uploads are not available on this site: its server has no upload routes.',
	pasted: 'pasted-image'
};
