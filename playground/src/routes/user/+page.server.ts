import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { demos } from '#lib/demos.ts';
import { signIn } from '#lib/server/user.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(307, resolve('/'));

export const actions = {
	default: async ({ request, cookies, url }) => {
		const form = await request.formData();
		signIn(cookies, form.get('user'), url);
		const from = demos.find(({ href }) => href === form.get('from'));
		redirect(303, resolve(from?.href ?? '/'));
	}
} satisfies Actions;
