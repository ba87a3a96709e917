// After svelte-package: puts the checksum library into our own chunk, so that the package depends on nothing in
// browsers, and names the worker as it is called in dist.
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'vite';

const room = new URL('../dist/components/integrity/', import.meta.url);
const licence = await readFile(new URL('../node_modules/hash-wasm/LICENSE', import.meta.url), 'utf8');

await build({
	configFile: false,
	logLevel: 'warn',
	build: {
		lib: {
			entry: new URL('../src/components/integrity/crc32c.ts', import.meta.url).pathname,
			formats: ['es'],
			fileName: () => 'crc32c.js'
		},
		outDir: room.pathname,
		emptyOutDir: false,
		target: 'es2022'
	}
});
const chunk = await readFile(new URL('crc32c.js', room), 'utf8');
await writeFile(
	new URL('crc32c.js', room),
	`/*! Contains hash-wasm:\n${licence.replaceAll('*/', '* /')}*/\n${chunk}`
);

const index = new URL('index.js', room);
const code = await readFile(index, 'utf8');
if (!code.includes("'./worker.ts'")) throw new Error('dist/components/integrity/index.js names no worker.ts');
await writeFile(index, code.replace("'./worker.ts'", "'./worker.js'"));
