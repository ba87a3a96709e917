import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the playground once for all integration tests; `PLAYGROUND_BUILT=1` says that this was done. */
export default async function setup(): Promise<void> {
	if (process.env['PLAYGROUND_BUILT'] === '1') return;
	await promisify(execFile)('npx', ['vite', 'build', 'playground', '--logLevel', 'warn'], { cwd: root });
}
