import { sequence } from '@sveltejs/kit/hooks';
import { createFastioHandle } from 'sveltekit-fastio/server';
import type { Handle } from '#lib/kit-types.ts';
import { documents, images, live, members, webhook } from '#lib/server/uploads.ts';

const before: Handle = ({ event, resolve }) => {
	event.locals.visitor = 'seen by the hook before';
	event.cookies.set('from-the-hook-before', '1', { path: '/' });
	return resolve(event);
};

const after: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	response.headers.set('x-hook-after', String(event.locals.fastio.files.length));
	return response;
};

export const handle = sequence(
	before,
	createFastioHandle([documents], { base: '/under-the-limit', respectBodySizeLimit: true }),
	createFastioHandle([documents, images, members], {
		streamForms: { '/profile': documents },
		live,
		webhook
	}),
	after
);
