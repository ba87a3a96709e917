import type { Actions } from '@sveltejs/kit';
import { createFastioActions } from 'sveltekit-fastio/server';
import { documents } from '#lib/server/uploads.ts';

let loads = 0;

/** Counts, so that the suite sees a success refresh the page's data. */
export const load = () => ({ loads: ++loads });

export const actions = createFastioActions(documents) satisfies Actions;
