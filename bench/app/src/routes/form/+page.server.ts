import { fail } from '@sveltejs/kit';
import type { FastioFile } from 'sveltekit-fastio/server';
import type { Actions } from './$types';

/** An ordinary action; the hook streams its form. */
export const actions = {
	default: async ({ request }) => {
		const form = await request.formData();
		const file = form.get('file') as FastioFile | null;
		if (!file?.name) return fail(400, { error: 'No file was provided.' });
		return { success: true, fileId: file.fileId };
	}
} satisfies Actions;
