import { env } from '$env/dynamic/private';

/** The settings of Fast.io, as SvelteKit 2 reads the environment. */
export const secrets = () => env;
