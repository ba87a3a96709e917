import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

const root = import.meta.dirname;
const source = (entry: string) => fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url));

export default defineConfig({
	root,
	plugins: [sveltekit({ adapter: adapter({ out: `${root}/build`, precompress: false }) })],
	resolve: {
		// The package under its own name: the playground knows nothing but its public entries.
		alias: [
			{ find: /^sveltekit-fastio$/, replacement: source('index') },
			{ find: /^sveltekit-fastio\/(api|server|emulator)$/, replacement: source('$1') }
		]
	},
	server: { fs: { allow: ['..'] } }
});
