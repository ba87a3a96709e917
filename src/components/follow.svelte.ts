import { untrack } from 'svelte';

/** Calls back with what `read` gives, now and whenever it changes, until the returned function is called. */
export function follow<T>(read: () => T, change: (value: T) => void): () => void {
	return $effect.root(() => {
		$effect(() => {
			const value = read();
			untrack(() => change(value));
		});
	});
}
