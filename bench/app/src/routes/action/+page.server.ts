import { createFastioActions } from 'sveltekit-fastio/server';
import { files } from '#lib/server/fastio.ts';

/** Our form action. */
export const actions = createFastioActions(files);
