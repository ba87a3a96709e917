import { createFastioActions } from 'sveltekit-fastio/server';
import { applications } from '#lib/server/fastio.ts';

export const actions = createFastioActions(applications);
