import { onDestroy } from 'svelte';
import { defaultEndpoint } from '../kit.ts';
import { browserEnvironment } from './environment.ts';
import { makeLive } from './make-live.svelte.ts';
import type { Live, LiveOptions } from './types.ts';

/**
 * Connects a page to `GET {base}/live`, as reactive state: what happens in the workspace, and where files are on their way
 * to be indexed. All that are made on a page share one connection. Made while a component initialises it ends with it;
 * elsewhere call `close()`. On the server it does nothing.
 *
 * @example
 * ```svelte
 * <script>
 *   import { createLive, createUploader } from 'sveltekit-fastio';
 *   const live = createLive();
 *   const uploader = createUploader({ to: 'documents', live });
 * </script>
 * <p>{live.status}</p>
 * {#each live.events as event (event.id)}<p>{event.type} {event.name}</p>{/each}
 * ```
 */
export function createLive(options: LiveOptions = {}): Live {
	const live = makeLive(options, browserEnvironment(), defaultEndpoint);
	try {
		onDestroy(() => live.close());
	} catch {
		// Outside a component: the caller ends it.
	}
	return live;
}
