import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../src/emulator.ts';
import type { Column } from './columns.ts';
import { mustRun, startServer, type ServerProcess } from './processes.ts';

const MATRIX = import.meta.dirname;
const ROOT = join(MATRIX, '../..');

/**
 * A folder outside the repository, where nothing is found by accident: `kept`, or a temporary one that disposing
 * removes.
 */
export async function workFolder(kept?: string): Promise<AsyncDisposable & { path: string }> {
	if (kept !== undefined) {
		await mkdir(kept, { recursive: true });
		return { path: kept, [Symbol.asyncDispose]: async () => {} };
	}
	const path = await mkdtemp(join(tmpdir(), 'fastio-matrix-'));
	return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Builds the package and packs it into `folder`, as publishing would. Resolves with the tarball's path. */
export async function packLibrary(folder: string): Promise<string> {
	await mustRun('npm', ['run', 'build'], { cwd: ROOT });
	await mustRun('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
	const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
	if (!name) throw new Error('npm pack left no tarball.');
	return join(folder, name);
}

/** Lays out one app (what both share, then its own files) and installs its lock file and the tarball. */
export async function installApp(kit: Column['kit'], folder: string, tarball: string): Promise<void> {
	const own = join(MATRIX, `kit${kit}`);
	const files = {
		recursive: true,
		filter: (path: string) => !/\/(?:node_modules|\.svelte-kit|build)$/u.test(path)
	};
	await cp(join(MATRIX, 'app'), folder, files);
	await cp(own, folder, files);
	const installed = existsSync(join(folder, 'node_modules'));
	if (!installed)
		await mustRun('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
	// Saved to package.json, because vite-plugin-svelte finds Svelte libraries there; the lock stays as it is.
	await mustRun(
		'npm',
		['install', tarball, '--no-package-lock', '--prefer-offline', '--no-audit', '--no-fund'],
		{ cwd: folder }
	);
	const [lock, committed] = await Promise.all(
		[folder, own].map((path) => readFile(join(path, 'package-lock.json'), 'utf8'))
	);
	if (lock !== committed) throw new Error(`Installing changed the lock file of kit${kit}.`);
	await mustRun('npx', ['svelte-kit', 'sync'], { cwd: folder });
}

/** Serves an installed and built app in one mode. Disposing ends it. */
export function serveApp(column: Column, folder: string, emulator: Emulator): Promise<ServerProcess> {
	const env = (port: number): NodeJS.ProcessEnv => ({
		PATH: process.env.PATH,
		HOME: process.env.HOME,
		FASTIO_API_TOKEN: emulator.token,
		FASTIO_API_URL: emulator.url,
		FASTIO_WORKSPACE_ID: emulator.workspaceId,
		HOST: '127.0.0.1',
		PORT: String(port),
		// Both majors take a request for https unless the proxy before them says otherwise: here every client does.
		PROTOCOL_HEADER: 'x-forwarded-proto',
		SHUTDOWN_TIMEOUT: '1',
		...(column.mode === 'open' ? { BODY_SIZE_LIMIT: 'Infinity' } : {})
	});
	if (column.mode !== 'dev') return startServer({ cwd: folder, env, args: () => ['build/index.js'] });
	return startServer({
		cwd: folder,
		env,
		args: (port) => [
			'node_modules/vite/bin/vite.js',
			'dev',
			'--host',
			'127.0.0.1',
			'--port',
			`${port}`,
			'--strictPort'
		]
	});
}
