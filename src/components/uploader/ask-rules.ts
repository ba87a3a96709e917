import type { Capabilities } from '../../rules/results.ts';
import { call } from './call.ts';
import type { Core } from './core.ts';

/** The rules of the definition. @throws CallError when there is no answer, or one that can't be understood. */
export async function askRules(core: Core): Promise<Capabilities> {
	const { json } = await call(core, { method: 'GET', url: `${core.url()}/capabilities` });
	return json as Capabilities;
}
