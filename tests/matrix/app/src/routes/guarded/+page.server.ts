import type { Actions } from '@sveltejs/kit';
import { createFastioActions } from 'sveltekit-fastio/server';
import { images, members } from '#lib/server/uploads.ts';

export const actions = {
	images: createFastioActions(images).upload,
	members: createFastioActions(members).upload
} satisfies Actions;
