import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.ts';

/** A check of an installed app before it is served. They run in this order; the last one leaves the build to serve. */
export interface BuildCheck {
	name: string;
	run: (folder: string) => Promise<void>;
}

/** Words of our server code and its dependency that have no business in a browser. */
const SERVER_WORDS = ['busboy', 'FASTIO_API_TOKEN', 'createFastioHandle:', 'BODY_SIZE_LIMIT=', 'workspaceId'];

export const BUILD_CHECKS: readonly BuildCheck[] = [
	{
		name: 'Our types meet those of SvelteKit: svelte-check is clean with skipLibCheck off',
		async run(folder) {
			const { code, output } = await run(
				'npx',
				['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
				{ cwd: folder }
			);
			assert.equal(code, 0, output);
		}
	},
	...['server', 'api'].map((entry) => ({
		name: `A page that imports sveltekit-fastio/${entry} makes the build fail`,
		run: (folder: string) => assertBuildRefuses(folder, entry)
	})),
	{
		name: 'The app builds without a warning, and without the secrets',
		async run(folder) {
			const { code, output } = await run('npx', ['vite', 'build', '--logLevel', 'warn'], { cwd: folder });
			assert.equal(code, 0, output);
			assert.doesNotMatch(output.replace(/^npm warn.*$/gmu, ''), /warn|fastio/iu);
		}
	},
	{
		name: 'What browsers load has none of our server code',
		async run(folder) {
			const client = join(folder, 'build/client');
			const files = await readdir(client, { recursive: true });
			const scripts = files.filter((path) => path.endsWith('.js'));
			const text = (await Promise.all(scripts.map((path) => readFile(join(client, path), 'utf8')))).join(
				'\n'
			);
			assert.ok(text.includes('data-fastio-upload'), 'the component is in the client build');
			assert.deepEqual(
				SERVER_WORDS.filter((word) => text.includes(word)),
				[]
			);
		}
	}
];

async function assertBuildRefuses(folder: string, entry: string): Promise<void> {
	const route = join(folder, 'src/routes/leak');
	await mkdir(route);
	try {
		await writeFile(
			join(route, '+page.svelte'),
			`<script lang="ts">
	import { createFastio } from 'sveltekit-fastio/${entry}';
</script>

<p>{typeof createFastio}</p>
`
		);
		const { code, output } = await run('npx', ['vite', 'build', '--logLevel', 'error'], { cwd: folder });
		assert.notEqual(code, 0, 'the build succeeded');
		assert.match(output, /fastio/u, output);
	} finally {
		await rm(route, { recursive: true });
	}
}
