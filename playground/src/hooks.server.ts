import { sequence, type Handle } from '@sveltejs/kit/hooks';
import { createFastioHandle } from 'sveltekit-fastio/server';
import { applications, documents, drops, images, library, papers, profiles } from '#lib/server/fastio.ts';
import { live, webhook } from '#lib/server/live.ts';
import { mayComeIn } from '#lib/server/target.ts';

const loopbackOnly: Handle = ({ event, resolve }) => {
	if (mayComeIn(event.url.hostname, event.getClientAddress())) return resolve(event);
	return new Response(
		'This playground holds a real Fast.io token and answers this machine only. ' +
			'FASTIO_PLAYGROUND_PUBLIC=1 opens it to everyone who can reach it.\n',
		{ status: 403, headers: { 'content-type': 'text/plain; charset=utf-8', connection: 'close' } }
	);
};

export const handle: Handle = sequence(
	loopbackOnly,
	createFastioHandle([applications, documents, drops, images, library, papers, profiles], {
		streamForms: { '/profile': profiles },
		live,
		webhook
	})
);
