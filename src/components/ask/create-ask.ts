import { onDestroy } from 'svelte';
import { defaultEndpoint } from '../kit.ts';
import { askEnvironment } from './environment.ts';
import { makeAsk } from './make-ask.svelte.ts';
import type { Ask, AskOptions } from './types.ts';

/**
 * Asks about files by the mount's `POST {base}/{def}/ask`, as reactive state: the answer grows while it is written, and then
 * has its citations. Made while a component initialises it is destroyed with it; elsewhere call `destroy()`. On the server
 * it does nothing. Holds the last 100 turns.
 *
 * @example
 * ```svelte
 * <script>
 *   import { createAsk } from 'sveltekit-fastio';
 *   const ask = createAsk({ to: 'documents' });
 *   let question = $state('');
 * </script>
 * <input bind:value={question} />
 * <button onclick={() => ask.send(question)} disabled={ask.busy}>Ask</button>
 * {#each ask.turns as turn (turn.id)}<p>{turn.status === 'answered' ? turn.text : turn.status}</p>{/each}
 * ```
 */
export function createAsk(options: AskOptions): Ask {
	return endWithComponent(makeAsk(options, askEnvironment(), defaultEndpoint));
}

/** Destroys it with the component that initialises, if one does. */
export function endWithComponent(ask: Ask): Ask {
	try {
		onDestroy(() => ask.destroy());
	} catch {
		// Outside a component: the caller ends it.
	}
	return ask;
}
