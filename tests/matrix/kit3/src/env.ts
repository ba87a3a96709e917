import { defineEnvVars } from '@sveltejs/kit/env';

/** A build has none of them. */
const optional = (value: string | undefined) => value;

export const variables = defineEnvVars({
	FASTIO_API_TOKEN: { schema: optional },
	FASTIO_WORKSPACE_ID: { schema: optional },
	FASTIO_API_URL: { schema: optional }
});
