import type { Actions } from '@sveltejs/kit';
import { createFastioActions } from 'sveltekit-fastio/server';
import { erroring, redirecting } from '#lib/server/uploads.ts';

export const actions = {
	redirect: createFastioActions(redirecting).upload,
	error: createFastioActions(erroring).upload
} satisfies Actions;
