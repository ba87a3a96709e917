import { ASK_ENGLISH } from '../ask/strings.ts';
import { DROPZONE_ENGLISH } from '../dropzone/strings.ts';
import { FILE_LIST_ENGLISH } from '../file-list/strings.ts';
import { ENGLISH } from '../strings.ts';
import { UPLOADER_ENGLISH } from '../uploader/strings.ts';
import type { FastioLocale } from './types.ts';

/** English, what the components say without being told. */
export const en: FastioLocale = {
	code: 'en',
	dir: 'ltr',
	upload: ENGLISH,
	uploader: UPLOADER_ENGLISH,
	dropzone: DROPZONE_ENGLISH,
	list: FILE_LIST_ENGLISH,
	ask: ASK_ENGLISH
};
