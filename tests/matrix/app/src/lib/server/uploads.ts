import { error, redirect } from '@sveltejs/kit';
import { createFastio, createFastioLive, createFastioWebhook } from 'sveltekit-fastio/server';
import { secrets } from './secrets.ts';

export const fastio = createFastio({
	token: () => secrets().FASTIO_API_TOKEN,
	workspaceId: () => secrets().FASTIO_WORKSPACE_ID,
	apiUrl: () => secrets().FASTIO_API_URL,
	retry: { retries: 1, minDelayMs: 10 }
});

/** Anything; says who sent it and what else was in the form. */
export const documents = fastio.define('documents', {
	authorize: 'public',
	maxFileBytes: Infinity,
	onUploaded: ({ event, fields, userId }) => ({
		note: fields.get('note'),
		visitor: event.locals.visitor,
		hasUserId: userId !== ''
	})
});

/** Pictures: everything else is refused by its type. */
export const images = fastio.define('images', { authorize: 'public', accept: ['image/png'] });

/** Members: there are none. */
export const members = fastio.define('members', { authorize: () => false, maxFileBytes: Infinity });

/** Sends the visitor on once the files are stored. */
export const redirecting = fastio.define('redirecting', {
	authorize: 'public',
	onUploaded: ({ files }) => redirect(303, `/landing?stored=${files.length}`)
});

/** The app has no room: the files are taken back. */
export const erroring = fastio.define('erroring', {
	authorize: 'public',
	onUploaded: () => error(409, 'No room left')
});

/** Deliveries alone: what follows Fast.io would meet the faults of other checks. */
export const live = createFastioLive({ fastio, source: 'webhook', authorize: 'public', canSee: 'public' });
export const webhook = createFastioWebhook({ secret: 'matrix-secret', live });
