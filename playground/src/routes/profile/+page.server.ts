import { fail } from '@sveltejs/kit';
import type { FastioFile } from 'sveltekit-fastio/server';
import type { Actions } from './$types';

export const actions = {
	default: async ({ request }) => {
		const form = await request.formData();
		const name = String(form.get('name') ?? '').trim();
		const about = String(form.get('about') ?? '').trim();
		if (name === '') return fail(400, { problem: 'Please enter a name.', about });

		// By now the hook has streamed the file: this is its entry, with the id it is stored under.
		const picture = form.get('picture') as FastioFile | null;
		return {
			saved: {
				name,
				about,
				picture: picture?.name
					? { fileId: picture.fileId, name: picture.name, size: picture.size }
					: undefined
			}
		};
	}
} satisfies Actions;
