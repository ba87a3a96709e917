import { createFastio as createClient } from '../api.ts';
import type { Fastio, FastioOptions } from '../api.ts';
import { uploadFetch } from './node-upload.ts';
import { define } from './define.ts';
import type { Definition, DefinitionRules } from './define.ts';

/** The client plus `define`, which only makes sense inside a SvelteKit app. */
export interface FastioServer extends Fastio {
	/** Names one kind of upload and its rules. See {@link DefinitionRules}. */
	define<R = undefined>(name: string, rules: DefinitionRules<R>): Definition<R>;
}

/**
 * Makes the Fast.io client of an app. Secrets may be getters and are read at each use, so this can stand at the top
 * of a module; a missing one fails at the first call with a sentence that names it.
 *
 * @example
 * ```ts
 * export const fastio = createFastio({ token: () => env.FASTIO_API_TOKEN, workspaceId: () => env.FASTIO_WORKSPACE_ID });
 * export const documents = fastio.define('documents', { authorize: ({ locals }) => !!locals.user });
 * ```
 */
export function createFastio(options: FastioOptions): FastioServer {
	const client = createClient({ fetch: uploadFetch, ...options });
	const server: FastioServer = Object.assign(Object.create(client) as Fastio, {
		define: <R>(name: string, rules: DefinitionRules<R>) => define<R>(server, name, rules)
	});
	return server;
}
