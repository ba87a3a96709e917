import { FASTIO_WEBHOOK_SECRET } from '$app/env/private';
import { createFastioWebhook } from 'sveltekit-fastio/server';

/** The receiver with a handler that does nothing: what remains is what it costs itself. */
export const POST = createFastioWebhook({
	secret: () => FASTIO_WEBHOOK_SECRET,
	schemes: ['hex', 'sha256', 't-v1'],
	on: { 'file.indexed': () => {} }
});
