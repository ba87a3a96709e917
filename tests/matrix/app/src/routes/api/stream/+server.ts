import { createFastioStream } from 'sveltekit-fastio/server';
import { documents } from '#lib/server/uploads.ts';

export const POST = createFastioStream(documents);
