import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { compile, compileModule } from 'svelte/compiler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { installPackage, type Installed } from './installed.ts';

const ROOT = new URL('../..', import.meta.url);
const run = promisify(execFile);
let installed: Installed;
beforeAll(async () => void (installed = await installPackage()));
afterAll(() => installed[Symbol.asyncDispose]());

describe('the tarball', () => {
	test('holds the build, the manifest, the readme, the licence and the changelog, and nothing else', () => {
		const loose = installed.files.filter((path) => !path.startsWith('dist/'));
		expect(loose.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
		const built = installed.files.filter((path) => path.startsWith('dist/'));
		expect(built.filter((path) => !/\.(?:js|d\.ts|svelte|css)$/u.test(path))).toEqual([]);
		expect(built.filter((path) => /\.(?:test|spec)\./u.test(path))).toEqual([]);
	});

	test('holds every file that package.json points to', () => {
		const targets = [packageJson.svelte, packageJson.types, ...leaves(packageJson.exports)];
		const missing = targets.filter((target) => !installed.files.includes(target.replace('./', '')));
		expect(missing).toEqual([]);
	});

	test('passes publint without a suggestion', async () => {
		const { messages } = await publint({ pkgDir: installed.folder, pack: false, strict: true });
		expect(messages).toEqual([]);
	});

	// The component entry is left out: attw knows no `.svelte` files. The fixture apps of tests/matrix check its types.
	test('has types that resolve as the code does, by attw', async () => {
		const flags = ['--profile', 'esm-only', '--exclude-entrypoints', '.', '--format', 'json'];
		const { stdout } = await run('npx', ['attw', installed.tarball, ...flags], { maxBuffer: 2 ** 26 });
		expect(stdout).toContain('sveltekit-fastio');
	});

	test('compiles without a Svelte warning, for the browser and for the server', async () => {
		const names = installed.files.filter((path) => /\.svelte(?:\.js)?$/u.test(path));
		expect(names.length).toBeGreaterThan(3);
		for (const name of names) {
			const source = await readFile(join(installed.folder, name), 'utf8');
			for (const generate of ['client', 'server'] as const) {
				const { warnings } = name.endsWith('.js')
					? compileModule(source, { filename: name, generate })
					: compile(source, { filename: name, generate, runes: true });
				expect(warnings, `${name}, ${generate}`).toEqual([]);
			}
		}
	});
});

describe('an import in plain Node', () => {
	test('of api gives the client, and loads neither Kit nor anything of Node', async () => {
		const { exports, loaded } = await installed.import('sveltekit-fastio/api');
		expect(exports).toEqual(expect.arrayContaining(['FastioError', 'createFastio']));
		expect(loaded).toEqual(['eventsource-parser', 'is-network-error', 'p-retry']);
	});

	test('of emulator gives the emulator, and loads no package but its form parser', async () => {
		const { exports, loaded } = await installed.import('sveltekit-fastio/emulator');
		expect(exports).toEqual(['WebhookQueueFullError', 'createEmulator']);
		expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual(['busboy', 'streamsearch']);
	});

	test('of server fails only for want of SvelteKit', async () => {
		const { error } = await installed.import('sveltekit-fastio/server');
		expect(error).toMatch(/\$app/u);
		const { exports, loaded } = await installed.import('sveltekit-fastio/server', { app: true });
		expect(exports).toEqual(
			expect.arrayContaining([
				'createFastio',
				'createFastioActions',
				'createFastioHandle',
				'createFastioStream'
			])
		);
		const ownWeight = loaded.filter((name) => !/^node:|^\$app$|^@sveltejs\/kit$/u.test(name));
		expect(ownWeight).toEqual(expect.arrayContaining(['busboy', 'p-retry']));
		expect(ownWeight.filter((name) => !KIT_OWN.has(name))).toEqual([
			'busboy',
			'eventsource-parser',
			'is-network-error',
			'p-retry',
			'streamsearch'
		]);
	});

	test('of redis gives the broker, and loads no package: the client is the app’s', async () => {
		const { exports, loaded } = await installed.import('sveltekit-fastio/redis');
		expect(exports).toEqual(['redisBroker']);
		expect(loaded).toEqual([]);
	});

	test.each(['api', 'server', 'redis', 'emulator'])(
		'of %s for a browser throws and says why',
		async (entry) => {
			const { error } = await installed.import(`sveltekit-fastio/${entry}`, { conditions: ['browser'] });
			expect(error).toContain('this entry holds server code');
		}
	);

	test('of api for a worker, whose bundlers set the browser condition too, gives the client', async () => {
		const { exports } = await installed.import('sveltekit-fastio/api', {
			conditions: ['workerd', 'browser']
		});
		expect(exports).toContain('createFastio');
	});
});

/** What `@sveltejs/kit` itself loads; an app has it loaded anyway. */
const KIT_OWN = new Set([
	'@sveltejs/kit',
	'devalue',
	'esm-env',
	'cookie',
	'set-cookie-parser',
	'svelte',
	'clsx'
]);

test('no lock file names the host of a registry', async () => {
	const matrix = await readdir(new URL('tests/matrix/', ROOT));
	const folders = [
		'',
		...matrix.filter((name) => name.startsWith('kit')).map((name) => `tests/matrix/${name}/`)
	];
	expect(folders).toHaveLength(3);
	for (const folder of folders) {
		const lock = await readFile(new URL(`${folder}package-lock.json`, ROOT), 'utf8');
		expect(lock.match(/"resolved": "http[^"]*"/u)).toBeNull();
	}
});

function leaves(target: unknown): string[] {
	if (typeof target === 'string') return [target];
	return Object.values(target as object).flatMap(leaves);
}
