import { createFastioHandle } from 'sveltekit-fastio/server';
import { files } from '#lib/server/fastio.ts';
import { live, webhook } from '#lib/server/live.ts';

export const handle = createFastioHandle([files], { streamForms: { '/form': files }, live, webhook });
