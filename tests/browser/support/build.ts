import { buildApp } from '../../../scripts/build-app.ts';
import { ROOT } from '../../../scripts/playground-target.ts';

/** Builds the playground once for all workers: what is tested is what `npm start` serves. */
export default async function buildPlayground(): Promise<void> {
	await buildApp(`${ROOT}playground`, 'warn');
}
