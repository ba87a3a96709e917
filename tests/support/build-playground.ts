import { buildApp } from '../../scripts/build-app.ts';
import { ROOT } from '../../scripts/playground-target.ts';

/** Builds the playground once for all integration tests; `PLAYGROUND_BUILT=1` says that this was done. */
export default async function setup(): Promise<void> {
	if (process.env['PLAYGROUND_BUILT'] !== '1') await buildApp(`${ROOT}playground`, 'error');
}
