import { createFastio as createClient } from '../api.ts';
import type { Fastio, FastioOptions } from '../api.ts';
import type { Broker } from '../brokers/broker.ts';
import { memoryBroker } from '../brokers/memory.ts';
import { define } from './define.ts';
import type { Definition, DefinitionRules } from './define.ts';
import { SurvivingRates } from './limits/surviving-rates.ts';
import { uploadFetch } from './node-upload.ts';

/** Options of the client in a SvelteKit app. */
export interface FastioServerOptions extends FastioOptions {
	/**
	 * What the instances of the app share: counts of `rateLimit`, events, work. Default: a `memoryBroker()`, which one
	 * process has for itself; with several instances pass `redisBroker(client)` of `sveltekit-fastio/redis`. It stays open:
	 * who made it closes it.
	 */
	broker?: Broker;
}

/** The client plus `define`, which only makes sense inside a SvelteKit app. */
export interface FastioServer extends Fastio {
	/** What the instances share. */
	readonly broker: Broker;
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
export function createFastio({ broker = memoryBroker(), ...options }: FastioServerOptions): FastioServer {
	const client = createClient({ fetch: uploadFetch, ...options });
	const rates = new SurvivingRates(broker.rates);
	const server: FastioServer = Object.assign(Object.create(client) as Fastio, {
		broker,
		define: <R>(name: string, rules: DefinitionRules<R>) => define<R>(server, name, rules, rates)
	});
	return server;
}
