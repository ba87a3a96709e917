import { FASTIO_API_TOKEN, FASTIO_API_URL, FASTIO_WORKSPACE_ID } from '$app/env/private';
import { createFastio } from 'sveltekit-fastio/server';
import { redisBroker } from 'sveltekit-fastio/redis';
import { redis } from './redis.ts';

export const fastio = createFastio({
	token: () => FASTIO_API_TOKEN,
	workspaceId: () => FASTIO_WORKSPACE_ID,
	apiUrl: () => FASTIO_API_URL,
	...(redis && { broker: redisBroker(redis) })
});

export const files = fastio.define('files', { authorize: 'public', maxFileBytes: Infinity });
