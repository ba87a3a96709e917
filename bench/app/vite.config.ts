import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const source = (entry: string) => fileURLToPath(new URL(`../../src/${entry}.ts`, import.meta.url));

/** Every way in that the bench compares, in one app, so that each row runs in the same kind of process. */
export default defineConfig({
	root,
	plugins: [sveltekit({ adapter: adapter({ out: `${root}/build`, precompress: false }) })],
	resolve: {
		alias: [{ find: /^sveltekit-fastio\/(api|server|redis)$/, replacement: source('$1') }]
	}
});
