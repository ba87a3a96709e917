/** Where SvelteKit 3 keeps the types that moved. */
export type { SubmitFunction } from '$app/forms';
export type { Handle } from '@sveltejs/kit/hooks';
