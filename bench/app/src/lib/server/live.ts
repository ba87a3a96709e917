import { FASTIO_WEBHOOK_SECRET } from '$app/env/private';
import { createFastioLive, createFastioWebhook } from 'sveltekit-fastio/server';
import { fastio } from './fastio.ts';
import { redis } from './redis.ts';

/** Longest run of the handler, in milliseconds. */
const LONGEST_RUN_MS = 20;

export const live = createFastioLive({
	fastio,
	source: 'webhook',
	authorize: 'public',
	canSee: 'public',
	on: {
		// Writes down when it began and when it was done, and takes a moment in between.
		'*': async ({ id }) => {
			if (!redis) return;
			await redis.rPush('runs', `begun ${id}`);
			await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_RUN_MS));
			await redis.rPush('runs', `done ${id}`);
		}
	}
});

export const webhook = createFastioWebhook({
	secret: () => FASTIO_WEBHOOK_SECRET,
	schemes: ['hex', 'sha256', 't-v1'],
	live
});
