import { fail, type Actions } from '@sveltejs/kit';

/** As any app has it: this page knows nothing of Fast.io but what `formData()` gives. */
export const actions = {
	default: async ({ request, locals }) => {
		const form = await request.formData();
		const picture = form.get('picture');
		if (!(picture instanceof File)) return fail(400, { missing: true });
		return {
			name: form.get('name'),
			entries: [...form.keys()],
			picture: {
				name: picture.name,
				size: picture.size,
				type: picture.type,
				fileId: 'fileId' in picture ? picture.fileId : null
			},
			stored: locals.fastio.files.map((file) => file.fileId)
		};
	}
} satisfies Actions;
