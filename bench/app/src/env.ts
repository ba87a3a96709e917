import { defineEnvVars } from '@sveltejs/kit/env';

const required = (value: string | undefined) => value ?? '';

export const variables = defineEnvVars({
	FASTIO_API_TOKEN: { schema: required, description: 'Bearer token of the bench’s emulator' },
	FASTIO_WORKSPACE_ID: { schema: required, description: 'Its workspace' },
	FASTIO_WEBHOOK_SECRET: { schema: required, description: 'What deliveries are signed with' },
	REDIS_URL: { schema: required, description: 'What instances share; unset: each has its own memory' },
	FASTIO_API_URL: {
		schema: required,
		description: 'Its URL, ending in /v1: the only calls that the guide knows'
	}
});
