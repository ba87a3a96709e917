import { createFastioActions } from 'sveltekit-fastio/server';
import { images, papers } from '#lib/server/fastio.ts';

export const actions = {
	upload: createFastioActions(images).upload,
	paper: createFastioActions(papers).upload
};
