/**
 * Nothing runs this: svelte-check reads it in both SvelteKits with `skipLibCheck: false`. Each line is a place where
 * a type of ours meets one of SvelteKit's, some of which moved between the two.
 */
import type { Action, Actions, RequestEvent, RequestHandler } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { fastioEnhance, UploadFormState } from 'sveltekit-fastio';
import type { FastioUploadProps, UploadResult } from 'sveltekit-fastio';
import type { createFastio as createClient, FastioOptions } from 'sveltekit-fastio/api';
import type { createEmulator, Emulator } from 'sveltekit-fastio/emulator';
import type {
	createFastio,
	createFastioActions,
	createFastioHandle,
	createFastioStream,
	Definition,
	FastioFile
} from 'sveltekit-fastio/server';
import type { Handle, SubmitFunction } from './kit-types.ts';

type Saved = { saved: string };
declare const definition: Definition<Saved>;
declare const actionsOf: typeof createFastioActions;
declare const handleOf: typeof createFastioHandle;
declare const streamOf: typeof createFastioStream;

export const actions = actionsOf(definition) satisfies Actions;
export const more = { ...actionsOf(definition), rename: (() => ({ ok: true })) as Action } satisfies Actions;
export const handle: Handle = handleOf([definition]);
export const chained: Handle = sequence(handleOf([definition], { base: '/files' }), handle);
export const POST: RequestHandler = streamOf(definition);
export const submit: SubmitFunction = fastioEnhance({ state: new UploadFormState() });
export const props: FastioUploadProps = { form: null, multiple: true, class: 'wide', onuploaded: () => {} };

export async function results(event: RequestEvent, form: UploadResult<Saved>): Promise<string> {
	const returned = await actions.upload(event);
	if ('success' in returned) return returned.result.saved;
	return form.success ? form.result.saved : form.code;
}

export type { createClient, createEmulator, createFastio, Emulator, FastioFile, FastioOptions };
