import type { Capabilities } from '../../rules/results.ts';
import { call } from './call.ts';
import { CallError } from './failure.ts';
import type { Transport } from './job.ts';

/**
 * The rules of the definition; `undefined` where there is no mount.
 *
 * @throws CallError when there is no answer, or one that can't be understood.
 */
export async function askRules(transport: Transport): Promise<Capabilities | undefined> {
	try {
		const { json } = await call(transport, { method: 'GET', url: `${transport.url()}/capabilities` });
		return json as Capabilities;
	} catch (thrown) {
		if (thrown instanceof CallError && thrown.status === 404) return undefined;
		throw thrown;
	}
}
