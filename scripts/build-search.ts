// After svelte-package: puts the search library of the emulator into our own file, so that the package doesn't depend on it.
import { bundle } from './bundle.ts';

await bundle('emulator/text/bm25', 'minisearch', 'LICENSE.txt');
