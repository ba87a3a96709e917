import { FASTIO_API_TOKEN, FASTIO_API_URL, FASTIO_WORKSPACE_ID } from '$app/env/private';
import { createFastio } from 'sveltekit-fastio/server';

const fastio = createFastio({
	token: () => FASTIO_API_TOKEN,
	workspaceId: () => FASTIO_WORKSPACE_ID,
	apiUrl: () => FASTIO_API_URL
});

export const files = fastio.define('files', { authorize: 'public', maxFileBytes: Infinity });
