import { FASTIO_WEBHOOK_SECRET } from '$app/env/private';
import { createFastioWebhook } from 'sveltekit-fastio/server';

export const POST = createFastioWebhook({
	secret: () => FASTIO_WEBHOOK_SECRET,
	on: {
		// An app marks the file as ready in its database here.
		'file.indexed': ({ fileId }) => console.log(`Fast.io has indexed ${fileId}.`)
	}
});
