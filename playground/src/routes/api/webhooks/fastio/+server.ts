import { FASTIO_WEBHOOK_SECRET } from '$app/env/private';
import { createFastioWebhook } from 'sveltekit-fastio/server';
import { live } from '#lib/server/live.ts';

/** What happens is handed to the handlers of `live`, and told to its pages. */
export const POST = createFastioWebhook({ secret: () => FASTIO_WEBHOOK_SECRET, live });
