import { FASTIO_API_TOKEN, FASTIO_API_URL, FASTIO_WORKSPACE_ID } from '$app/env/private';
import { fail } from '@sveltejs/kit';
import type { Actions } from './$types';

/** The action as the integration guide has it: the whole form in memory, then once more as multipart. */
export const actions = {
	upload: async ({ request }) => {
		const form = await request.formData();
		const file = form.get('file');
		if (!(file instanceof File) || file.size === 0) return fail(400, { error: 'No file was provided.' });
		const outgoing = new FormData();
		outgoing.append('file', file);
		outgoing.append('workspace_id', FASTIO_WORKSPACE_ID);
		try {
			const response = await fetch(`${FASTIO_API_URL}/files`, {
				method: 'POST',
				headers: { Authorization: `Bearer ${FASTIO_API_TOKEN}` },
				body: outgoing
			});
			if (!response.ok) {
				const { message } = (await response.json()) as { message: string };
				return fail(response.status, { error: message });
			}
			return { success: true, filename: file.name };
		} catch {
			return fail(500, { error: 'Internal server error during upload.' });
		}
	}
} satisfies Actions;
