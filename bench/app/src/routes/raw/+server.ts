import { createFastioStream } from 'sveltekit-fastio/server';
import { files } from '#lib/server/fastio.ts';

/** Our raw route. */
export const POST = createFastioStream(files);
