/**
 * Calls back with what `read` gives, now and whenever it changes, until the returned function is called. Not within the
 * effect: where one writes state, Svelte takes `{#if}` blocks away before any `$effect.pre` has seen them go.
 */
export function follow<T>(read: () => T, change: (value: T) => void): () => void {
	let ended = false;
	const end = $effect.root(() => {
		$effect(() => {
			const value = read();
			queueMicrotask(() => {
				if (!ended) change(value);
			});
		});
	});
	return () => {
		ended = true;
		end();
	};
}
