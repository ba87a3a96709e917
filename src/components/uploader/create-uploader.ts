import { onDestroy } from 'svelte';
import { defaultEndpoint } from '../kit.ts';
import { browserEnvironment } from './environment.ts';
import { createQueue } from './queue.svelte.ts';
import type { Uploader, UploaderOptions } from './types.ts';

/**
 * Makes a queue of files on their way to one definition, as reactive state without markup. Made while a component
 * initialises it is destroyed with it; elsewhere call `destroy()`. On the server it does nothing. Holds no bytes of
 * files: the browser reads them from the disk as it sends them.
 *
 * @throws RangeError for a number of the options that is no whole number from 1.
 * @example
 * ```svelte
 * <script>
 *   import { createUploader } from 'sveltekit-fastio';
 *   const uploader = createUploader({ to: 'documents' });
 * </script>
 * <input type="file" multiple onchange={(event) => uploader.add(event.currentTarget.files)} />
 * {#each uploader.files as file (file.id)}<p>{file.name}: {file.state.status}</p>{/each}
 * ```
 */
export function createUploader<R = unknown>(options: UploaderOptions<R>): Uploader<R> {
	const queue = createQueue<R>(options, browserEnvironment(), defaultEndpoint);
	const end = options.live?.follow(queue);
	try {
		onDestroy(() => {
			queue.destroy();
			end?.();
		});
	} catch {
		// Outside a component: the caller ends it.
	}
	return queue;
}
