import { createFastioActions } from 'sveltekit-fastio/server';
import { documents } from '#lib/server/fastio.ts';

export const actions = createFastioActions(documents);
