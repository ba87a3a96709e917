import { createFastioActions } from 'sveltekit-fastio/server';
import { images } from '#lib/server/fastio.ts';

export const actions = createFastioActions(images);
