import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = new URL('../', import.meta.url);

/**
 * After svelte-package: puts a library into the one file of `dist` that imports it, with its licence on top, so that the package
 * doesn't depend on it.
 *
 * @param path of the file in `src`, without its extension.
 */
export async function bundle(path: string, library: string, licenceFile: string): Promise<void> {
	const output = new URL(`dist/${path}.js`, root);
	const licence = await readFile(new URL(`node_modules/${library}/${licenceFile}`, root), 'utf8');
	await build({
		configFile: false,
		logLevel: 'warn',
		build: {
			lib: {
				entry: fileURLToPath(new URL(`src/${path}.ts`, root)),
				formats: ['es'],
				fileName: () => output.pathname.split('/').at(-1)!
			},
			outDir: fileURLToPath(new URL('.', output)),
			emptyOutDir: false,
			target: 'es2022'
		}
	});
	const code = await readFile(output, 'utf8');
	await writeFile(output, `/*! Contains ${library}:\n${licence.replaceAll('*/', '* /')}*/\n${code}`);
}
