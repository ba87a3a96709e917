import type { Capabilities } from '../../rules/results.ts';
import { errorOf, uploaderError } from './errors.ts';
import type { Transport } from './job.ts';
import type { UploaderError } from './types.ts';

/** What the server says of a definition, and what moves bytes to it. */
export interface Definition {
	readonly capabilities: Capabilities | undefined;
	readonly mounted: boolean | undefined;
	/** A chunk of its own, loaded with the first question. */
	readonly transport: typeof import('./transport.ts') | undefined;
	/**
	 * Asks once; again after a failure. Resolves with why there are no rules; with `undefined` once they are there, and
	 * the transport. Never rejects.
	 */
	ask(): Promise<UploaderError | undefined>;
}

export function createDefinition(way: Transport): Definition {
	let capabilities: Capabilities | undefined = $state.raw();
	let mounted: boolean | undefined = $state.raw();
	let transport: Definition['transport'];
	let asked: Promise<UploaderError | undefined> | undefined;

	async function ask(): Promise<UploaderError | undefined> {
		try {
			transport = await import('./transport.ts');
			const rules = await transport.askRules(way);
			mounted = rules !== undefined;
			if (!rules) return uploaderError('unsupported', way.strings().notUnderstood(404));
			const maxFiles = Math.min(rules.maxFiles, way.options.maxFiles ?? Infinity);
			capabilities = way.capabilities = { ...rules, maxFiles };
			return undefined;
		} catch (thrown) {
			asked = undefined;
			return transport ? errorOf(thrown) : uploaderError('network', way.strings().networkLost);
		}
	}

	return {
		get capabilities() {
			return capabilities;
		},
		get mounted() {
			return mounted;
		},
		get transport() {
			return transport;
		},
		ask: () => (asked ??= ask())
	};
}
