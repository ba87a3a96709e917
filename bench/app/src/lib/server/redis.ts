import { REDIS_URL } from '$app/env/private';
import { createClient } from 'redis';

/** The Redis that the instances of a test share. */
export const redis = REDIS_URL ? createClient({ url: REDIS_URL }) : undefined;

redis?.on('error', (error: Error) => console.error('redis', error.message));
await redis?.connect();
