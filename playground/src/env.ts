import { defineEnvVars } from '@sveltejs/kit/env';

/** Absent is fine: a build has none of them, and the first use of a missing one says which. */
const optional = (value: string | undefined) => value;

export const variables = defineEnvVars({
	FASTIO_API_TOKEN: {
		schema: optional,
		description: 'Bearer token of Fast.io; unset: the launcher starts an emulator'
	},
	FASTIO_WORKSPACE_ID: { schema: optional, description: 'The workspace that takes the uploads' },
	FASTIO_SESSION_SECRET: {
		schema: optional,
		description: 'Signs ids of uploads; unset: a key made of the token does'
	},
	FASTIO_WEBHOOK_SECRET: {
		schema: optional,
		description: 'Shared with the sender of webhooks; unset: deliveries are refused'
	},
	FASTIO_LIVE_SOURCE: {
		schema: optional,
		description: 'How events come: auto (default), poll or webhook'
	},
	FASTIO_API_URL: {
		schema: optional,
		description: 'https://api.fast.io/current, or …/v1 for the guide’s calls'
	},
	FASTIO_PLAYGROUND_EMULATOR: {
		schema: optional,
		description: 'Set by the launchers when they started an emulator'
	},
	FASTIO_PLAYGROUND_PUBLIC: {
		schema: optional,
		description: '1 lets anyone who reaches this server upload into your workspace'
	}
});
