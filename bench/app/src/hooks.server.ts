import { createFastioHandle } from 'sveltekit-fastio/server';
import { files } from '#lib/server/fastio.ts';

export const handle = createFastioHandle([files], { streamForms: { '/form': files } });
