import type { Capabilities } from '../../rules/results.ts';
import type { Core } from './core.ts';
import { errorOf, uploaderError } from './errors.ts';
import type { Item } from './item.svelte.ts';
import { checkFile } from './rules.ts';
import type { FileState, UploaderError } from './types.ts';

/** How a run ends, unless its signal aborts. */
type End = FileState & { status: 'stored' | 'failed' };

/** What the server says of a definition, and the way to it. */
export interface Definition {
	readonly capabilities: Capabilities | undefined;
	readonly mounted: boolean | undefined;
	/**
	 * Asks once; again after a failure. Resolves with why there are no rules; with `undefined` once they are there. Never
	 * rejects.
	 */
	ask(): Promise<UploaderError | undefined>;
	/** Takes one file to its end. Never rejects. After its signal has aborted what it resolves with means nothing. */
	send(item: Item, signal: AbortSignal): Promise<End>;
}

export function createDefinition(core: Core): Definition {
	/** `false` where there is no mount. */
	let rules: Capabilities | false | undefined = $state.raw();
	/** What moves bytes: a chunk of its own, loaded with the first question. */
	let transport: typeof import('./transport.ts') | undefined;
	let asked: Promise<UploaderError | undefined> | undefined;

	async function ask(): Promise<UploaderError | undefined> {
		const { options, strings } = core;
		try {
			transport = await import('./transport.ts');
			const told = await transport.askRules(core);
			rules = { ...told, maxFiles: Math.min(told.maxFiles, options.maxFiles ?? Infinity) };
			if (!options.hold || told.features.tokens) return undefined;
			return uploaderError('unsupported', strings().notUnderstood(501));
		} catch (thrown) {
			if ((thrown as { status?: number }).status === 404) {
				rules = false;
				return uploaderError('unsupported', strings().notUnderstood(404));
			}
			asked = undefined;
			return transport ? errorOf(thrown) : uploaderError('network', strings().networkLost);
		}
	}

	const definition: Definition = {
		get capabilities() {
			return rules || undefined;
		},
		get mounted() {
			return rules && true;
		},
		ask: () => (asked ??= ask()),
		async send(item, signal) {
			let error = await definition.ask();
			try {
				error ??= checkFile(item, core.capabilities!, core.strings());
				signal.throwIfAborted();
				if (!error) return { status: 'stored', ...(await transport!.transfer(core, item, signal)) };
			} catch (thrown) {
				error = errorOf(thrown);
			}
			return { status: 'failed', error, sentBytes: item.sentBytes };
		}
	};
	return definition;
}
