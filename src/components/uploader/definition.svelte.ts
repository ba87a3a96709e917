import type { Capabilities } from '../../rules/results.ts';
import type { Caller } from './call.ts';
import { errorOf, uploaderError } from './errors.ts';
import { loadTransport } from './load-transport.ts';
import type { UploaderError } from './types.ts';

/** What the server says of a definition. Asked once; again after a failure. */
export class Definition {
	#capabilities: Capabilities | undefined = $state.raw();
	#mounted: boolean | undefined = $state.raw();
	#asked: Promise<UploaderError | undefined> | undefined;
	readonly #caller: Caller;
	readonly #url: () => string;
	readonly #maxFiles: () => number | undefined;

	/** @param maxFiles Fewer files than the definition's. */
	constructor(caller: Caller, url: () => string, maxFiles: () => number | undefined) {
		this.#caller = caller;
		this.#url = url;
		this.#maxFiles = maxFiles;
	}

	get capabilities(): Capabilities | undefined {
		return this.#capabilities;
	}
	get mounted(): boolean | undefined {
		return this.#mounted;
	}

	/** Resolves with why there are no rules; with `undefined` once they are there. Never rejects. */
	ask(): Promise<UploaderError | undefined> {
		return (this.#asked ??= this.#ask().catch((thrown: unknown) => {
			this.#asked = undefined;
			return errorOf(thrown);
		}));
	}

	async #ask(): Promise<UploaderError | undefined> {
		const { networkLost, notUnderstood } = this.#caller.strings;
		const { askRules } = await loadTransport(networkLost);
		const rules = await askRules(this.#caller, this.#url());
		this.#mounted = rules !== undefined;
		if (!rules) return uploaderError('unsupported', notUnderstood(404));
		this.#capabilities = { ...rules, maxFiles: Math.min(rules.maxFiles, this.#maxFiles() ?? Infinity) };
		return undefined;
	}
}
