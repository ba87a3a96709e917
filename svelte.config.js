/** Read by `svelte-package` and editors only: the playground is an app of its own with its own Vite config. */
export default {
	compilerOptions: { runes: true }
};
