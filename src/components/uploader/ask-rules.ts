import type { Capabilities } from '../../rules/results.ts';
import { call } from './call.ts';
import type { Caller } from './call.ts';
import { CallError } from './failure.ts';

/**
 * The rules of the definition at `url`; `undefined` where there is no mount.
 *
 * @throws CallError when there is no answer, or one that can't be understood.
 */
export async function askRules(caller: Caller, url: string): Promise<Capabilities | undefined> {
	try {
		return (await call(caller, { method: 'GET', url: `${url}/capabilities` })).json as Capabilities;
	} catch (thrown) {
		if (thrown instanceof CallError && thrown.status === 404) return undefined;
		throw thrown;
	}
}
