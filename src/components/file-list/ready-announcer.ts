/** Files that become ready within this time are told in one sentence: 1 s. */
export const READY_BATCH_MS = 1_000;

/** Calls back after a time, unless what it returns is called before. */
type After = (ms: number, call: () => void) => () => void;

/** Tells that files have become ready: ten of them one after the other are one sentence. */
export class ReadyAnnouncer {
	readonly #say: (count: number, name: string) => void;
	readonly #after: After;
	readonly #said = new WeakSet();
	#ready: readonly { name: string }[] = [];
	#cancel: (() => void) | undefined;

	/** @param say Called with how many there are, and the name of the last. */
	constructor(say: (count: number, name: string) => void, after: After = later) {
		this.#say = say;
		this.#after = after;
	}

	/** @param ready All files that are ready by now. */
	follow(ready: readonly { name: string }[]): void {
		this.#ready = ready;
		if (this.#cancel || ready.every((file) => this.#said.has(file))) return;
		this.#cancel = this.#after(READY_BATCH_MS, () => {
			this.#cancel = undefined;
			const more = this.#ready.filter((file) => !this.#said.has(file));
			for (const file of more) this.#said.add(file);
			if (more.length > 0) this.#say(more.length, more.at(-1)!.name);
		});
	}

	end(): void {
		this.#cancel?.();
		this.#cancel = undefined;
	}
}

function later(ms: number, call: () => void): () => void {
	const timer = setTimeout(call, ms);
	return () => clearTimeout(timer);
}
