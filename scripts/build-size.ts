/**
 * `npm run size`: bundles `dist` as an app's Vite does, one folder of `build/size` per thing a page may use, for
 * size-limit to weigh. Svelte and SvelteKit are left out, and Vite's loader of lazy chunks: an app has them anyway. Lazy
 * chunks are files of their own.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

/** What a page imports from the package, by the name of its folder. */
const PAGES = {
	headless: ['createUploader'],
	dropzone: ['createUploader', 'FastioDropzone', 'FastioFileList'],
	form: ['FastioUpload'],
	live: ['createLive'],
	ask: ['createAsk']
};
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = `${ROOT}build/size`;
/** What a lazy chunk is called, by the module it is entered at. */
const LAZY = /\/(integrity|transport)(?:\/index)?\.js$/u;

await rm(OUT, { recursive: true, force: true });
for (const [page, names] of Object.entries(PAGES)) {
	const outDir = `${OUT}/${page}`;
	await mkdir(outDir, { recursive: true });
	const entry = `${OUT}/${page}.js`;
	await writeFile(entry, `export { ${names.join(', ')} } from '${ROOT}dist/index.js';\n`);
	await build({
		configFile: false,
		root: ROOT,
		logLevel: 'warn',
		plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
		build: {
			outDir,
			lib: { entry, formats: ['es'] },
			rolldownOptions: {
				external: /^(?:svelte(?:\/|$)|\$app\/|esm-env)/u,
				treeshake: { moduleSideEffects: 'no-external' },
				output: {
					minify: true,
					entryFileNames: 'entry.js',
					chunkFileNames: ({ facadeModuleId }) =>
						`${LAZY.exec(facadeModuleId ?? '')?.[1] ?? '[name]'}.lazy.js`,
					assetFileNames: '[name].[ext]'
				}
			}
		}
	});
}
