import { createFastioStream } from 'sveltekit-fastio/server';
import { documents } from '#lib/server/fastio.ts';

export const POST = createFastioStream(documents);
