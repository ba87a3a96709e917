import { FASTIO_API_TOKEN, FASTIO_API_URL, FASTIO_WORKSPACE_ID } from '$app/env/private';

/** The settings of Fast.io, as SvelteKit 3 reads the environment. */
export const secrets = () => ({ FASTIO_API_TOKEN, FASTIO_API_URL, FASTIO_WORKSPACE_ID });
