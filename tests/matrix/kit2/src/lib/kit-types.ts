/** Where SvelteKit 2 keeps the types that moved. */
export type { Handle, SubmitFunction } from '@sveltejs/kit';
