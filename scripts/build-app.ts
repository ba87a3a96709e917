import { createBuilder } from 'vite';

/**
 * Builds a SvelteKit app as `vite build` does. Vite's `build()` alone builds one environment: SvelteKit 3 needs the
 * whole app built, and without its leftovers from an earlier build it fails.
 *
 * @param root The app's folder, without a slash at its end.
 */
export async function buildApp(root: string, logLevel: 'warn' | 'error'): Promise<void> {
	const builder = await createBuilder({ root, configFile: `${root}/vite.config.ts`, logLevel });
	await builder.buildApp();
}
