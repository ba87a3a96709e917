import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What happened when plain Node imported an entry. */
export interface Imported {
	/** Names of the exports; absent when the import failed. */
	exports?: string[];
	error?: string;
	/** Packages that were loaded with it, ours left out, and Node's own modules as `node:…`. */
	loaded: string[];
}

/** The package as npm installs it, from the tarball of the `dist` that is there now. */
export interface Installed extends AsyncDisposable {
	/** The tarball. */
	tarball: string;
	/** Folder of the package. */
	folder: string;
	/** Files of the tarball. */
	files: string[];
	/** Imports an entry in a Node process of its own. `$app/*` is there only when `app` says so. */
	import(entry: string, options?: { conditions?: string[]; app?: boolean }): Promise<Imported>;
}

/** Reports what an import loads. Hooks run in the same thread, so nothing is loaded unseen. */
const PROBE = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({
	resolve(specifier, context, next) {
		const found = next(specifier, context);
		const packages = found.url.split('/node_modules/');
		const [scope, name] = packages.at(-1).split('/');
		if (found.url.startsWith('node:')) loaded.add(found.url);
		else if (packages.length > 1) loaded.add(scope.startsWith('@') ? scope + '/' + name : scope);
		return found;
	}
});
let answer;
try {
	answer = { exports: Object.keys(await import(process.argv[2])).sort() };
} catch (error) {
	answer = { error: error.message };
}
loaded.delete('sveltekit-fastio');
console.log(JSON.stringify({ ...answer, loaded: [...loaded].sort() }));
`;

export async function installPackage(): Promise<Installed> {
	const work = await mkdtemp(join(tmpdir(), 'fastio-package-'));
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', work], { cwd: ROOT });
	const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz'));
	if (!tarball) throw new Error('npm pack left no tarball.');
	const folderOf = (app: string) => join(work, app, 'node_modules/sveltekit-fastio');
	for (const app of ['plain', 'app']) {
		await mkdir(folderOf(app), { recursive: true });
		await run('tar', ['-xzf', join(work, tarball), '--strip-components=1', '-C', folderOf(app)]);
		await linkDependencies(join(work, app, 'node_modules'));
		// A manifest of its own: Node would look for one further up, and take a stray one of our name for this package.
		await writeFile(join(work, app, 'package.json'), '{"private":true}');
		await writeFile(join(work, app, 'probe.mjs'), PROBE);
	}
	await standInForApp(join(work, 'app/node_modules/$app'));
	return {
		tarball: join(work, tarball),
		folder: folderOf('plain'),
		files: (await readdir(folderOf('plain'), { recursive: true, withFileTypes: true }))
			.filter((file) => file.isFile())
			.map((file) => join(file.parentPath, file.name).slice(folderOf('plain').length + 1)),
		async import(entry, { conditions = [], app = false } = {}) {
			const flags = conditions.map((condition) => `--conditions=${condition}`);
			const { stdout } = await run(process.execPath, [...flags, '--preserve-symlinks', 'probe.mjs', entry], {
				cwd: join(work, app ? 'app' : 'plain'),
				env: { PATH: process.env['PATH'] }
			});
			return JSON.parse(stdout) as Imported;
		},
		[Symbol.asyncDispose]: () => rm(work, { recursive: true, force: true })
	};
}

/** Everything that is installed here, by links: what is loaded of it, the probe tells. */
async function linkDependencies(folder: string): Promise<void> {
	const source = join(ROOT, 'node_modules');
	for (const name of await readdir(source)) {
		if (name.startsWith('.') || name === 'sveltekit-fastio') continue;
		await mkdir(dirname(join(folder, name)), { recursive: true });
		await symlink(join(source, name), join(folder, name));
	}
}

async function standInForApp(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), '{"type":"module","exports":{"./*":"./*.js"}}');
	await writeFile(join(folder, 'server.js'), 'export {};');
	await writeFile(join(folder, 'paths.js'), 'export const resolve = (path) => path;');
}
