import { build } from 'vite';

/** Builds the playground once for all workers: what is tested is what `npm start` serves. */
export default async function buildPlayground(): Promise<void> {
	const root = new URL('../../../playground', import.meta.url).pathname;
	await build({ root, configFile: `${root}/vite.config.ts`, logLevel: 'warn' });
}
