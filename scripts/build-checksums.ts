// After svelte-package: puts the checksum library into our own chunk, so that the package depends on nothing in
// browsers, and names the worker as it is called in dist.
import { readFile, writeFile } from 'node:fs/promises';
import { bundle } from './bundle.ts';

await bundle('components/integrity/crc32c', 'hash-wasm', 'LICENSE');

const index = new URL('../dist/components/integrity/index.js', import.meta.url);
const code = await readFile(index, 'utf8');
if (!code.includes("'./worker.ts'")) throw new Error('dist/components/integrity/index.js names no worker.ts');
await writeFile(index, code.replace("'./worker.ts'", "'./worker.js'"));
